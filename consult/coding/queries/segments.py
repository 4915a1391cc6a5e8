"""Reads of what one coder made of an assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.coding.records import Code, Segment
from consult.coding.rules.attributes import Stance


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


def segments_of(session: Session, assignment_id: str, removed_id: str = "") -> tuple[SegmentView, ...]:
    """Return the segments of an assignment that stand, in the order of their stretches; with them one removed."""
    rows = session.execute(
        select(Segment, Code.key)
        .join(Code, Code.id == Segment.code_id)
        .where(Segment.assignment_id == assignment_id, or_(Segment.removed_at.is_(None), Segment.id == removed_id))
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.position, Segment.id)
    )
    return tuple(_view(segment, key) for segment, key in rows)


def segment(session: Session, segment_id: str) -> SegmentView | None:
    """Return one segment, removed or not, or None."""
    row = session.execute(
        select(Segment, Code.key).join(Code, Code.id == Segment.code_id).where(Segment.id == segment_id)
    ).first()
    return _view(*row) if row else None


def _view(record: Segment, key: str) -> SegmentView:
    return SegmentView(
        id=record.id,
        assignment_id=record.assignment_id,
        passage_id=record.turn_id or record.words_id or "",
        start=record.start_at,
        end=record.end_at,
        code_key=key,
        stance=record.stance,
        option=record.option,
        aspect=record.aspect,
        about=record.about,
        recalled=record.recalled,
        sealed=record.sealed,
        memo=record.memo,
        made_at=record.made_at,
        removed_at=record.removed_at,
    )
