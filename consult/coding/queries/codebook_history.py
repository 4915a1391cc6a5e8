"""What was done to a codebook, and what was read before its later codes were there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.records import Assignment, Code, Codebook, CodebookEvent, ReadAgain, Segment
from consult.coding.rules.events import EventKind, Standing, in_the_way
from consult.interview.records import Interview


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event: `others` are the codes it was done with, `in_the_way` the number of what has to be undone before it.

    `undoes` is the number of the event that an undoing took back. No word of anybody stands here.
    """

    id: str
    number: int
    kind: EventKind
    at: datetime
    author: str
    reason: str
    code_key: str
    others: tuple[str, ...]
    undoes: int | None
    is_undone: bool
    in_the_way: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReading:
    """An assignment that was finished, or begun (`is_finished` is false), before a code was there."""

    assignment_id: str
    account_id: str
    coder_name: str
    label: str
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCode:
    """A code added after the freeze, and what was read before it and not again since."""

    code_id: str
    key: str
    added_at: datetime
    readings: tuple[EarlierReading, ...]

    @property
    def finished(self) -> tuple[EarlierReading, ...]:
        """Return what was read to the end before it."""
        return tuple(one for one in self.readings if one.is_finished)

    @property
    def begun(self) -> tuple[EarlierReading, ...]:
        """Return what was read in part before it."""
        return tuple(one for one in self.readings if not one.is_finished)


def history(session: Session, consultation_id: str) -> tuple[EventView, ...]:
    """Return what was done to a codebook, the newest first, in one statement."""
    rows = session.execute(
        select(CodebookEvent, Account.name)
        .join(Account, Account.id == CodebookEvent.account_id)
        .where(CodebookEvent.consultation_id == consultation_id)
        .order_by(CodebookEvent.number.desc())
    ).all()
    numbers = {event.id: event.number for event, _name in rows}
    undone = {event.undoes for event, _name in rows}
    standing = [
        Standing(
            number=event.number,
            kind=event.kind,
            code_key=event.code_key,
            tokens=frozenset(event.document["tokens"]),
            is_undone=event.id in undone,
        )
        for event, _name in rows
    ]
    return tuple(
        EventView(
            id=event.id,
            number=event.number,
            kind=event.kind,
            at=event.at,
            author=name,
            reason=event.reason,
            code_key=event.code_key,
            others=_others(event.kind, event.code_key, event.document),
            undoes=numbers.get(event.undoes or ""),
            is_undone=event.id in undone,
            in_the_way=blocking.number if (blocking := in_the_way(event.number, standing)) else None,
        )
        for event, name in rows
    )


def _others(kind: EventKind, key: str, document: Mapping[str, Any]) -> tuple[str, ...]:  # Any: JSON
    if kind is EventKind.SPLIT:
        return tuple(document["made_keys"])
    other = document.get("into_key" if kind is EventKind.MERGE else "key", key)
    return (other,) if other != key else ()


def late_codes(
    session: Session, consultation_id: str, strand_ids: Collection[str], account_id: str | None = None
) -> tuple[LateCode, ...]:
    """Return the codes added after the freeze with what was read before them in these strands, by one coder or by all.

    Read before is what was finished on the day it was added or earlier, and what had a code in it by then, unless it
    was read again since. A code before which nothing was read is not among them.
    """
    whose: ColumnElement[bool] = Assignment.strand_id.in_(strand_ids)
    if account_id is not None:
        whose = and_(whose, Assignment.account_id == account_id)
    return _late(_given(session, consultation_id, whose))


def _late(given_out: Iterable[Given]) -> tuple[LateCode, ...]:
    found: dict[tuple[str, str, datetime], list[EarlierReading]] = {}
    for event, code_id, key, given, name, label, first in given_out:
        if code_id in _made(event) and _was_read(given, first, event.at):
            found.setdefault((code_id, key, event.at), []).append(_reading(given, name, label, event.at))
    return tuple(
        LateCode(code_id=code_id, key=key, added_at=added_at, readings=tuple(readings))
        for (code_id, key, added_at), readings in found.items()
    )


def late_in(session: Session, consultation_id: str, assignment_id: str) -> tuple[LateCode, ...]:
    """Return the codes added after the freeze before which one assignment was read, and not again since."""
    return _late(_given(session, consultation_id, Assignment.id == assignment_id))


def _made(event: CodebookEvent) -> Collection[str]:
    """Return the codes that an event added."""
    return (event.document["code"],) if event.kind is EventKind.ADD else tuple(event.document["moved"])


Given = tuple[CodebookEvent, str, str, Assignment, str, str | None, datetime | None]


def _given(session: Session, consultation_id: str, whose: ColumnElement[bool]) -> list[Given]:
    """Return the codes that one author added since the freeze with what was given out and not read again for each.

    With whom it was given to, what it is called, and when its first code came; in one statement, so that a code stands
    beside other events of its author too.
    """
    first = (
        select(func.min(Segment.made_at)).where(Segment.assignment_id == Assignment.id).correlate(Assignment)
    ).scalar_subquery()
    again = exists().where(ReadAgain.assignment_id == Assignment.id, ReadAgain.code_id == Code.id)
    found = (
        select(CodebookEvent, Code.id, Code.key, Assignment, Account.name, Interview.label, first)
        .select_from(CodebookEvent)
        .join(Codebook, Codebook.consultation_id == CodebookEvent.consultation_id)
        .join(Code, (Code.consultation_id == Codebook.consultation_id) & (Code.added_by == CodebookEvent.account_id))
        .join(Assignment, whose)
        .join(Account, Account.id == Assignment.account_id)
        .outerjoin(Interview, Interview.id == Assignment.interview_id)
        .where(
            CodebookEvent.consultation_id == consultation_id,
            CodebookEvent.kind.in_((EventKind.ADD, EventKind.SPLIT)),
            CodebookEvent.at >= Codebook.frozen_at,
            Code.retired_on.is_(None),
            ~again,
        )
        .order_by(Code.position, Code.key, Interview.label, Assignment.part, Account.name)
    )
    return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in session.execute(found)]


def _was_read(given: Assignment, first: datetime | None, added_at: datetime) -> bool:
    return _was_finished(given, added_at) or (first is not None and first < added_at)


def _was_finished(given: Assignment, added_at: datetime) -> bool:
    return given.done_on is not None and given.done_on <= added_at.date()


def _reading(given: Assignment, name: str, label: str | None, added_at: datetime) -> EarlierReading:
    return EarlierReading(
        assignment_id=given.id,
        account_id=given.account_id,
        coder_name=name,
        label=label or given.part,
        is_finished=_was_finished(given, added_at),
    )
