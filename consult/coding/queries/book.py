"""A consultation's codebook as a table has it."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code
from consult.coding.rules.book import BookCode, in_order
from consult.coding.rules.codebook import TEXTS
from consult.interview.records import InterviewStrand


def book_of(session: Session, consultation_id: str) -> tuple[BookCode, ...]:
    """Return every code, each parent before its own, with what is retired and without what was merged away."""
    rows = session.scalars(
        select(Code)
        .where(Code.consultation_id == consultation_id, Code.merged_into.is_(None), is_shared())
        .order_by(Code.position, Code.key)
    )
    codes = [
        BookCode(
            key=one.key,
            parent=one.parent,
            shortcut=one.shortcut,
            colour=one.colour,
            texts={name: texts for name in TEXTS if (texts := _said(getattr(one, name)))},
            added_on=one.added_on,
            reason=one.reason,
            retired_on=one.retired_on,
        )
        for one in rows
    ]
    return in_order(codes)


def _said(texts: dict[str, str]) -> dict[str, str]:
    return {tag: text for tag, text in texts.items() if text}


def has_material(session: Session, strand_id: str) -> bool:
    """Tell whether there is anything to code in a strand: an interview, or what was given to a coder."""
    interviews = exists().where(InterviewStrand.strand_id == strand_id)
    given = exists().where(Assignment.strand_id == strand_id)
    return bool(session.scalar(select(or_(interviews, given))))
