"""Reads of memos: what the coding team of a strand noted, as far as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.queries.assignments import Given
from consult.coding.queries.blind import blind
from consult.coding.queries.segments import beside
from consult.coding.records import Assignment, Code, Memo, Segment
from consult.coding.rules.attributes import MemoOn


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoView:
    """One memo: on what, whose, since when. `id` is the segment's for one on a segment."""

    id: str
    on: MemoOn
    code_key: str
    author: str
    is_own: bool
    text: str
    written_at: datetime


def memos_beside(session: Session, given: Given, reader_id: str) -> tuple[MemoView, ...]:
    """Return what a reader sees beside an assignment: memos on its strand, on its document, on codes, on segments.

    Whoever has a blind reading open with an author sees nothing of theirs until both have finished.
    """
    document = Memo.interview_id == given.interview_id if given.interview_id else Memo.part == given.part
    hidden = blind(session, given.strand_id, reader_id).authors
    anywhere = and_(Memo.interview_id.is_(None), Memo.part == "")
    rows = session.execute(
        select(Memo, Account.name, Code.key)
        .join(Account, Account.id == Memo.account_id)
        .outerjoin(Code, Code.id == Memo.code_id)
        .where(
            Memo.strand_id == given.strand_id,
            Memo.text != "",
            or_(anywhere, document),
            or_(Memo.account_id == reader_id, and_(~_blind(reader_id), Memo.account_id.not_in(hidden))),
        )
        .order_by(Memo.written_at, Memo.id)
    )
    return tuple(
        MemoView(
            id=memo.id,
            on=_on(memo),
            code_key=key or "",
            author=name,
            is_own=memo.account_id == reader_id,
            text=memo.text,
            written_at=memo.written_at,
        )
        for memo, name, key in rows
    )


def segment_memos(session: Session, given: Given, reader_id: str) -> tuple[MemoView, ...]:
    """Return the memos on segments of an assignment, and of those whose work its coder sees.

    Of open answers to one part the coder may read some first and others blind: the other reading of those is left out.
    """
    hidden = blind(session, given.strand_id, reader_id).assignments
    seen = or_(Assignment.id == given.id, beside(given)) if reader_id == given.account_id else Assignment.id == given.id
    open_ = or_(Assignment.id == given.id, Segment.sealed.is_(False))
    rows = session.execute(
        select(Segment.id, Segment.memo, Segment.made_at, Code.key, Account.name, Assignment.account_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .join(Account, Account.id == Assignment.account_id)
        .join(Code, Code.id == Segment.code_id)
        .where(seen, Assignment.id.not_in(hidden), Segment.removed_at.is_(None), Segment.memo != "", open_)
        .order_by(Segment.made_at, Segment.id)
    )
    return tuple(
        MemoView(
            id=key, on=MemoOn.SEGMENT, code_key=code, author=name, is_own=owner == reader_id, text=text, written_at=at
        )
        for key, text, at, code, name, owner in rows
    )


def _blind(reader_id: str) -> ColumnElement[bool]:
    """Tell in SQL whether the author of a memo and a reader have a blind reading of the same material open."""
    own, other = aliased(Assignment), aliased(Assignment)
    same = or_(
        own.interview_id == other.interview_id,
        and_(own.part != "", own.part == other.part, own.strand_id == other.strand_id),
    )
    open_still = or_(own.done_on.is_(None), other.done_on.is_(None))
    return exists().where(
        own.account_id == reader_id,
        other.account_id == Memo.account_id,
        same,
        or_(own.second, other.second),
        open_still,
    )


def _on(memo: Memo) -> MemoOn:
    if memo.code_id is not None:
        return MemoOn.CODE
    return MemoOn.DOCUMENT if memo.interview_id or memo.part else MemoOn.PROJECT
