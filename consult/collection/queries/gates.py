"""What collection says at G3."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from consult.collection.records import Coverage
from consult.collection.rules import Disposition
from consult.consultation.queries import Outcomes, Subject
from consult.consultation.records import FrameMember
from consult.consultation.rules import Outcome
from consult.shared.errors import N_


def collection_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every member organisation of the frame was asked at all (G3), in one statement."""
    unasked = or_(Coverage.disposition.is_(None), Coverage.disposition == Disposition.NOT_INVITED)
    rows = session.execute(
        select(FrameMember.strand_id, func.count(), func.count().filter(unasked))
        .outerjoin(
            Coverage,
            (Coverage.organisation_id == FrameMember.organisation_id) & (Coverage.strand_id == FrameMember.strand_id),
        )
        .where(FrameMember.strand_id.in_([one.id for one in subject.strands]))
        .group_by(FrameMember.strand_id)
    )
    found = {strand_id: (total, waiting) for strand_id, total, waiting in rows}
    return {"everybody_asked": {one.id: _everybody(*found.get(one.id, (0, 0))) for one in subject.strands}}


def _everybody(total: int, waiting: int) -> Outcome:
    if not total:
        return Outcome(False, N_("Collection has not opened yet."))
    words = N_("Member organisations with a status: all %(total)s.")
    if waiting:
        words = N_("Member organisations nobody has invited: %(waiting)s of %(total)s.")
    return Outcome(not waiting, words, {"total": total, "waiting": waiting})
