"""A strand gets another key when contacts are destroyed; the old one opens nothing any more, in no backup either."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session, scoped_session

from consult.collection.operations.destroying import destroy_contacts
from consult.collection.operations.rekeying import HELD, JOB, destroy_key, renew_key
from consult.collection.operations.words import translate_words
from consult.collection.queries import answer_view, open_answers
from consult.collection.records import (
    AnonymousDraft,
    Answer,
    AnswerLink,
    Colleague,
    Mail,
    SignOff,
    Upload,
    Words,
)
from consult.collection.rules import ColleagueMay, MailKind
from consult.consultation.queries import cipher_of, key_faults
from consult.consultation.records import StrandKey
from consult.interview.records import OriginalFile, TranscriptReturn, TurnVersion, WithheldTurn
from consult.membership.records import RegisterUpload
from consult.shared.database import Record, db, writing
from consult.shared.identifiers import random_id
from consult.shared.jobs import Job
from consult.shared.keyring import Unreadable, keyring, secret_of
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import begun, kept, open_world, submitted
from tests.conftest import build

WRITTEN = "what we wrote ourselves"
OTHERWISE_KEPT = {
    StrandKey.__table__.c.wrapped,  # the key itself
    AnswerLink.__table__.c.sealed,  # gone before the key is changed
    AnonymousDraft.__table__.c.sealed,  # sealed with a key only its author can make
    *(column for column in OriginalFile.__table__.c if isinstance(column.type, LargeBinary)),  # a key for each file
    TranscriptReturn.__table__.c.wrapped,  # a key for each link, and what it seals
    TurnVersion.__table__.c.sealed,
    WithheldTurn.__table__.c.sealed,
    RegisterUpload.__table__.c.content,  # not of a strand, and gone within the hour
}


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return open_world(session())


def wrapped_of(session: scoped_session[Session], made: World) -> bytes:
    session.expire_all()
    return bytes(session.get_one(StrandKey, made.strands["A"]).wrapped)


def test_every_sealed_column_there_is_gets_the_new_key() -> None:
    sealed = {
        column
        for table in Record.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    known = {held.column.class_.__table__.c[held.column.key] for held in HELD}
    assert sealed == known | OTHERWISE_KEPT


def test_everything_that_stays_is_read_with_the_new_key(session: scoped_session[Session], made: World) -> None:
    submitted_id = submitted(session(), made, words={"D2": WRITTEN, "J2.text": "sealed words"})
    draft_id = begun(session(), made, "a2").answer_id
    kept(session(), draft_id, {"B1.overall": "some"})
    kept(session(), submitted_id, {"B1.overall": "none"}, {"E2": "more words"})
    words_id = session.scalars(select(Words.id).where(Words.answer_id == submitted_id, Words.part == "D2")).one()
    translate_words(session(), words_id, language="fr", text="ce que nous avons écrit")
    cipher, upload_id = cipher_of(session(), made.strands["A"]), random_id()
    session.add(
        Upload(
            id=upload_id,
            answer_id=submitted_id,
            part="X1",
            media_type="text/plain",
            size=3,
            sealed=cipher.seal_bytes(b"abc", place=f"upload|{upload_id}"),
            sealed_name=cipher.seal("a.txt", place=f"upload|{upload_id}|name"),
        )
    )
    session.flush()
    before = wrapped_of(session, made)

    destroy_contacts(session(), made.consultation_id, now())

    assert wrapped_of(session, made) != before
    found, draft = answer_view(session(), submitted_id), answer_view(session(), draft_id)
    assert found is not None
    assert draft is not None
    assert found.words == {"D2": WRITTEN, "E2": "more words", "J2.text": "sealed words"}
    assert draft.document["B1.overall"] == "some"
    told = {one.part: one.translations for one in open_answers(session(), made.strands["A"])}
    assert told["D2"] == {"fr": "ce que nous avons écrit"}
    fresh, upload = cipher_of(session(), made.strands["A"]), session.get_one(Upload, upload_id)
    assert fresh.open_bytes(upload.sealed, place=f"upload|{upload_id}") == b"abc"
    assert key_faults(session()) == []


def test_people_are_forgotten_with_the_links(session: scoped_session[Session], made: World) -> None:
    answer_id = submitted(session(), made)
    strand_id = made.strands["A"]
    cipher = cipher_of(session(), strand_id)
    session.add_all(
        [
            Colleague(
                answer_id=answer_id,
                token_hash="h",
                may=ColleagueMay.EDIT,
                sealed=cipher.seal("Ana", place="colleague|x"),
            ),
            Mail(
                strand_id=strand_id,
                organisation_id=made.organisations["a1"],
                kind=MailKind.INVITATION,
                language="en",
                message_hash="m",
                changed_on=today(),
            ),
        ]
    )
    session.merge(
        SignOff(
            answer_id=answer_id,
            agreed_by="board",
            agreed_on=today(),
            sealed=cipher.seal("Director of Alpha one", place=f"sign_off|{answer_id}"),
            signed_on=today(),
            revision=1,
        )
    )
    session.flush()
    destroy_contacts(session(), made.consultation_id, now())
    for table in (Colleague, Mail, AnswerLink):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    signed = session.get_one(SignOff, answer_id)
    office = cipher_of(session(), strand_id).open(signed.sealed, place=f"sign_off|{answer_id}")
    assert (office, signed.agreed_by) == ("", "board")


def test_the_old_key_goes_with_a_job_that_commits_with_the_new_one(
    session: scoped_session[Session], made: World
) -> None:
    before = wrapped_of(session, made)
    destroy_contacts(session(), made.consultation_id, now())
    waiting = [one.arguments for one in session.scalars(select(Job).where(Job.kind == JOB))]
    assert {"name": secret_of(before)} in waiting
    assert secret_of(wrapped_of(session, made)) not in str(waiting)
    keyring().unwrap(before, made.strands["A"])


def test_a_key_that_is_in_use_is_never_destroyed(session: scoped_session[Session], made: World) -> None:
    held = wrapped_of(session, made)
    destroy_key(session(), secret_of(held))
    keyring().unwrap(held, made.strands["A"])


def test_taken_back_nothing_has_changed(session: scoped_session[Session], made: World) -> None:
    answer_id = submitted(session(), made, words={"D2": WRITTEN})
    session.commit()
    before = wrapped_of(session, made)
    destroy_contacts(session(), made.consultation_id, now())
    session.rollback()
    assert wrapped_of(session, made) == before
    found = answer_view(session(), answer_id)
    assert found is not None
    assert found.words["D2"] == WRITTEN


def test_a_process_that_remembers_the_old_key_fails_once_and_then_reads(
    session: scoped_session[Session], made: World
) -> None:
    answer_id, strand_id = submitted(session(), made, words={"D2": WRITTEN}), made.strands["A"]
    stale = wrapped_of(session, made)
    destroy_contacts(session(), made.consultation_id, now())
    keyring().cipher(stale, strand_id)  # as another process remembers it
    with pytest.raises(Unreadable):
        answer_view(session(), answer_id)
    found = answer_view(session(), answer_id)
    assert found is not None
    assert found.words["D2"] == WRITTEN


def test_without_a_key_there_is_nothing_to_renew(session: scoped_session[Session], made: World) -> None:
    session.delete(session.get_one(StrandKey, made.strands["A"]))
    session.flush()
    renew_key(session(), made.strands["A"], now())
    assert session.get(StrandKey, made.strands["A"]) is None


@pytest.fixture
def folder(short_folder: Path) -> Iterator[Path]:
    """A folder with keys of its own."""
    found = short_folder / random_id()
    yield found
    shutil.rmtree(found, ignore_errors=True)


def destroyed_after(folder: Path, copy: Path) -> tuple[Flask, str]:
    """An installation whose database was copied, and whose contacts were then destroyed; an answer of it."""
    app = build(f"sqlite:///{folder / 'now.db'}", folder)
    with app.app_context():
        made = open_world(db.session())
        answer_id = submitted(db.session(), made, words={"D2": WRITTEN})
        db.session.commit()
        db.session.remove()
        raw = db.engine.raw_connection()
        raw.cursor().execute(f"VACUUM INTO '{copy}'")
        raw.close()
        destroy_contacts(db.session(), made.consultation_id, now())
        db.session.commit()
        for job in db.session.scalars(select(Job).where(Job.kind == JOB)).all():
            destroy_key(db.session(), **job.arguments)
        db.session.remove()
        db.engine.dispose()
    return app, answer_id


def test_a_backup_from_before_is_unreadable_afterwards(folder: Path) -> None:
    token, copy = writing.set(True), folder / "backup.db"
    try:
        app, answer_id = destroyed_after(folder, copy)
        restored = build(f"sqlite:///{copy}", folder, create=False)
        with restored.app_context():
            assert len(key_faults(db.session())) == 2
            link = db.session.scalars(select(AnswerLink)).one()
            with pytest.raises(Unreadable, match="destroyed"):
                cipher_of(db.session(), db.session.get_one(Answer, link.answer_id).strand_id)
            with pytest.raises(Unreadable):
                answer_view(db.session(), answer_id)
            db.session.remove()
            db.engine.dispose()
        with app.app_context():
            found = answer_view(db.session(), answer_id)
            assert found is not None
            assert found.words["D2"] == WRITTEN
            db.session.remove()
            db.engine.dispose()
    finally:
        writing.reset(token)
