"""Reads of what a coder made of an assignment, and of what others made of it as far as the coder sees that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.queries.assignments import Given
from consult.coding.queries.counting import of_strand
from consult.coding.queries.windows import Window
from consult.coding.records import Act, AssignedWords, Assignment, ChangedWords, Code, Segment
from consult.coding.rules.attributes import Stance
from consult.interview.records import Participant, Turn
from consult.interview.rules import SpeakerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentView:
    """One code on one stretch of a passage, as its coder sees it: code points, `end` exclusive."""

    id: str
    assignment_id: str
    passage_id: str
    start: int
    end: int
    code_key: str
    stance: Stance
    option: str
    aspect: str
    about: str
    recalled: bool
    sealed: bool
    memo: str
    made_at: datetime
    removed_at: datetime | None
    coder_name: str = ""
    """Whose it is, where it is not of the assignment that was asked for."""
    words_changed_on: date | None = None
    """When its words were corrected by whoever said them, if nobody has looked again since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How far a reading is: passages with a code and in all, and what can be taken back.

    `codes` and `everywhere` say how often each code was given here and in all, by the code's id.
    """

    passage_count: int
    coded_count: int
    codes: Mapping[str, int]
    everywhere: Mapping[str, int]
    can_undo: bool
    can_redo: bool


def segments_of(session: Session, assignment_id: str) -> tuple[SegmentView, ...]:
    """Return the segments of an assignment that stand, in the order of their stretches."""
    rows = session.execute(
        _segments().where(Segment.assignment_id == assignment_id, Segment.removed_at.is_(None)), {"own": assignment_id}
    )
    return tuple(SegmentView(**row) for row in rows.mappings())


def segments_on(session: Session, given: Given, window: Window) -> tuple[SegmentView, ...]:
    """Return what stands in a window of an assignment: its own, and others' as far as `beside` says.

    What somebody else sealed is not among them.
    """
    ids = window.passage_ids
    passage, other = (Segment.turn_id, Segment.words_id) if given.interview_id else (Segment.words_id, Segment.turn_id)
    inside: list[ColumnElement[bool]] = [passage.in_(ids), other.is_(None)]
    if len(ids) == 1:  # one very long turn may bear thousands, of which few are in the window
        inside += [Segment.start_at < window.parts[-1].span.end, Segment.end_at > window.parts[0].span.start]
    whose = select(Assignment.id).where(or_(Assignment.id == given.id, beside(given)))
    rows = session.execute(
        _segments().where(
            Segment.assignment_id.in_(whose),
            *inside,
            Segment.removed_at.is_(None),
            or_(Segment.assignment_id == given.id, Segment.sealed.is_(False)),
        ),
        {"own": given.id},
    )
    return tuple(SegmentView(**row) for row in rows.mappings())


@cache
def _segments() -> Select[Any]:  # Any: the columns of a view, by its names
    names = ("id", "assignment_id", "stance", "option", "aspect", "about", "recalled", "sealed", "memo", "made_at")
    foreign = case((Segment.assignment_id == bindparam("own"), ""), else_=Account.name)
    return (
        select(
            *(getattr(Segment, name) for name in (*names, "removed_at")),
            func.coalesce(Segment.turn_id, Segment.words_id).label("passage_id"),
            Segment.start_at.label("start"),
            Segment.end_at.label("end"),
            Code.key.label("code_key"),
            foreign.label("coder_name"),
            ChangedWords.changed_on.label("words_changed_on"),
        )
        .join(Code, Code.id == Segment.code_id)
        .outerjoin(ChangedWords, ChangedWords.segment_id == Segment.id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .join(Account, Account.id == Assignment.account_id)
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.position, Segment.id)
    )


def beside(given: Given) -> ColumnElement[bool]:
    """Tell in SQL whether an assignment's coder and this one's see each other's work.

    Two first readers of the same material do. Where one of them reads it the second time, blind, both must have
    finished, and so must two who read it the second time.
    """
    same = Assignment.interview_id == given.interview_id if given.interview_id else Assignment.part == given.part
    first = Assignment.second.is_(False) if not given.second else false()
    done = Assignment.done_on.is_not(None) if given.done_on is not None else false()
    others = Assignment.account_id != given.account_id
    return and_(
        Assignment.strand_id == given.strand_id, Assignment.material == given.material, same, others, first | done
    )


def _by_code(
    given: Given, account_id: str | None, hidden: Collection[str]
) -> Select[int, int, Any, int, str]:  # Any: a sum
    """Say how often each code was given in an assignment, and in all: by one account, or (None) what counts."""
    own = Segment.assignment_id == given.id
    if account_id is not None:
        counts = and_(Assignment.account_id == account_id, Assignment.strand_id == given.strand_id)
    else:
        counts = and_(Assignment.second.is_(False), of_strand(given.strand_id), Assignment.id.not_in(hidden))
    return (
        select(literal(0), literal(0), func.sum(case((own, 1), else_=0)), func.count(Segment.id), Segment.code_id)
        .where(
            Segment.assignment_id.in_(select(Assignment.id).where(or_(counts, Assignment.id == given.id))),
            Segment.removed_at.is_(None),
        )
        .group_by(Segment.code_id)
    )


def figures(session: Session, given: Given, account_id: str | None, hidden: Collection[str] = ()) -> Figures:
    """Return how far an assignment is, in one statement; in all is what one account gave, or (None) what counts.

    What counts leaves out the `hidden` assignments, which whoever asks must not know yet.
    """
    own = Segment.assignment_id == given.id
    passage = Segment.turn_id if given.interview_id else Segment.words_id
    in_all = (
        select(func.count(Turn.id))
        .join(Participant, Participant.id == Turn.participant_id)
        .where(
            Turn.interview_id == given.interview_id,
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
        if given.interview_id
        else select(func.count()).where(AssignedWords.assignment_id == given.id)
    )
    coded = select(func.count(passage.distinct())).where(own, Segment.removed_at.is_(None))
    undone = (exists().where(Act.assignment_id == given.id, Act.undone.is_(which)) for which in (False, True))
    whole = select(*(one.scalar_subquery() for one in (in_all, coded)), *(cast(one, Integer) for one in undone))
    rows = session.execute(union_all(whole.add_columns(literal("")), _by_code(given, account_id, hidden))).all()
    passages, done, can_undo, can_redo, _code = next(row for row in rows if not row[4])
    return Figures(
        passage_count=passages,
        coded_count=done,
        codes={row[4]: row[2] for row in rows if row[4] and row[2]},
        everywhere={row[4]: row[3] for row in rows if row[4]},
        can_undo=bool(can_undo),
        can_redo=bool(can_redo),
    )
