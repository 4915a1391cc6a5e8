"""Saying that something was read again with a code in mind that had not been there before."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code, ReadAgain
from consult.consultation.records import Strand
from consult.shared.errors import NotFound


def mark_read_again(session: Session, assignment_id: str, code_key: str, day: date) -> None:
    """Take down that an assignment was read again for a code of its consultation; said twice, the first day stands."""
    code_id = session.scalar(
        select(Code.id)
        .join(Strand, Strand.consultation_id == Code.consultation_id)
        .join(Assignment, Assignment.strand_id == Strand.id)
        .where(Assignment.id == assignment_id, Code.key == code_key, is_shared())
        .with_for_update(of=Assignment)
    )
    if code_id is None:
        raise NotFound(code_key)
    if session.get(ReadAgain, (assignment_id, code_id)) is None:
        session.add(ReadAgain(assignment_id=assignment_id, code_id=code_id, read_on=day))
        session.flush()
