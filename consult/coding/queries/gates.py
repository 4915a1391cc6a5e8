"""What coding says at G5: is the codebook frozen, is every reading finished, how much was read twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from consult.coding.records import AssignedWords, Assignment, Codebook
from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import Outcome
from consult.interview.records import InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole
from consult.shared.errors import N_


def coding_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether the codebook is frozen and every assignment finished (G5), in two statements."""
    ids = [one.id for one in subject.strands]
    frozen_at = session.scalar(select(Codebook.frozen_at).where(Codebook.consultation_id == subject.consultation.id))
    rows = session.execute(
        select(Assignment.strand_id, func.count(), func.count().filter(Assignment.done_on.is_(None)))
        .where(Assignment.strand_id.in_(ids))
        .group_by(Assignment.strand_id)
    )
    given = {strand_id: (total, open_) for strand_id, total, open_ in rows}
    frozen = (
        Outcome(True, N_("Frozen on %(day)s."), {"day": frozen_at.date()})
        if frozen_at
        else Outcome(False, N_("The codebook is not frozen yet."))
    )
    return {
        "codebook_frozen": dict.fromkeys(ids, frozen),
        "assignments_finished": {one: _finished(*given.get(one, (0, 0))) for one in ids},
    }


def _finished(total: int, open_: int) -> Outcome:
    words = N_("Readings finished: all %(total)s.") if not open_ else N_("Unfinished: %(open)s of %(total)s readings.")
    if not total:
        words = N_("Nothing was given to a coder.")
    return Outcome(not open_, words, {"total": total, "open": open_})


def double_read(session: Session, strand_ids: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """Return by strand how many passages two coders have read, and how many there are, in one statement.

    A passage is what interviewees said and did not take back, or an open answer given to a coder.
    """
    done = Assignment.done_on.is_not(None)
    turns = (
        select(
            InterviewStrand.strand_id.label("strand_id"), func.count(Assignment.account_id.distinct()).label("times")
        )
        .select_from(Turn)
        .join(Participant, Participant.id == Turn.participant_id)
        .join(InterviewStrand, InterviewStrand.interview_id == Turn.interview_id)
        .outerjoin(Assignment, (Assignment.interview_id == Turn.interview_id) & done)
        .where(
            InterviewStrand.strand_id.in_(strand_ids),
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
        .group_by(InterviewStrand.strand_id, Turn.id)
    )
    written = (
        select(
            Assignment.strand_id.label("strand_id"),
            func.count(Assignment.account_id.distinct()).filter(done).label("times"),
        )
        .join(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .where(Assignment.strand_id.in_(strand_ids))
        .group_by(Assignment.strand_id, AssignedWords.words_id)
    )
    read = union_all(turns, written).subquery()
    rows = session.execute(
        select(read.c.strand_id, func.count().filter(read.c.times >= 2), func.count()).group_by(read.c.strand_id)
    )
    found = {strand_id: (twice, total) for strand_id, twice, total in rows}
    return {one: found.get(one, (0, 0)) for one in strand_ids}
