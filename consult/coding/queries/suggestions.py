"""Reads of what was learned of a strand's coding, of codes proposed from it, and of what coders made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.queries.assignments import Given
from consult.coding.queries.blind import readings_given
from consult.coding.queries.counting import coding_hash
from consult.coding.queries.windows import Window
from consult.coding.records import (
    AssignedWords,
    Assignment,
    Code,
    Learned,
    LearnedCode,
    Segment,
    Suggestion,
    SuggestionAnswer,
)
from consult.coding.rules.suggesting import Figures, Outlook
from consult.collection.records import Words
from consult.interview.records import Interview, Turn
from consult.shared.jobs import Job


def job_key(strand_id: str) -> str:
    """Return what keeps a strand from being learned twice at once."""
    return f"coding.learn:{strand_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCode:
    """A code proposed for a passage (`end` is None), or for a line of it, and how right such proposals were."""

    passage_id: str
    start: int
    end: int | None
    code_key: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class ProposedAt:
    """Where a code is proposed: a page that is still open finds it there when it was learned anew meanwhile.

    `seen` is what stood on the page for the passage's text; None where there was no page.
    """

    passage_id: str
    start: int
    code_key: str
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedView:
    """What was learned of a strand, when, and from which codings; `outlooks` are of every code and language."""

    learner: str
    learned_at: datetime
    fingerprint: str
    read_count: int
    waiting_count: int
    outlooks: tuple[Outlook, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many proposals coders took, and how many they did not."""

    taken: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAnswer:
    """One line of the log: labels and codes, nobody's words."""

    answered_at: str
    coder: str
    source: str
    turn: int | str
    start: int
    code: str
    answer: str
    score: float
    threshold: float
    model: str


def fingerprint_of(session: Session, strand_id: str) -> str:
    """Return the SHA-256 of a strand's codings and of who has finished what: another one when either changes."""
    read = sorted([one.document, one.assignment_id, one.done_on is None] for one in readings_given(session, strand_id))
    return hashlib.sha256(json.dumps([coding_hash(session, strand_id), read]).encode()).hexdigest()


def proposed_on(session: Session, given: Given, window: Window) -> tuple[ProposedCode, ...]:
    """Return what is proposed to an assignment's coder in a window, the surest first, in one statement.

    Nothing in a second reading, in what anybody else reads a second time, in one that is finished, on what holds
    something sealed, of a code that is given no more; and never again what this coder did not take there.
    """
    if given.second or given.done_on is not None:
        return ()
    passage = Suggestion.turn_id if given.interview_id is not None else Suggestion.words_id
    wanted = _proposed(given).where(passage.in_(window.passage_ids))
    rows = session.execute(wanted.order_by((Suggestion.score - Suggestion.threshold).desc(), Code.key))
    return tuple(
        ProposedCode(
            passage_id=one.turn_id or one.words_id or "",
            start=one.start_at,
            end=one.end_at,
            code_key=key,
            figures=Figures(code.proposed_count or 0, code.right_count or 0, code.given_count or 0),
        )
        for one, key, code, _model in rows
    )


def one_proposed(session: Session, given: Given, place: ProposedAt) -> tuple[Suggestion, str] | None:
    """Return what is proposed at a place with its model's fingerprint, as far as it is shown to the coder."""
    if given.second or given.done_on is not None:
        return None
    passage = Suggestion.turn_id if given.interview_id is not None else Suggestion.words_id
    here = passage == place.passage_id, Suggestion.start_at == place.start, Code.key == place.code_key
    found = session.execute(_proposed(given).where(*here)).first()
    return (found[0], found[3]) if found else None


def _proposed(given: Given) -> Select[Suggestion, str, LearnedCode, str]:
    in_turn = given.interview_id is not None
    measured = and_(
        LearnedCode.strand_id == Suggestion.strand_id,
        LearnedCode.code_id == Suggestion.code_id,
        LearnedCode.language == Suggestion.language,
    )
    return (
        select(Suggestion, Code.key, LearnedCode, Learned.fingerprint)
        .join(Learned, Learned.strand_id == Suggestion.strand_id)
        .join(Code, Code.id == Suggestion.code_id)
        .join(LearnedCode, measured)
        .where(
            Suggestion.strand_id == given.strand_id,
            Code.retired_on.is_(None),
            Code.merged_into.is_(None),
            ~_read_blind(given),
            ~_sealed(in_turn=in_turn),
            ~_refused(given.account_id, in_turn=in_turn),
        )
    )


def _read_blind(given: Given) -> ColumnElement[bool]:
    """Tell in SQL whether a passage is read a second time: while this reading is open, not both are done."""
    other = aliased(Assignment)
    if given.interview_id is not None:
        return exists().where(other.interview_id == given.interview_id, other.second)
    inside = AssignedWords.words_id == Suggestion.words_id, AssignedWords.assignment_id == other.id
    return exists().where(*inside, other.second)


def _sealed(*, in_turn: bool) -> ColumnElement[bool]:
    here = Segment.turn_id == Suggestion.turn_id if in_turn else Segment.words_id == Suggestion.words_id
    return exists().where(here, Segment.sealed, Segment.removed_at.is_(None))


def _refused(account_id: str, *, in_turn: bool) -> ColumnElement[bool]:
    own = SuggestionAnswer
    here = own.turn_id == Suggestion.turn_id if in_turn else own.words_id == Suggestion.words_id
    same = own.start_at == Suggestion.start_at, own.code_id == Suggestion.code_id
    return exists().where(here, *same, own.account_id == account_id, own.taken.is_(False))


def learned_of(session: Session, strand_id: str) -> LearnedView | None:
    """Return what was learned of a strand, or None where nothing was yet."""
    found = session.get(Learned, strand_id)
    if found is None:
        return None
    rows = session.execute(
        select(LearnedCode, Code.key)
        .join(Code, Code.id == LearnedCode.code_id)
        .where(LearnedCode.strand_id == strand_id)
        .order_by(Code.position, Code.key, LearnedCode.language)
    )
    return LearnedView(
        learner=found.learner,
        learned_at=found.learned_at,
        fingerprint=found.fingerprint,
        read_count=found.read_count,
        waiting_count=found.waiting_count,
        outlooks=tuple(_outlook(one, key) for one, key in rows),
    )


def _outlook(one: LearnedCode, key: str) -> Outlook:
    figures = None
    if one.proposed_count is not None:
        figures = Figures(one.proposed_count, one.right_count or 0, one.given_count or 0)
    return Outlook(key, one.language, one.example_count, one.document_count, one.state, figures)


def is_being_learned(session: Session, strand_id: str) -> bool:
    """Tell whether a strand waits to be learned, or is being learned."""
    return session.scalar(select(Job.id).where(Job.unique_key == job_key(strand_id))) is not None


def answered(session: Session, strand_id: str, account_id: str | None) -> Answered:
    """Return what came of proposals in a strand: by one account, or (None) by everybody."""
    whose = SuggestionAnswer.account_id == account_id if account_id is not None else Assignment.strand_id == strand_id
    rows = session.execute(
        select(SuggestionAnswer.taken, func.count())
        .join(Assignment, Assignment.id == SuggestionAnswer.assignment_id)
        .where(Assignment.strand_id == strand_id, whose)
        .group_by(SuggestionAnswer.taken)
    )
    counts = {bool(taken): count for taken, count in rows}
    return Answered(counts.get(True, 0), counts.get(False, 0))


def answers_logged(session: Session, strand_id: str, hidden: Collection[str] = frozenset()) -> tuple[LoggedAnswer, ...]:
    """Return what coders of a strand made of every proposal, in the order in which they did.

    `hidden` are interviews and open answers of which whoever asks must not know the codes yet. What holds something
    sealed is left out.
    """
    own = SuggestionAnswer
    here = or_(Segment.turn_id == own.turn_id, Segment.words_id == own.words_id)
    rows = session.execute(
        select(own, Account.name, Code.key, Interview.label, Turn.number, Words.part)
        .join(Assignment, Assignment.id == own.assignment_id)
        .join(Account, Account.id == own.account_id)
        .join(Code, Code.id == own.code_id)
        .outerjoin(Turn, Turn.id == own.turn_id)
        .outerjoin(Interview, Interview.id == Turn.interview_id)
        .outerjoin(Words, Words.id == own.words_id)
        .where(Assignment.strand_id == strand_id)
        .where(~exists().where(here, Segment.sealed, Segment.removed_at.is_(None)))
        .where(or_(own.turn_id.is_(None), Turn.interview_id.not_in(hidden)))
        .where(or_(own.words_id.is_(None), own.words_id.not_in(hidden)))
        .order_by(own.answered_at, own.id)
    )
    return tuple(
        LoggedAnswer(
            answered_at=one.answered_at.isoformat(timespec="minutes"),
            coder=coder,
            source=label or part or "",
            turn=number or "",
            start=one.start_at,
            code=key,
            answer="taken" if one.taken else "not this",
            score=round(one.score, 4),
            threshold=round(one.threshold, 4),
            model=one.model,
        )
        for one, coder, key, label, number, part in rows
    )
