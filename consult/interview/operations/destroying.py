"""Destroying what was promised to be destroyed: transcripts whole, and apart from them who the speakers are.

Rows go, and with them everything that hangs on them: items, translations, and the codes of domains further down. What
stays of an interview is that it was held: its label, its kind, its day, and the interviewer's ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation, Strand
from consult.interview.operations.originals import destroy_originals
from consult.interview.operations.planning import forget_notes, forget_planned
from consult.interview.operations.returning import destroy_returns
from consult.interview.records import Interview, Participant, ParticipantIdentity, Plan, Turn, TurnTranslation


def destroy_transcripts(session: Session, consultation_id: str, moment: datetime) -> Mapping[str, int]:
    """Destroy every turn and every speaker of a consultation's interviews; return how many of what.

    The day is kept on the consultation, where every page finds it; the same again changes nothing.
    """
    session.flush()
    held, spoken = _interviews(consultation_id), _turns(consultation_id)
    counts = {
        "interviews": _count(session, held),
        "translations": _count(session, select(TurnTranslation.turn_id).where(TurnTranslation.turn_id.in_(spoken))),
        "turns": _count(session, spoken),
        "speakers": _count(session, _speakers(consultation_id)),
    }
    destroy_originals(session, held, moment.date())
    destroy_returns(session, _speakers(consultation_id), moment.date())
    plans = select(Plan.id).join(Strand, Strand.id == Plan.strand_id)
    forget_notes(session, plans.where(Strand.consultation_id == consultation_id))
    session.execute(delete(Turn).where(Turn.interview_id.in_(held)))
    session.execute(delete(Participant).where(Participant.interview_id.in_(held)))
    session.execute(update(Interview).where(Interview.id.in_(held)).values(file_name="", file_hash=""))
    first = Consultation.id == consultation_id, Consultation.transcripts_destroyed_on.is_(None)
    session.execute(update(Consultation).where(*first).values(transcripts_destroyed_on=moment.date()))
    session.expire_all()  # rows went that the session may still hold
    return counts


def forget_identities(session: Session, consultation_id: str) -> int:
    """Destroy which organisation a speaker belongs to, for every interview of a consultation; return how many."""
    session.flush()
    inside = ParticipantIdentity.participant_id.in_(_speakers(consultation_id))
    count = _count(session, select(ParticipantIdentity.participant_id).where(inside))
    session.execute(delete(ParticipantIdentity).where(inside))
    forget_planned(session, select(Strand.id).where(Strand.consultation_id == consultation_id))
    session.expire_all()
    return count


def _interviews(consultation_id: str) -> Select[str]:
    return select(Interview.id).where(Interview.consultation_id == consultation_id)


def _turns(consultation_id: str) -> Select[str]:
    return select(Turn.id).where(Turn.interview_id.in_(_interviews(consultation_id)))


def _speakers(consultation_id: str) -> Select[str]:
    return select(Participant.id).where(Participant.interview_id.in_(_interviews(consultation_id)))


def _count(session: Session, wanted: Select[str]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
