"""Reads of who was given what, how far they are, and what nobody was given yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from consult.access.records import Account
from consult.coding.records import AssignedWords, Assignment, Segment
from consult.coding.rules.attributes import Material
from consult.collection.records import Answer, Words
from consult.collection.rules import AnswerState
from consult.consultation.records import Consultation, Strand
from consult.instrument.queries import structure_of
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules import Unit, applies
from consult.interview.records import Interview, InterviewStrand, Participant, Turn
from consult.interview.rules import SpeakerRole
from consult.membership.records import Coalition


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Material given to one coder. `label` is the interview's, or the part's key; `part` is "" for an interview."""

    id: str
    strand_id: str
    account_id: str
    coder_name: str
    material: Material
    interview_id: str | None
    label: str
    part: str
    second: bool
    assigned_on: date
    done_on: date | None
    consultation_id: str
    coalition_id: str
    coalition_name: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    version_id: str | None = None
    """The strand's newest instrument; this and the two before it are of an assignment that is read alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView(Given):
    """The same with how many passages it holds, and how many have a code of their coder's."""

    passage_count: int
    coded_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedPassage:
    """One turn or open answer as a coder reads it; `is_coded` is false for who asks and for what was withdrawn."""

    id: str
    number: int
    speaker: str
    is_question: bool
    is_coded: bool
    language: str
    text: str
    items: tuple[str, ...]
    translations: Mapping[str, str]
    withdrawn_on: date | None
    seen: str = ""
    """What stands on its page for its text, other after each correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewToCode:
    """An interview of a strand, and whether a first and a second reader have it, in whichever strand."""

    id: str
    label: str
    language: str
    passage_count: int
    has_first: bool
    has_second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWords:
    """An open answer of a strand, without its words, and whether a first and a second reader have it."""

    id: str
    part: str
    language: str
    has_first: bool
    has_second: bool


def assigned(session: Session, assignment_id: str) -> Given | None:
    """Return one assignment without counting what is in it, or None."""
    row = session.execute(_assigned(), {"assignment_id": assignment_id}).first()
    if row is None:
        return None
    *own, coalition, title, version_id = row
    return Given(**_given(*own), coalition_name=coalition, title=title, version_id=version_id)


@cache
def _assigned() -> Select[Any]:  # Any: as `_given` takes them, and three more
    newest = select(InstrumentVersion.id).where(InstrumentVersion.strand_id == Assignment.strand_id)
    version_id = newest.order_by(InstrumentVersion.number.desc()).limit(1).scalar_subquery()
    return (
        select(Assignment, Strand, Account.name, Interview.label, Coalition.name, Consultation.title, version_id)
        .join(Strand, Strand.id == Assignment.strand_id)
        .join(Coalition, Coalition.id == Strand.coalition_id)
        .join(Consultation, Consultation.id == Strand.consultation_id)
        .join(Account, Account.id == Assignment.account_id)
        .outerjoin(Interview, Interview.id == Assignment.interview_id)
        .where(Assignment.id == bindparam("assignment_id"))
    )


def assignments_of(session: Session, strand_id: str) -> tuple[AssignmentView, ...]:
    """Return the assignments of a strand: interviews by label, then open answers by part; first readings first."""
    rows = session.execute(_assignments().where(Assignment.strand_id == strand_id))
    views = [_view(*row) for row in rows]
    return tuple(
        sorted(views, key=lambda one: (one.material is Material.OPEN_ANSWERS, one.label, one.second, one.coder_name))
    )


def _assignments() -> Select[Assignment, Strand, str, str | None, int, int, int]:
    given = select(func.count()).where(AssignedWords.assignment_id == Assignment.id).scalar_subquery()
    passage = case((Segment.turn_id.is_not(None), Segment.turn_id), else_=Segment.words_id)
    coded = (
        select(func.count(passage.distinct()))
        .where(Segment.assignment_id == Assignment.id, Segment.removed_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(Assignment, Strand, Account.name, Interview.label, _coded_turns(Assignment.interview_id), given, coded)
        .join(Strand, Strand.id == Assignment.strand_id)
        .join(Account, Account.id == Assignment.account_id)
        .outerjoin(Interview, Interview.id == Assignment.interview_id)
    )


def _coded_turns(interview_id: InstrumentedAttribute[str | None] | InstrumentedAttribute[str]) -> ScalarSelect[int]:
    """Return how many turns of an interview are coded: what interviewees said and did not take back."""
    return (
        select(func.count(Turn.id))
        .join(Participant, Participant.id == Turn.participant_id)
        .where(
            Turn.interview_id == interview_id,
            Participant.role == SpeakerRole.INTERVIEWEE,
            Turn.withdrawn_on.is_(None),
        )
        .scalar_subquery()
    )


def _view(
    record: Assignment, strand: Strand, name: str, label: str | None, turns: int, words: int, coded: int
) -> AssignmentView:
    count = turns if record.interview_id else words
    return AssignmentView(**_given(record, strand, name, label), passage_count=count, coded_count=coded)


def _given(record: Assignment, strand: Strand, name: str, label: str | None) -> dict[str, Any]:  # Any: fields as named
    return {
        "id": record.id,
        "strand_id": record.strand_id,
        "account_id": record.account_id,
        "coder_name": name,
        "material": record.material,
        "interview_id": record.interview_id,
        "label": label or record.part,
        "part": record.part,
        "second": record.second,
        "assigned_on": record.assigned_on,
        "done_on": record.done_on,
        "consultation_id": strand.consultation_id,
        "coalition_id": strand.coalition_id,
    }


def interviews_to_code(session: Session, strand_id: str) -> tuple[InterviewToCode, ...]:
    """Return the interviews that count in a strand, by label, in one statement."""
    first, second = (
        exists().where(given.interview_id == Interview.id, given.second.is_(is_second))
        for given, is_second in ((aliased(Assignment), False), (aliased(Assignment), True))
    )
    rows = session.execute(
        select(Interview.id, Interview.label, Interview.language, _coded_turns(Interview.id), first, second)
        .join(InterviewStrand, InterviewStrand.interview_id == Interview.id)
        .where(InterviewStrand.strand_id == strand_id)
        .order_by(Interview.label, Interview.id)
    )
    return tuple(
        InterviewToCode(
            id=key, label=label, language=language, passage_count=count, has_first=bool(one), has_second=bool(two)
        )
        for key, label, language, count, one, two in rows
    )


def words_to_code(session: Session, strand_id: str) -> tuple[OpenWords, ...]:
    """Return what members wrote in a strand, part by part, without the words, in one statement.

    The same as `open_answers` gives to read: what was submitted, but for branches that routing no longer asks.
    """
    first, second = (
        exists().where(
            AssignedWords.words_id == Words.id, AssignedWords.assignment_id == given.id, given.second.is_(is_second)
        )
        for given, is_second in ((aliased(Assignment), False), (aliased(Assignment), True))
    )
    rows = session.execute(
        select(Words.id, Words.part, Words.language, Answer, first, second)
        .join(Answer, Answer.id == Words.answer_id)
        .where(Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED)
        .order_by(Words.part, Words.id)
    ).all()
    return tuple(
        OpenWords(id=key, part=part, language=language, has_first=bool(one), has_second=bool(two))
        for key, part, language, answer, one, two in rows
        if _is_asked(session, answer, part)
    )


def _is_asked(session: Session, answer: Answer, key: str) -> bool:
    part = structure_of(session, answer.version_id).parts.get(key)
    return part is not None and applies(part, Unit(answer.unit), answer.short, answer.document)
