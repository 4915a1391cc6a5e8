"""Reads of a consultation's codebook, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.records import Code, Codebook
from consult.shared.wording import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """One code, or a parent (`parent` is ""), worded in one language. Only later codes have a date, author and reason.

    `languages` says in which language each text stands, where that is not the one asked for.
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
    """Return the codes, each parent before its own, with their texts in `tag`, else in English."""
    rows = session.execute(
        select(Code, Account.name)
        .outerjoin(Account, Account.id == Code.added_by)
        .where(Code.consultation_id == consultation_id)
        .order_by(Code.position, Code.key)
    )
    return tuple(_view(code, author, tag) for code, author in rows)


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
