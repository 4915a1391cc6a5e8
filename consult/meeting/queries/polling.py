"""Reads of polls. Before a poll is closed nothing here counts its answers, for anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import Texts
from consult.meeting.records import Delegation, Poll, PollSlip, PollVoter
from consult.meeting.rules.kinds import POLLED, Level, PollState
from consult.meeting.rules.polling import PollResult, counted


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll; its result once it is closed, until then nothing."""

    id: str
    meeting_id: str
    number: int
    question: Texts
    follows_id: str | None
    state: PollState
    opened_at: datetime
    closed_at: datetime | None
    result: PollResult | None

    @property
    def is_open(self) -> bool:
        """Tell whether it can be answered."""
        return self.state is PollState.OPEN


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many delegations a poll asks that are in the room, and how many of them have answered."""

    present: int
    answered: int


def polls_of(session: Session, meeting_id: str) -> tuple[PollView, ...]:
    """Return the polls of a meeting in their order, in one statement; answers are counted of closed ones alone."""
    return _polls(session, Poll.meeting_id == meeting_id)


def poll(session: Session, poll_id: str) -> PollView | None:
    """Return one poll, or None."""
    found = _polls(session, Poll.id == poll_id)
    return found[0] if found else None


def open_poll_of(session: Session, meeting_id: str) -> PollView | None:
    """Return the poll that is open, or None."""
    found = _polls(session, and_(Poll.meeting_id == meeting_id, Poll.state == PollState.OPEN))
    return found[0] if found else None


def result(session: Session, poll_id: str) -> PollResult | None:
    """Return what a closed poll found; None before it is closed."""
    found = poll(session, poll_id)
    return found.result if found else None


def turnout(session: Session, poll_id: str) -> Turnout:
    """Return how many of those in the room have answered; who they are is nobody's to read."""
    answered = select(func.count()).where(PollVoter.poll_id == poll_id).scalar_subquery()
    row = session.execute(select(_present(), answered).where(Poll.id == poll_id)).one()
    return Turnout(row[0], row[1])


def has_answered(session: Session, poll_id: str, delegation_id: str) -> bool:
    """Tell a delegation whether it has answered a poll."""
    return session.get(PollVoter, (poll_id, delegation_id)) is not None


def _polls(session: Session, wanted: ColumnElement[bool]) -> tuple[PollView, ...]:
    closed_slips = and_(PollSlip.poll_id == Poll.id, Poll.state == PollState.CLOSED)
    rows = session.execute(
        select(Poll, PollSlip.level, func.count(PollSlip.id), _present())
        .outerjoin(PollSlip, closed_slips)
        .where(wanted)
        .group_by(Poll.id, PollSlip.level)
        .order_by(Poll.number)
    ).all()
    return tuple(_view(list(own)) for _poll, own in groupby(rows, key=lambda row: row[0]))


def _present() -> ScalarSelect[int]:
    """Count the delegations a poll asks that were in the room: they had arrived before its end, or answered."""
    answered = exists().where(PollVoter.poll_id == Poll.id, PollVoter.delegation_id == Delegation.id)
    in_time = and_(Delegation.arrived_at.is_not(None), or_(Poll.closed_at.is_(None), _before_close()))
    return (
        select(func.count(Delegation.id))
        .where(Delegation.meeting_id == Poll.meeting_id, Delegation.group.in_(POLLED), or_(in_time, answered))
        .correlate(Poll)
        .scalar_subquery()
    )


def _before_close() -> ColumnElement[bool]:
    return Delegation.arrived_at <= Poll.closed_at


def _view(rows: Sequence[Row[Poll, Level | None, int, int]]) -> PollView:
    record, _level, _count, present = rows[0]
    counts = {level: count for _poll, level, count, _present in rows if level is not None}
    return PollView(
        id=record.id,
        meeting_id=record.meeting_id,
        number=record.number,
        question=record.question,
        follows_id=record.follows_id,
        state=record.state,
        opened_at=record.opened_at,
        closed_at=record.closed_at,
        result=counted(counts, present) if record.state is PollState.CLOSED else None,
    )
