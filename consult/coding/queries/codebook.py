"""Reads of a consultation's codebook, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.queries.counting import of_strand
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code, Codebook, Segment
from consult.shared.wording import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """One code, or a parent (`parent` is ""), worded in one language. Only later codes have a date, author and reason.

    `language` is that of the texts, where that is not the one asked for. A retired code is given no more.
    """

    id: str
    key: str
    parent: str
    position: int
    shortcut: str
    name: str
    use_when: str
    not_when: str
    example: str
    definition: str
    counter_example: str
    colour: str
    retired_on: date | None
    added_on: date | None
    reason: str
    added_by: str
    language: str


@dataclass(frozen=True, slots=True)
class CodebookState:
    """What a codebook began as, and when it was frozen."""

    origin: str
    frozen_at: datetime | None


def codebook_state(session: Session, consultation_id: str) -> CodebookState | None:
    """Return the state of a consultation's codebook, or None where it has none."""
    found = session.get(Codebook, consultation_id)
    return CodebookState(found.origin, found.frozen_at) if found else None


def codebook(session: Session, consultation_id: str, tag: str) -> tuple[CodeView, ...]:
    """Return the codes, each parent before its own, with their texts in `tag`, else in English.

    What was merged away is not among them, nor what is named with somebody's words; what is retired is.
    """
    rows = session.execute(
        select(Code, Account.name)
        .outerjoin(Account, Account.id == Code.added_by)
        .where(Code.consultation_id == consultation_id, Code.merged_into.is_(None), is_shared())
        .order_by(Code.position, Code.key)
    )
    return tuple(_view(code, author, tag) for code, author in rows)


def codebook_counted(
    session: Session,
    consultation_id: str,
    tag: str,
    *,
    strand_id: str,
    account_id: str | None,
    hidden: Collection[str] = (),
) -> tuple[tuple[CodeView, ...], Mapping[str, int]]:
    """Return the codes, and how often each was given in a strand: by one account, or (None) in what counts.

    `hidden` are assignments whose reader must not know them yet; nothing of theirs is counted.
    """
    inside = (
        Assignment.account_id == account_id if account_id is not None else Assignment.second.is_(False),
        Assignment.strand_id == strand_id if account_id is not None else of_strand(strand_id),
        Assignment.id.not_in(hidden),
    )
    given = (
        select(func.count(Segment.id))
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(Segment.code_id == Code.id, Segment.removed_at.is_(None), *inside)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Code, Account.name, given)
        .outerjoin(Account, Account.id == Code.added_by)
        .where(Code.consultation_id == consultation_id, Code.merged_into.is_(None), is_shared())
        .order_by(Code.position, Code.key)
    ).all()
    views = tuple(_view(code, author, tag) for code, author, _count in rows)
    return views, {code.key: count for code, _author, count in rows if count}


def _view(code: Code, author: str | None, tag: str) -> CodeView:
    return CodeView(
        id=code.id,
        key=code.key,
        parent=code.parent,
        position=code.position,
        shortcut=code.shortcut,
        name=_worded(code.name, tag),
        use_when=_worded(code.use_when, tag),
        not_when=_worded(code.not_when, tag),
        example=_worded(code.example, tag),
        definition=_worded(code.definition, tag),
        counter_example=_worded(code.counter_example, tag),
        colour=code.colour,
        retired_on=code.retired_on,
        added_on=code.added_on,
        reason=code.reason,
        added_by=author or "",
        language=tag if code.use_when.get(tag) else _found(code.use_when, tag),
    )


def _worded(texts: Mapping[str, str], tag: str) -> str:
    return texts.get(_found(texts, tag), "")


def _found(texts: Mapping[str, str], tag: str) -> str:
    written = [one for one, text in texts.items() if text]
    return resolve(sorted(written, key=lambda one: one != "en"), [tag]) if written else tag
