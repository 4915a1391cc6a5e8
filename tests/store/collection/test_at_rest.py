"""Whoever holds the database, its log or a backup has no word that members wrote, and not whose answer is whose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from consult.collection.operations.words import translate_words
from consult.collection.queries import answer_view
from consult.collection.records import AnswerLink, Participation, Words
from consult.collection.rules import Unit
from consult.shared.database import db, writing
from tests.builders_collection import begun, kept, open_world, submitted

CANARIES = {
    "words": "Canary-of-words",
    "words of a draft": "Canary-of-draft-words",
    "sealed": "Canary-of-the-sealed-item",
    "translation": "Canary-of-a-translation",
    "taken back": "Canary-taken-back",
    "a choice of a draft": "pilot_first",
}
SHOWN = "Canary-of-the-mandate"


@pytest.fixture
def held(own_app: Flask) -> Iterator[list[str]]:
    """Ids of participations of an installation with everything that is sealed in it, its log not yet written back."""
    with own_app.app_context():
        token = writing.set(True)
        session = db.session()
        yield fill(session)
        db.session.remove()
        writing.reset(token)


def fill(session: Session) -> list[str]:
    made = open_world(session, question={"en": SHOWN})
    answer_id = submitted(
        session, made, words={"D2": CANARIES["words"], "E2": CANARIES["taken back"], "J2.text": CANARIES["sealed"]}
    )
    kept(session, answer_id, words={"E2": None})
    words_id = session.scalars(select(Words.id).where(Words.answer_id == answer_id)).one()
    translate_words(session, words_id, language="fr", text=CANARIES["translation"])
    draft = begun(session, made, "a2", unit=Unit.INDIVIDUAL).answer_id
    kept(session, draft, {"B1.overall": CANARIES["a choice of a draft"]}, {"D2": CANARIES["words of a draft"]})
    session.commit()
    found = answer_view(session, draft)
    assert found is not None
    assert found.document["B1.overall"] == CANARIES["a choice of a draft"]
    assert session.scalars(select(AnswerLink)).all()
    return list(session.scalars(select(Participation.id)))


def forms(text: str) -> list[bytes]:
    """A text as it may stand in a file: plainly, or as PostgreSQL spells bytes."""
    return [text.encode(), text.encode().hex().encode()]


def found_in(content: bytes) -> list[str]:
    return [name for name, text in CANARIES.items() if any(form in content for form in forms(text))]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_file_its_log_and_a_backup_of_sqlite_hold_no_word(held: list[str], database_kind: str) -> None:
    database = Path(str(db.engine.url.database))
    backup = database.with_name(f"{database.stem}-backup.db")
    raw = db.engine.raw_connection()
    raw.cursor().execute(f"VACUUM INTO '{backup}'")
    raw.close()
    log = database.with_name(f"{database.name}-wal").read_bytes()
    assert log
    for content in (database.read_bytes(), log, backup.read_bytes()):
        assert found_in(content) == []
    assert SHOWN.encode() in database.read_bytes() + log
    assert SHOWN.encode() in backup.read_bytes()


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_dump_of_postgresql_holds_no_word(held: list[str], database_kind: str) -> None:
    dump = b"".join(dumped().values())
    assert found_in(dump) == []
    assert SHOWN.encode() in dump


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_only_the_table_of_who_took_part_names_a_participation(held: list[str], database_kind: str) -> None:
    naming = {
        table for table, content in dumped().items() for own in held if any(form in content for form in forms(own))
    }
    assert naming == {"participation"}


def dumped() -> dict[str, bytes]:
    """Every table as `pg_dump` writes it."""
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    found = {}
    for name in inspect(db.engine).get_table_names():
        with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:  # type: ignore[attr-defined]  # - psycopg's own cursor
            found[name] = b"".join(bytes(row) for row in rows)
    raw.close()
    return found
