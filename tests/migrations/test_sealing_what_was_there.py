"""What was written before there were keys is sealed by the migration, read afterwards, and carried back."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Connection, event, text

from consult.collection.queries import answer_view, own_view
from consult.collection.queries.sealing import earlier_value, sealed_content, translation_text
from consult.collection.records import Answer, AnswerLink, EarlierAnswer, Invitation, SealedAnswer, WordsTranslation
from consult.collection.rules import AnswerState
from consult.consultation.queries import cipher_of
from consult.consultation.records import Consultation
from consult.consultation.rules import Mode
from consult.shared import schema
from consult.shared.database import db
from tests.conftest import address_of, build
from tests.migrations.test_migrations import (
    ROWS,
    ForkServerContext,
    catalogue,
    counts,
    empty_app,
    fill,
    processes,
    revisions,
)

__all__ = ["empty_app", "processes"]

BEFORE = "0004"
WRITTEN = "Ce que nous voulons dire"
CANARIES = (WRITTEN, "What we want to say", "the sealed reason", "an earlier choice", "a choice of the draft")
DRAFT = {"D1": "a choice of the draft"}


def old_rows() -> tuple[tuple[str, dict[str, object]], ...]:
    """One organisation that submitted, one draft, and all that can hang on them, as they stood before."""
    first = {"strand_id": "s", "version_id": "v", "unit": "organisation", "channel": "web"}
    parents = [row for row in ROWS if row[0] in ("coalition", "organisation", "membership")]
    return (
        *parents,
        ("organisation", {"id": "o2", "name": "P", "name_key": "p", "region": "africa", "kind": "national_ngo"}),
        ("contact", {"id": "person", "organisation_id": "o"}),
        ("consultation", dict(ROWS)["consultation"]),
        ("strand", {"id": "s", "consultation_id": "k", "coalition_id": "c", "state": "open"}),
        ("instrument_version", {"id": "v", "strand_id": "s", "number": 1}),
        ("coverage", {"id": "c1", "strand_id": "s", "organisation_id": "o", "disposition": "answered"}),
        ("coverage", {"id": "c2", "strand_id": "s", "organisation_id": "o2", "disposition": "invited"}),
        ("invitation", {"id": "i1", "strand_id": "s", "organisation_id": "o", "contact_id": "person"}),
        ("participation", participation("p1", "o")),
        ("participation", participation("p2", "o2")),
        ("answer", {"id": "a1", "state": "submitted", "document": {"D1": "x"}, "revisions": {"D1": 1}, **first}),
        (
            "answer",
            {"id": "a2", "state": "draft", "document": DRAFT, "revisions": {"D1": 3}, "read_in": {"D1": "fr"}, **first},
        ),
        ("answer_link", {"participation_id": "p1", "answer_id": "a1"}),
        ("answer_link", {"participation_id": "p2", "answer_id": "a2"}),
        ("words", {"id": "w1", "answer_id": "a1", "part": "D2", "text": WRITTEN, "language": "fr"}),
        ("words", {"id": "w2", "answer_id": "a2", "part": "D2", "text": f"{WRITTEN} encore", "language": "fr"}),
        ("words_translation", {"words_id": "w1", "language": "en", "text": "What we want to say"}),
        (
            "sealed_answer",
            {
                "id": "j",
                "answer_id": "a1",
                "strand_id": "s",
                "document": {"J2.risk": "yes"},
                "words": {"J2": "the sealed reason"},
            },
        ),
        (
            "earlier_answer",
            {"id": "e", "answer_id": "a1", "version_id": "v", "part": "D1", "value": {"value": "an earlier choice"}},
        ),
        ("page_post", {"answer_id": "a1", "key": "once"}),
    )


def participation(key: str, organisation_id: str) -> dict[str, object]:
    return {
        "id": key,
        "strand_id": "s",
        "organisation_id": organisation_id,
        "unit": "organisation",
        "code_hash": f"hash of {key}",
    }


def everything(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table, whatever the order they are kept in."""
    found = {}
    for name in counts(connection):
        table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
        found[name] = sorted(repr(sorted(row.items())) for row in connection.execute(sa.select(table)).mappings())
    return found


@pytest.fixture
def old_world(empty_app: Flask) -> Flask:
    schema.upgrade(db.engine, BEFORE)
    with db.engine.begin() as connection:
        fill(connection, old_rows())
    return empty_app


def test_what_was_written_is_sealed_and_read(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")

    session = db.session
    submitted, draft = answer_view(session, "a1"), answer_view(session, "a2")
    assert submitted is not None
    assert draft is not None
    assert submitted.words == {"D2": WRITTEN, "J2": "the sealed reason"}
    assert submitted.document == {"D1": "x", "J2.risk": "yes"}
    assert draft.document == DRAFT
    assert draft.read_in == {"D1": "fr"}
    assert draft.words == {"D2": f"{WRITTEN} encore"}
    cipher = cipher_of(session, "s")
    assert translation_text(cipher, session.get_one(WordsTranslation, ("w1", "en"))) == "What we want to say"
    assert sealed_content(cipher, session.get_one(SealedAnswer, "j")).words == {"J2": "the sealed reason"}
    earlier = session.get_one(EarlierAnswer, "e")
    assert earlier_value(cipher, earlier.id, earlier.sealed) == {"value": "an earlier choice"}


def test_links_become_marks_that_still_lead_home(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")

    found = {key: own_view(db.session, "s", key) for key in ("a1", "a2")}
    assert {key: own.organisation_id for key, own in found.items() if own} == {"a1": "o", "a2": "o2"}
    assert db.session.scalar(text("SELECT count(*) FROM answer_link WHERE mark IN ('p1', 'p2')")) == 0
    assert len(db.session.scalars(sa.select(AnswerLink)).all()) == 2


def test_the_draft_is_empty_where_anybody_could_read_it(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")

    drafts = {one.id: (one.state, one.document, one.draft is None) for one in db.session.scalars(sa.select(Answer))}
    assert drafts["a1"] == (AnswerState.SUBMITTED, {"D1": "x"}, True)
    assert drafts["a2"] == (AnswerState.DRAFT, {}, False)


def test_what_was_promised_is_what_is_kept(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")

    consultation = db.session.get_one(Consultation, "k")
    assert (consultation.mode, consultation.individual_mode) == (Mode.CONFIDENTIAL, Mode.CONFIDENTIAL)
    assert db.session.get_one(Invitation, "i1").wave == 0


def test_the_way_back_gives_every_row_as_it_was(old_world: Flask) -> None:
    with db.engine.connect() as connection:
        before = everything(connection)
    schema.upgrade(db.engine, "0005")
    schema.downgrade(db.engine, BEFORE)
    with db.engine.connect() as connection:
        assert everything(connection) == before
    schema.upgrade(db.engine, "0005")
    again = answer_view(db.session, "a1")
    assert again is not None
    assert again.words["D2"] == WRITTEN


def test_the_way_back_is_closed_while_something_waits_that_has_no_place_there(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO spooled (id, strand_id, sealed) VALUES ('x', 's', 'y')"))

    with pytest.raises(RuntimeError, match="spooled"):
        schema.downgrade(db.engine, BEFORE)
    with db.engine.connect() as connection:
        assert schema.current(connection) == "0005"


def test_what_was_refused_is_refused_again(old_world: Flask) -> None:
    schema.upgrade(db.engine, "0005")
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE consultation SET opened_at = CURRENT_TIMESTAMP"))

    for change in ("mode = 'attributed'", "individual_mode = 'anonymous'", "opened_at = NULL", "quorum = 1"):
        with db.engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
            connection.execute(text(f"UPDATE consultation SET {change}"))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_page_of_the_file_still_says_what_was_written(old_world: Flask) -> None:
    path = Path(str(db.engine.url.database))
    assert all(canary.encode() in everything_in(path) for canary in CANARIES)

    schema.upgrade(db.engine, "0005")

    assert [canary for canary in CANARIES if canary.encode() in everything_in(path)] == []


def everything_in(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def upgrade_until(address: str, folder: Path, statement: int) -> None:
    """Upgrade, and be killed after a statement that moves something."""
    left = statement

    def count(_connection: object, _cursor: object, words: str, *_: object) -> None:
        nonlocal left
        if words.lstrip().split()[0].upper() in ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "DROP"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with build(address, folder, create=False).app_context():
        event.listen(db.engine, "after_cursor_execute", count)
        schema.upgrade(db.engine, "0005")


@pytest.mark.parametrize("statement", [25, *(pytest.param(one, marks=pytest.mark.whole) for one in (38, 52, 64)), 75])
def test_killed_midway_leaves_what_was_written_as_it_was(
    request: pytest.FixtureRequest,
    database_kind: str,
    short_folder: Path,
    processes: ForkServerContext,
    statement: int,
) -> None:
    address = address_of(database_kind, request, short_folder)
    app = build(address, short_folder, create=False)
    with app.app_context():
        schema.upgrade(db.engine, BEFORE)
        with db.engine.begin() as connection:
            fill(connection, old_rows())
        with db.engine.connect() as connection:
            before = everything(connection), catalogue(connection)
        db.engine.dispose()
    upgrading = processes.Process(target=upgrade_until, args=(address, short_folder, statement))
    upgrading.start()
    upgrading.join()
    assert upgrading.exitcode == -signal.SIGKILL
    with app.app_context():
        with db.engine.connect() as connection:
            assert (everything(connection), catalogue(connection)) == before
        assert BEFORE in revisions()
        schema.upgrade(db.engine, "0005")
        again = answer_view(db.session, "a1")
        assert again is not None
        assert again.words["D2"] == WRITTEN
        db.session.remove()
        db.engine.dispose()
