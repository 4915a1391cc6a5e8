"""What a reader must not see yet: the other reading of what they read themselves, until both are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Subquery, exists, func, select
from sqlalchemy.orm import Session, aliased

from consult.coding.queries.counting import of_strand
from consult.coding.records import AssignedWords, Assignment


@dataclass(frozen=True, slots=True)
class Blind:
    """What is hidden from one account in a strand.

    `assignments` are others' readings of what the account reads on the other side. `documents` are the interviews and
    open answers whose counted codes are another's, because the account's own reading of them is the second. `authors`
    are the accounts who made the hidden readings.
    """

    assignments: frozenset[str]
    documents: frozenset[str]
    authors: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReading:
    """One document of one assignment: an interview or an open answer, who reads it and whether they are done."""

    assignment_id: str
    strand_id: str
    account_id: str
    second: bool
    done_on: date | None
    document: str


def readings_given(session: Session, strand_id: str) -> tuple[OneReading, ...]:
    """Return every reading of every document of a strand, first ones first, in one statement."""
    rows = session.execute(
        select(Assignment.id, Assignment.strand_id, Assignment.account_id, Assignment.second, Assignment.done_on)
        .add_columns(func.coalesce(Assignment.interview_id, AssignedWords.words_id))
        .outerjoin(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .where(of_strand(strand_id))
        .order_by(Assignment.second, Assignment.id)
    )
    return tuple(
        OneReading(
            assignment_id=key, strand_id=strand, account_id=who, second=second, done_on=done_on, document=document or ""
        )
        for key, strand, who, second, done_on, document in rows
    )


def closed_documents(readings: Iterable[OneReading]) -> frozenset[str]:
    """Return what is read a second time and not finished by everybody: nothing is learned of it or proposed for it."""
    every = tuple(readings)
    open_ = {one.document for one in every if one.done_on is None}
    return frozenset(one.document for one in every if one.second and one.document in open_)


def blind(session: Session, strand_id: str, account_id: str) -> Blind:
    """Return what an account must not see in a strand yet, whatever else it may see, in one statement."""
    return blind_among(readings_given(session, strand_id), account_id)


def blind_among(readings: Iterable[OneReading], account_id: str) -> Blind:
    """Return what an account must not see of these readings yet."""
    every = tuple(readings)
    own = {one.document: one.second for one in every if one.account_id == account_id}
    unfinished = {one.document for one in every if one.done_on is None}
    hidden = [
        one
        for one in every
        if one.account_id != account_id
        and one.document in unfinished
        and own.get(one.document, one.second) is not one.second
    ]
    return Blind(
        assignments=frozenset(one.assignment_id for one in hidden),
        documents=frozenset(one.document for one in hidden if own[one.document]),
        authors=frozenset(one.account_id for one in hidden),
    )


def hidden_passages(account_id: str) -> Select[str]:
    """Say which interviews and open answers are `Blind.documents` of an account, within another statement."""
    own, first, open_ = (_documents(name) for name in ("own", "first", "open"))
    return select(own.c.document).where(
        own.c.account_id == account_id,
        own.c.second,
        exists().where(first.c.document == own.c.document, first.c.account_id != account_id, first.c.second.is_(False)),
        exists().where(open_.c.document == own.c.document, open_.c.done_on.is_(None)),
    )


def _documents(name: str) -> Subquery:
    given, words = aliased(Assignment), aliased(AssignedWords)
    return (
        select(given.account_id, given.second, given.done_on)
        .add_columns(func.coalesce(given.interview_id, words.words_id).label("document"))
        .outerjoin(words, words.assignment_id == given.id)
        .subquery(name)
    )
