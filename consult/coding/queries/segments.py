"""Reads of what one coder made of an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.coding.records import Assignment, Code, Segment
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


def segments_of(session: Session, assignment_id: str) -> tuple[SegmentView, ...]:
    """Return the segments of an assignment that stand, in the order of their stretches."""
    rows = session.execute(
        select(Segment, Code.key)
        .join(Code, Code.id == Segment.code_id)
        .where(Segment.assignment_id == assignment_id, Segment.removed_at.is_(None))
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.position, Segment.id)
    )
    return tuple(_view(segment, key) for segment, key in rows)


def segment(session: Session, segment_id: str) -> SegmentView | None:
    """Return one segment, removed or not, or None."""
    row = session.execute(
        select(Segment, Code.key).join(Code, Code.id == Segment.code_id).where(Segment.id == segment_id)
    ).first()
    return _view(*row) if row else None


def own_counts(session: Session, strand_id: str, account_id: str) -> Mapping[str, int]:
    """Return how often one coder gave each code in a strand: nobody's codes but their own."""
    rows = session.execute(
        select(Code.key, func.count())
        .join(Segment, Segment.code_id == Code.id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(Assignment.strand_id == strand_id, Assignment.account_id == account_id, Segment.removed_at.is_(None))
        .group_by(Code.key)
    )
    return {row[0]: row[1] for row in rows}


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
