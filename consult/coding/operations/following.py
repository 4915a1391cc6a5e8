"""Codes on a turn whose speaker corrected it: they stay on their words, or are flagged, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from consult.coding.records import Assignment, ChangedWords, Segment
from consult.coding.rules.graphemes import Span, widened
from consult.interview.operations.correcting import Change
from consult.interview.rules.following import Followed
from consult.shared.database import table_of
from consult.shared.errors import N_, NotAllowedNow

Row = Any  # Any: columns of a segment
Place = tuple[int, int]
APART = 1_000_000_000
"""Beyond the end of any text: where segments wait that change places with one another."""


def carry_codes(session: Session, change: Change) -> None:
    """Move the codes on a corrected turn with their words; flag those whose words are others now.

    Removed ones move too: they may be brought back. A code that came to lie on exactly the words of another piece of
    itself is put on a little more or less of the turn, so that both stay.
    """
    rows = session.execute(
        select(
            Segment.id,
            Segment.assignment_id,
            Segment.start_at,
            Segment.end_at,
            Segment.code_id,
            Segment.removed_at,
            ChangedWords.changed_on,
        )
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .outerjoin(ChangedWords, ChangedWords.segment_id == Segment.id)
        .where(Segment.turn_id == change.turn_id)
        .order_by(Segment.start_at, Segment.end_at.desc(), Segment.id)
        .with_for_update(of=Assignment)
    ).all()
    found = [(row, change.moved.follow(row.start_at, row.end_at)) for row in rows]
    places = dict(_placed(found, change.moved.after))
    moving = [row for row in rows if places[row.id] != (row.start_at, row.end_at)]
    if moving:
        _move(session, rows, moving, places)
    flagged = [row.id for row, place in found if not place.same and row.changed_on is None]
    if flagged:
        session.execute(
            insert(table_of(ChangedWords)), [{"segment_id": one, "changed_on": change.day} for one in flagged]
        )
    session.expire_all()


def _placed(found: Sequence[tuple[Row, Followed]], text: str) -> Iterator[tuple[str, Place]]:
    """Yield where each segment lies now, by its id; those whose words are the same choose first."""
    taken: set[tuple[str, str, Place]] = set()
    for row, followed in sorted(found, key=lambda one: not one[1].same):
        choices = _choices(text, Span(followed.start, followed.end))
        own = row.assignment_id, row.code_id
        if row.removed_at is not None:
            yield row.id, next(choices)
            continue
        place = next((one for one in choices if (*own, one) not in taken), None)
        if place is None:
            raise NotAllowedNow(N_("So few words cannot hold what was coded here. Write a little more."))
        taken.add((*own, place))
        yield row.id, place


def _move(session: Session, rows: Sequence[Row], moving: Sequence[Row], places: Mapping[str, Place]) -> None:
    """Write the new places; where one is another's old place, by way of places where nothing lies."""
    table = table_of(Segment)
    to = update(table).where(table.c.id == bindparam("segment"))
    to = to.values(start_at=bindparam("start"), end_at=bindparam("end"))
    old = {(row.assignment_id, row.code_id, (row.start_at, row.end_at)) for row in rows if row.removed_at is None}
    if any((row.assignment_id, row.code_id, places[row.id]) in old for row in moving):
        away = {row.id: (row.start_at + APART, row.end_at + APART) for row in moving}
        session.execute(to, [_values(row.id, away[row.id]) for row in moving])
    session.execute(to, [_values(row.id, places[row.id]) for row in moving])


def _values(segment_id: str, place: Place) -> dict[str, str | int]:
    return {"segment": segment_id, "start": place[0], "end": place[1]}


def _held(text: str, span: Span) -> Place:
    """Return a stretch that holds words: itself, or the whole text where nothing is left of it."""
    if not text[span.start : span.end].strip():
        return 0, len(text)
    whole = widened(text, span)
    return whole.start, whole.end


def _choices(text: str, span: Span) -> Iterator[Place]:
    """Yield where a code may lie: on its words, on the whole turn, else on ever less of it."""
    yield _held(text, span)
    yield 0, len(text)
    for end in range(len(text) - 1, 0, -1):
        yield _held(text, Span(0, end))
    for start in range(1, len(text)):
        yield _held(text, Span(start, len(text)))
