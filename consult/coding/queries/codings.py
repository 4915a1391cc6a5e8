"""Everything that was given one code in some strands, with its words: to choose what leaves when a code is split."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.queries.blind import blind
from consult.coding.queries.in_vivo import is_shared
from consult.coding.queries.material import PassageView, passages_of, sealed_stretches
from consult.coding.records import Assignment, Code, Segment
from consult.coding.rules.codebook import TEXTS
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One segment: where it stands, who gave it, and its words; what is sealed of them is covered."""

    segment_id: str
    label: str
    number: int
    coder_name: str
    second: bool
    language: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCode:
    """A code with its texts in every language."""

    key: str
    parent: str
    shortcut: str
    colour: str
    texts: Mapping[str, Mapping[str, str]]
    is_retired: bool


def whole_code(session: Session, consultation_id: str, key: str) -> WholeCode | None:
    """Return a code or a parent that was not merged away, or None."""
    found = session.scalars(
        select(Code).where(
            Code.consultation_id == consultation_id, Code.key == key, Code.merged_into.is_(None), is_shared()
        )
    ).first()
    if found is None:
        return None
    return WholeCode(
        key=found.key,
        parent=found.parent,
        shortcut=found.shortcut,
        colour=found.colour,
        texts={name: getattr(found, name) for name in TEXTS},
        is_retired=found.retired_on is not None,
    )


def codings_of(session: Session, strand_ids: Collection[str], code_key: str, *, account_id: str) -> tuple[Coding, ...]:
    """Return what these strands' coders gave a code to, in the material's order, as one account may see it.

    What was withdrawn is not there, nor what the account itself reads blind.
    """
    return tuple(one for strand_id in strand_ids for one in _codings(session, strand_id, code_key, account_id))


def _codings(session: Session, strand_id: str, code_key: str, account_id: str) -> list[Coding]:
    rows = session.execute(
        select(Segment, Account.name, Assignment.second)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .join(Account, Account.id == Assignment.account_id)
        .join(Code, Code.id == Segment.code_id)
        .where(Assignment.strand_id == strand_id, Code.key == code_key, Segment.removed_at.is_(None), is_shared())
        .order_by(Segment.start_at, Segment.end_at.desc(), Segment.id)
    ).all()
    if not rows:
        return []
    hidden = blind(session, strand_id, account_id).assignments
    passages = {one.id: one for one in passages_of(session, strand_id)}
    order = {passage_id: at for at, passage_id in enumerate(passages)}
    sealed: dict[str, list[Span]] = {}
    for passage_id, start, end in sealed_stretches(session, strand_id):
        sealed.setdefault(passage_id, []).append(Span(start, end))
    found = [
        (order[passage.id], _coding(segment, passage, name, second, sealed.get(passage.id, [])))
        for segment, name, second in rows
        if segment.assignment_id not in hidden and (passage := passages.get(segment.turn_id or segment.words_id or ""))
    ]
    return [coding for _at, coding in sorted(found, key=lambda pair: pair[0])]


def _coding(segment: Segment, passage: PassageView, name: str, second: bool, sealed: list[Span]) -> Coding:
    return Coding(
        segment_id=segment.id,
        label=passage.label,
        number=passage.number,
        coder_name=name,
        second=second,
        language=passage.language,
        quote=masked(passage.text, sealed)[segment.start_at : segment.end_at],
    )
