"""Codes named with somebody's words: whose they are, and their words as far as a reader may see them (decision 30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.records import AssignedWords, Assignment, Code, InVivo, Segment
from consult.collection.queries.sealing import words_text
from consult.collection.records import Words
from consult.consultation.queries import cipher_of
from consult.interview.queries import cover_of_records
from consult.interview.records import Redaction, Turn
from consult.interview.rules.redacting import ORIGINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class InVivoView:
    """One such code: `words` are "" where they were withdrawn, are sealed, or must not be known yet (`is_hidden`)."""

    code_id: str
    key: str
    position: int
    words: str
    language: str
    coder_name: str
    added_on: date | None
    given: int
    is_hidden: bool


def is_shared() -> ColumnElement[bool]:
    """Say in SQL which codes are the codebook's, and so both strands': all but those in somebody's words."""
    return Code.id.not_in(select(InVivo.code_id))


def is_in_reach(strand_id: Any) -> ColumnElement[bool]:  # Any: an identifier, or where to find it
    """Say in SQL which codes can be given in a strand: the codebook's, and its own in somebody's words."""
    return Code.id.not_in(select(InVivo.code_id).where(InVivo.strand_id != strand_id))


def in_vivo_codes(session: Session, strand_id: str, account_id: str) -> tuple[InVivoView, ...]:
    """Return a strand's codes in somebody's words that stand on something, in one statement, as one account sees them.

    Marked names are covered in the words. What one reading named is hidden from whoever reads the same on the other
    side, until everybody has finished.
    """
    found: dict[str, list[Any]] = {}  # Any: rows as the database gives them, a mark on the turn in each
    for row in session.execute(_named(account_id).where(InVivo.strand_id == strand_id)):
        found.setdefault(row.id, []).append(row)
    return tuple(_view(session, strand_id, rows) for rows in found.values() if rows[0].given)


def _named(account_id: str) -> Select[Any]:  # Any: columns by their names
    source, made = aliased(Segment), aliased(Assignment)
    given = select(func.count(Segment.id)).where(Segment.code_id == Code.id, Segment.removed_at.is_(None))
    return (
        select(Code.id, Code.key, Code.position, Code.added_on, Account.name.label("coder"))
        .add_columns(source.start_at, source.end_at, source.turn_id, Turn.text, Redaction)
        .add_columns(source.words_id, Words.sealed.label("written"))
        .add_columns(func.coalesce(Turn.language, Words.language, "").label("language"))
        .add_columns(given.scalar_subquery().label("given"))
        .add_columns(case((_is_hidden(source, made, account_id), 1), else_=0).label("is_hidden"))
        .add_columns(case((_is_sealed(source), 1), else_=0).label("is_sealed"))
        .join(InVivo, InVivo.code_id == Code.id)
        .join(Account, Account.id == Code.added_by)
        .outerjoin(source, source.id == InVivo.segment_id)
        .outerjoin(made, made.id == source.assignment_id)
        .outerjoin(Turn, Turn.id == source.turn_id)
        .outerjoin(Words, Words.id == source.words_id)
        .outerjoin(Redaction, and_(Redaction.turn_id == Turn.id, Redaction.language == ORIGINAL))
        .order_by(Code.key, Redaction.start_at)
    )


def _is_hidden(source: type[Segment], made: type[Assignment], account_id: str) -> ColumnElement[bool]:
    """Tell in SQL whether an account reads the words on the other side, while not everybody has finished."""
    own, unfinished = aliased(Assignment), aliased(Assignment)
    reads_too = own.account_id == account_id, own.second != made.second, _reads(own, source, made)
    return and_(
        made.account_id != account_id,
        exists().where(*reads_too),
        exists().where(unfinished.done_on.is_(None), _reads(unfinished, source, made)),
    )


def _reads(one: type[Assignment], source: type[Segment], made: type[Assignment]) -> ColumnElement[bool]:
    written = exists().where(AssignedWords.assignment_id == one.id, AssignedWords.words_id == source.words_id)
    return or_(one.interview_id == made.interview_id, written.correlate(one, source))


def _is_sealed(source: type[Segment]) -> ColumnElement[bool]:
    here = or_(Segment.turn_id == source.turn_id, Segment.words_id == source.words_id)
    touches = Segment.start_at < source.end_at, Segment.end_at > source.start_at
    return exists().where(here, *touches, Segment.sealed, Segment.removed_at.is_(None))


def _view(session: Session, strand_id: str, rows: Iterable[Any]) -> InVivoView:  # Any: as above
    every = list(rows)
    one = every[0]
    text = ""
    if one.turn_id is not None:
        text = cover_of_records(row.Redaction for row in every).text(one.turn_id, one.text)
    elif one.words_id is not None:
        text = words_text(cipher_of(session, strand_id), one.words_id, one.written)
    is_shown = not one.is_hidden and not one.is_sealed
    return InVivoView(
        code_id=one.id,
        key=one.key,
        position=one.position,
        words=text[one.start_at : one.end_at] if text and is_shown else "",
        language=one.language,
        coder_name=one.coder,
        added_on=one.added_on,
        given=one.given,
        is_hidden=bool(one.is_hidden),
    )
