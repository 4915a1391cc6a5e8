"""Codes on a turn whose speaker corrected it: they stay on their words, or are flagged, and none is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from consult.coding.records import Assignment, ChangedWords, Segment
from consult.coding.rules.following import Coded, kept_places
from consult.coding.rules.graphemes import Span
from consult.interview.operations.correcting import Change
from consult.shared.database import table_of

APART = 1_000_000_000
"""Beyond the end of any text: where segments wait that change places with one another."""


def carry_codes(session: Session, change: Change) -> None:
    """Move the codes on a corrected turn with their words; flag those whose words are others now.

    Removed ones move too: they may be brought back.
    """
    rows = session.execute(
        select(
            Segment.id,
            Segment.assignment_id,
            Segment.code_id,
            Segment.start_at,
            Segment.end_at,
            Segment.removed_at,
            ChangedWords.changed_on,
        )
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .outerjoin(ChangedWords, ChangedWords.segment_id == Segment.id)
        .where(Segment.turn_id == change.turn_id)
        .order_by(Segment.start_at, Segment.end_at.desc(), Segment.id)
        .with_for_update(of=Assignment)
    ).all()
    coded = [Coded(key, given, code, Span(*at), gone is None) for key, given, code, *at, gone, _flag in rows]
    kept = kept_places(coded, change.moved)
    places = {key: one.span for key, one in kept.items()}
    if any(places[one.id] != one.span for one in coded):
        _move(session, coded, places)
    flagged = [row.id for row in rows if not kept[row.id].same and row.changed_on is None]
    if flagged:
        session.execute(
            insert(table_of(ChangedWords)), [{"segment_id": one, "changed_on": change.day} for one in flagged]
        )
    session.expire_all()


def _move(session: Session, coded: Sequence[Coded], places: Mapping[str, Span]) -> None:
    """Write the new places; where one is another's old place, by way of places where nothing lies."""
    table = table_of(Segment)
    to = update(table).where(table.c.id == bindparam("segment"))
    to = to.values(start_at=bindparam("start"), end_at=bindparam("end"))
    moving = [one for one in coded if places[one.id] != one.span]
    old = {(one.reading, one.code, one.span) for one in coded if one.stands}
    if any((one.reading, one.code, places[one.id]) in old for one in moving):
        away = [Span(one.span.start + APART, one.span.end + APART) for one in moving]
        session.execute(to, [_values(one.id, span) for one, span in zip(moving, away, strict=True)])
    session.execute(to, [_values(one.id, places[one.id]) for one in moving])


def _values(segment_id: str, span: Span) -> dict[str, str | int]:
    return {"segment": segment_id, "start": span.start, "end": span.end}
