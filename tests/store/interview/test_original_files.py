"""The file of a transcript: sealed, given back byte for byte to whoever may, and gone with anybody's words."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
from consult.interview.operations import withdraw_participant, withdraw_turns
from consult.interview.operations.destroying import destroy_transcripts
from consult.interview.operations.originals import (
    JOB,
    Original,
    destroy_original_key,
    keep_original,
    open_original,
)
from consult.interview.queries import interview, turns_of
from consult.interview.records import OriginalFile
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.jobs import Job
from consult.shared.keyring import keyring, secret_of
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import account
from tests.builders_interview import group, interviewed

FILE = Original("Kim, 2 March.docx", b"PK\x03\x04 what Kim said")


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return world(session())


def kept(session: Session, made: World) -> str:
    key = group(session, made, file_hash=hashlib.sha256(FILE.content).hexdigest())
    keep_original(session, key, FILE, MOMENT)
    return key


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OriginalFile)) or 0


def test_the_file_comes_back_as_it_was_and_every_opening_is_logged(
    session: scoped_session[Session], made: World
) -> None:
    key, reader = kept(session(), made), account(session())
    found = interview(session(), key)
    assert found
    assert found.file_kept_at == MOMENT
    row = session().get_one(OriginalFile, key)
    assert b"Kim" not in row.sealed + row.sealed_name
    for _time in range(2):
        assert open_original(session(), key, by=reader, at=MOMENT) == FILE
    acts = session().execute(select(AccessEvent.act, AccessEvent.subject_id, AccessEvent.account_id)).all()
    assert [tuple(one) for one in acts] == [("transcript_file_opened", key, reader)] * 2


def test_only_the_very_file_is_kept(session: scoped_session[Session], made: World) -> None:
    key = group(session(), made, file_hash=hashlib.sha256(FILE.content).hexdigest())
    with pytest.raises(NotAllowedNow):
        keep_original(session(), key, Original("x.docx", FILE.content + b"."), MOMENT)
    pasted = interviewed(session(), made)
    with pytest.raises(NotAllowedNow):
        keep_original(session(), pasted, Original("", b""), MOMENT)
    found = interview(session(), pasted)
    assert found
    assert not found.from_file


@pytest.mark.parametrize("how", ["a speaker", "a turn", "everything"])
def test_it_is_destroyed_with_its_key_as_soon_as_anybody_withdraws(
    session: scoped_session[Session], made: World, how: str
) -> None:
    key = kept(session(), made)
    name = secret_of(session().get_one(OriginalFile, key).wrapped)
    folder = keyring()._folder
    assert (folder / name).exists()
    found = interview(session(), key)
    assert found
    if how == "a speaker":
        withdraw_participant(session(), found.participants[0].id, DAY)
    elif how == "a turn":
        withdraw_turns(session(), [turns_of(session(), key)[2].id], DAY)
    else:
        destroy_transcripts(session(), made.consultation_id, MOMENT)
    assert count(session()) == 0
    with pytest.raises(NotFound):
        open_original(session(), key, by="x", at=MOMENT)
    (job,) = session.scalars(select(Job).where(Job.kind == JOB))
    session.commit()
    destroy_original_key(session(), **job.arguments)
    assert not (folder / name).exists()
    if how != "everything":
        with pytest.raises(NotAllowedNow):
            keep_original(session(), key, FILE, MOMENT)


def test_a_key_that_is_needed_is_not_destroyed(session: scoped_session[Session], made: World) -> None:
    key = kept(session(), made)
    session.commit()
    destroy_original_key(session(), secret_of(session().get_one(OriginalFile, key).wrapped))
    assert open_original(session(), key, by=account(session()), at=MOMENT) == FILE
