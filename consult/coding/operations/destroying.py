"""Codes on what is to be destroyed: they fall with the passage they stand on."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.coding.records import Adjudication, Exchanged, FrameworkCell, Learned, Memo, Segment, SuggestionAnswer
from consult.consultation.records import Strand
from consult.interview.records import Interview, Turn


def remove_codes_of_interviews(session: Session, consultation_id: str) -> int:
    """Destroy every code, removed ones and memos included, on what was said in interviews; return how many.

    With them go decisions between readings and summaries of cases, which tell what was said, codes proposed for it, and
    what projects of other programs brought along: cases, people and notes tell who spoke.
    """
    session.flush()
    strands = select(Strand.id).where(Strand.consultation_id == consultation_id)
    session.execute(delete(Exchanged).where(Exchanged.strand_id.in_(strands)))
    session.execute(delete(Learned).where(Learned.strand_id.in_(strands)))
    session.execute(delete(Memo).where(Memo.strand_id.in_(strands)))
    held = select(Interview.id).where(Interview.consultation_id == consultation_id)
    spoken = select(Turn.id).where(Turn.interview_id.in_(held))
    session.execute(delete(Adjudication).where(Adjudication.turn_id.in_(spoken)))
    session.execute(delete(SuggestionAnswer).where(SuggestionAnswer.turn_id.in_(spoken)))
    session.execute(delete(FrameworkCell).where(FrameworkCell.interview_id.in_(held)))
    inside = Segment.turn_id.in_(spoken)
    count = session.scalar(select(func.count()).select_from(Segment).where(inside)) or 0
    session.execute(delete(Segment).where(inside))
    session.expire_all()
    return count
