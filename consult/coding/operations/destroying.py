"""Codes on what is to be destroyed: they fall with the passage they stand on."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.coding.records import Exchanged, Segment
from consult.consultation.records import Strand
from consult.interview.records import Interview, Turn


def remove_codes_of_interviews(session: Session, consultation_id: str) -> int:
    """Destroy every code, removed ones and memos included, on what was said in interviews; return how many.

    With them goes what projects of other programs brought along: cases, people and notes tell who spoke.
    """
    session.flush()
    strands = select(Strand.id).where(Strand.consultation_id == consultation_id)
    session.execute(delete(Exchanged).where(Exchanged.strand_id.in_(strands)))
    held = select(Interview.id).where(Interview.consultation_id == consultation_id)
    inside = Segment.turn_id.in_(select(Turn.id).where(Turn.interview_id.in_(held)))
    count = session.scalar(select(func.count()).select_from(Segment).where(inside)) or 0
    session.execute(delete(Segment).where(inside))
    session.expire_all()
    return count
