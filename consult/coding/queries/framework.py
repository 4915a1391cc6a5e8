"""The framework matrix: the cases of a strand, and what was summed up of them under each code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.queries.blind import OneReading, blind_among
from consult.coding.queries.counting import of_strand
from consult.coding.records import AssignedWords, Assignment, Code, FrameworkCell
from consult.collection.records import Answer, Words
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import StrandView
from consult.instrument.queries import structure_of
from consult.instrument.rules import Answers, applies
from consult.instrument.rules import Unit as InstrumentUnit
from consult.interview.records import Interview, Participant, Turn
from consult.interview.rules import SpeakerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An interview, or what one organisation wrote under one part: `part` is "" and `number` 0 of an interview.

    `hidden` says that the reader reads it blind; `assignment_id` is where they find it, None where that is in another
    strand. `known` are the assignments of it whose seals they may know of.
    """

    id: str
    label: str
    part: str
    number: int
    hidden: bool
    assignment_id: str | None
    known: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was summed up of one case under one code; `revision` is 0 while nobody wrote it under this very code."""

    text: str
    author: str
    written_at: datetime
    revision: int


Place = tuple[str, str]
"""A case and the key of a code."""


def cases_of(
    session: Session, strand: StrandView, account_id: str, *, everything: bool, only: str | None = None
) -> tuple[Case, ...]:
    """Return the cases somebody may sum up, interviews first: those given to them, or `everything` that was given out.

    With `only`, one of them. Answers of individuals are none, as they are never counted with organisations'.
    """
    readings: dict[str, list[OneReading]] = {}
    named: dict[str, tuple[str, str]] = {}
    for given, key, label, part, version_id, short, answers in session.execute(_given_out(strand.id)):
        if not key or (version_id and not _is_asked(session, version_id, part, short=short, answers=answers)):
            continue
        named[key] = (label or part, part or "")
        readings.setdefault(key, []).append(_reading(given, key))
    ordered = sorted(named, key=lambda key: (named[key][1] != "", *named[key], key))
    numbers = _numbered(ordered, named)
    hidden = blind_among((one for given in readings.values() for one in given), account_id)
    found = (
        Case(
            id=key,
            label=named[key][0],
            part=named[key][1],
            number=numbers[key],
            hidden=key in hidden.documents,
            assignment_id=_place(readings[key], strand.id, account_id),
            known=frozenset(
                one.assignment_id
                for one in readings[key]
                if one.account_id == account_id or (everything and one.assignment_id not in hidden.assignments)
            ),
        )
        for key in ordered
        if everything or any(one.account_id == account_id and one.strand_id == strand.id for one in readings[key])
    )
    return tuple(one for one in found if only is None or one.id == only)


def _given_out(strand_id: str) -> Select[Any]:  # Any: a reading and what tells of its case
    """Say what was given out in a strand and still stands: first readings before second ones."""
    document = func.coalesce(Assignment.interview_id, AssignedWords.words_id)
    return (
        select(Assignment, document, Interview.label, Words.part)
        .add_columns(Answer.version_id, Answer.short, Answer.document)
        .outerjoin(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .outerjoin(Interview, Interview.id == Assignment.interview_id)
        .outerjoin(Words, Words.id == AssignedWords.words_id)
        .outerjoin(Answer, Answer.id == Words.answer_id)
        .where(of_strand(strand_id), or_(Assignment.interview_id.is_(None), _is_heard()))
        .where(or_(Answer.id.is_(None), (Answer.unit == Unit.ORGANISATION) & (Answer.state == AnswerState.SUBMITTED)))
        .order_by(Assignment.second, Assignment.id)
    )


def _is_heard() -> ColumnElement[bool]:
    """Say in SQL that something an interviewee said in the interview of an assignment still stands."""
    said = Participant.role == SpeakerRole.INTERVIEWEE, Turn.withdrawn_on.is_(None)
    return exists().where(Turn.interview_id == Assignment.interview_id, Participant.id == Turn.participant_id, *said)


def _is_asked(session: Session, version_id: str, part: str, *, short: bool, answers: Answers) -> bool:
    found = structure_of(session, version_id).parts.get(part)
    return found is not None and applies(found, InstrumentUnit.ORGANISATION, short, answers)


def _reading(given: Assignment, document: str) -> OneReading:
    return OneReading(
        assignment_id=given.id,
        strand_id=given.strand_id,
        account_id=given.account_id,
        second=given.second,
        done_on=given.done_on,
        document=document,
    )


def _numbered(ordered: Iterable[str], named: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    numbers = {}
    for key in ordered:
        part = named[key][1]
        counts[part] = counts.get(part, 0) + 1
        numbers[key] = counts[part] if part else 0
    return numbers


def _place(readings: Sequence[OneReading], strand_id: str, account_id: str) -> str | None:
    """Return the assignment in which an account finds a case: its own before anybody else's."""
    here = [one for one in readings if one.strand_id == strand_id]
    own = sorted(here, key=lambda one: one.account_id != account_id)
    return own[0].assignment_id if own else None


def summaries_of(session: Session, strand_id: str, cases: Collection[str]) -> dict[Place, Summary]:
    """Return what was summed up of some cases; what stood under a code that was merged away stands under the other."""
    merged = aliased(Code)
    rows = session.execute(
        select(FrameworkCell, Code.key, merged.key, Account.name)
        .join(Code, Code.id == FrameworkCell.code_id)
        .join(Account, Account.id == FrameworkCell.account_id)
        .outerjoin(merged, merged.id == Code.merged_into)
        .where(FrameworkCell.strand_id == strand_id)
        .where(or_(FrameworkCell.interview_id.in_(cases), FrameworkCell.words_id.in_(cases)))
        .order_by(Code.merged_into.is_(None).desc(), FrameworkCell.written_at, FrameworkCell.id)
    )
    found: dict[Place, Summary] = {}
    for cell, key, becomes, name in rows:
        place = (cell.interview_id or cell.words_id or "", becomes or key)
        before = found.get(place)
        if before is None or not before.revision:
            texts = [one for one in (before.text if before else "", cell.text) if one]
            found[place] = Summary(
                text="\n\n".join(texts),
                author=name,
                written_at=cell.written_at,
                revision=0 if becomes else cell.revision,
            )
    return found
