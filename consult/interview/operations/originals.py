"""The file a transcript came from: sealed with a key of its own, every opening logged, gone with anybody's words.

Its key's secret lies outside the database, so that destroying it takes the file out of every backup too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Select, delete, select, union_all
from sqlalchemy.orm import Session

from consult.access.operations import Act, record_event
from consult.interview.records import Interview, OriginalFile, Participant, TranscriptReturn, Turn
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.jobs import enqueue
from consult.shared.keyring import Unreadable, keyring, secret_of
from consult.shared.text import clean_line

JOB = "interview.destroy_key"
OPENED = "transcript_file_opened"
SIZE_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was handed in."""

    name: str
    content: bytes


def keep_original(session: Session, interview_id: str, original: Original, moment: datetime) -> None:
    """Seal the file an interview came from; raise `NotAllowedNow` for another file, and once words were withdrawn."""
    record = session.get(Interview, interview_id)
    if record is None:
        raise NotFound(interview_id)
    if _withdrew(session, interview_id):
        raise NotAllowedNow(N_("Words were withdrawn from this interview: its file is not kept any more."))
    if hashlib.sha256(original.content).hexdigest() != record.file_hash:
        raise NotAllowedNow(N_("This is not the file the interview was taken in from, or it was changed since."))
    if session.get(OriginalFile, interview_id) is not None:
        return
    ring, owner = keyring(), f"original|{interview_id}"
    wrapped = ring.new_key(owner)
    cipher = ring.unwrap(wrapped, owner)
    session.add(
        OriginalFile(
            interview_id=interview_id,
            wrapped=wrapped,
            sealed=cipher.seal_bytes(original.content, place=owner),
            sealed_name=cipher.seal(clean_line(original.name)[-120:], place=f"{owner}|name"),
            kept_at=moment,
        )
    )
    session.flush()


def open_original(session: Session, interview_id: str, *, by: str, at: datetime) -> Original:
    """Return the file of an interview and log who opened it; raise `NotFound` where none is kept."""
    found = session.get(OriginalFile, interview_id)
    if found is None:
        raise NotFound(interview_id)
    owner = f"original|{interview_id}"
    try:
        cipher = keyring().unwrap(found.wrapped, owner)
    except Unreadable as error:
        raise NotFound(interview_id) from error
    consultation_id = session.get_one(Interview, interview_id).consultation_id
    record_event(session, Act(OPENED, interview_id, "", consultation_id), by=by, at=at)
    name = cipher.open(found.sealed_name, place=f"{owner}|name")
    return Original(name, cipher.open_bytes(found.sealed, place=owner))


def destroy_originals(session: Session, interviews: Select[str], day: date) -> int:
    """Delete the files of some interviews, and with this transaction the secrets of their keys; return how many."""
    gone = delete(OriginalFile).where(OriginalFile.interview_id.in_(interviews)).returning(OriginalFile.wrapped)
    keys = session.scalars(gone).all()
    due_at = datetime.combine(day, time(), UTC)
    for wrapped in keys:
        enqueue(session, JOB, {"name": secret_of(wrapped)}, due_at)
    return len(keys)


def destroy_original_key(session: Session, name: str) -> None:
    """Delete the secret of a file's or a link's key unless that is still there (a job's handler)."""
    keys = union_all(select(OriginalFile.wrapped), select(TranscriptReturn.wrapped))
    in_use = {secret_of(wrapped) for wrapped in session.scalars(keys)}
    session.rollback()
    if name not in in_use:
        keyring().destroy(name)


def _withdrew(session: Session, interview_id: str) -> bool:
    turns = select(Turn.id).where(Turn.interview_id == interview_id, Turn.withdrawn_on.is_not(None))
    people = select(Participant.id).where(
        Participant.interview_id == interview_id, Participant.withdrawn_on.is_not(None)
    )
    return session.scalar(turns.limit(1)) is not None or session.scalar(people.limit(1)) is not None
