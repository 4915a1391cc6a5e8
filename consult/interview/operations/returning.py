"""Returning a transcript to one of its speakers: making the link, ending it, and what was withheld through it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation
from consult.interview.operations.originals import JOB as DESTROY_KEY
from consult.interview.queries.returns import owner_of
from consult.interview.records import Interview, Participant, TranscriptReturn, WithheldTurn
from consult.interview.rules import SpeakerRole
from consult.interview.rules.returning import check_last_day, is_open
from consult.shared.database import reading
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id
from consult.shared.jobs import enqueue
from consult.shared.keyring import keyring, secret_of
from consult.shared.time import now

END = "interview.end_returns"


def issue_return(
    session: Session, participant_id: str, *, last_day: date, language: str, by: str, moment: datetime
) -> str:
    """Make a link for one speaker and return its token, which is stored nowhere; an earlier link of theirs ends."""
    person = session.get(Participant, participant_id)
    if person is None:
        raise NotFound(participant_id)
    check_last_day(last_day, moment.date())
    gone = (
        select(Consultation.transcripts_destroyed_on)
        .join(Interview, Interview.consultation_id == Consultation.id)
        .where(Interview.id == person.interview_id)
    )
    if person.role is not SpeakerRole.INTERVIEWEE or person.withdrawn_on or session.scalar(gone) is not None:
        raise NotAllowedNow(N_("Only somebody who was interviewed, and whose words stand, is sent what they said."))
    _end(session, select(TranscriptReturn.id).where(TranscriptReturn.participant_id == participant_id), moment)
    token, return_id = random_id(), random_id()
    session.add(
        TranscriptReturn(
            id=return_id,
            participant_id=participant_id,
            token_hash=digest(token),
            language=language,
            last_day=last_day,
            account_id=by,
            issued_at=moment,
            wrapped=keyring().new_key(owner_of(return_id)),
        )
    )
    session.flush()
    return token


def revoke_return(session: Session, return_id: str, moment: datetime) -> None:
    """End a link: it opens nothing any more, and what was withdrawn through it stays withdrawn for good."""
    _end(session, select(TranscriptReturn.id).where(TranscriptReturn.id == return_id), moment)


def approve(session: Session, return_id: str, moment: datetime) -> None:
    """Write down that a speaker said of their transcript that it is right as it stands."""
    found = session.get(TranscriptReturn, return_id)
    if found is None or not is_open(found.last_day, found.revoked_at, moment):
        raise NotFound(return_id)
    found.approved_on = moment.date()
    session.flush()


def end_returns(session: Session) -> None:
    """Destroy what was withdrawn through links that are over: it can be taken back no more. A job of the clock."""
    over = select(TranscriptReturn.id).where(TranscriptReturn.last_day < (now() - timedelta(hours=36)).date())
    waiting = WithheldTurn.return_id.in_(over), WithheldTurn.sealed.is_not(None)
    with reading():
        found = session.scalar(select(WithheldTurn.turn_id).where(*waiting).limit(1))
        session.rollback()
    if found is not None:
        session.execute(update(WithheldTurn).where(*waiting).values(sealed=None))


def destroy_returns(session: Session, participants: Select[str], day: date) -> None:
    """Delete the links of some speakers with everything sealed by them, and with this transaction their keys."""
    inside = TranscriptReturn.participant_id.in_(participants)
    due_at = datetime.combine(day, time(), UTC)
    for wrapped in session.scalars(delete(TranscriptReturn).where(inside).returning(TranscriptReturn.wrapped)).all():
        enqueue(session, DESTROY_KEY, {"name": secret_of(wrapped)}, due_at)


def _end(session: Session, links: Select[str], moment: datetime) -> None:
    session.execute(update(WithheldTurn).where(WithheldTurn.return_id.in_(links)).values(sealed=None))
    standing = TranscriptReturn.id.in_(links), TranscriptReturn.revoked_at.is_(None)
    session.execute(update(TranscriptReturn).where(*standing).values(revoked_at=moment))
    session.expire_all()  # rows changed that the session may still hold
