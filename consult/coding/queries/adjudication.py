"""Where two finished readings of the same passage differ, what was decided about it, and the words it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.queries.counting import of_strand
from consult.coding.records import Adjudication, AssignedWords, Assignment, Code, Segment
from consult.coding.rules.adjudicating import Place, Verdict, disputed
from consult.coding.rules.attributes import Stance
from consult.collection.records import Words
from consult.consultation.queries import StrandView
from consult.interview.records import Interview, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One stretch a reading gave a code: code points, `end` exclusive."""

    second: bool
    code_key: str
    start: int
    end: int
    stance: Stance
    option: str
    aspect: str
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision as it was made, and when and by whom it was taken back, if it was; `author` is an account's name."""

    id: str
    verdict: Verdict
    other: str
    reason: str
    author: str
    made_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code that one reading gave a passage and the other did not; `second` tells which. `ruling` is what stands."""

    code_key: str
    second: bool
    ruling: Ruling | None

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is decided yet; what is to be talked about is open."""
        return self.ruling is None or self.ruling.verdict is Verdict.DISCUSS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A passage whose readings differ: `label` is its interview's or its part, `number` is a turn's, 0 of an answer."""

    id: str
    label: str
    number: int
    disagreements: tuple[Disagreement, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything two readings differ about in a strand, in the order of the material.

    `ready` counts the documents whose readings are all done, `waiting` those a second reader has not finished yet or
    whose first has not: nobody sees two readings side by side before both are done.
    """

    passages: tuple[Contested, ...]
    ready: int
    waiting: int

    @property
    def total(self) -> int:
        """Return how many disagreements there are."""
        return sum(len(one.disagreements) for one in self.passages)

    @property
    def open(self) -> int:
        """Return how many of them nobody has decided."""
        return sum(each.is_open for one in self.passages for each in one.disagreements)

    @property
    def decided(self) -> int:
        """Return how many of them are decided."""
        return self.total - self.open


@dataclass(frozen=True, slots=True)
class _Documents:
    """Which interviews and open answers two have read, and the assignments in which they did."""

    ready: frozenset[str]
    waiting: frozenset[str]
    assignments: frozenset[str]


def contest(session: Session, strand: StrandView, passage_id: str | None = None) -> Contest:
    """Return what two readings differ about in a strand, or in one passage of it, in four statements."""
    documents = _documents(session, strand.id)
    marks = _marks(session, documents, passage_id)
    first, second = (_codes(marks, second=side) for side in (False, True))
    places = disputed(first, second)
    if not places:
        return Contest((), len(documents.ready), len(documents.waiting))
    standing = {(unit, key): one for unit, key, one in _rulings(session, strand) if one.taken_back_at is None}
    found: dict[str, list[Disagreement]] = {}
    for unit, code in places:
        one = Disagreement(code, code in second.get(unit, frozenset()), standing.get((unit, code)))
        found.setdefault(unit, []).append(one)
    passages = tuple(
        Contested(id=unit, label=label, number=number, disagreements=tuple(found[unit]), marks=tuple(marks[unit]))
        for unit, label, number in _in_order(session, found)
    )
    return Contest(passages, len(documents.ready), len(documents.waiting))


def _documents(session: Session, strand_id: str) -> _Documents:
    rows = session.execute(
        select(Assignment.id, Assignment.second, Assignment.done_on)
        .add_columns(func.coalesce(Assignment.interview_id, AssignedWords.words_id))
        .outerjoin(AssignedWords, AssignedWords.assignment_id == Assignment.id)
        .where(of_strand(strand_id))
    ).all()
    done: dict[str, dict[bool, bool]] = {}
    for _id, second, done_on, document in rows:
        sides = done.setdefault(document or "", {})
        sides[second] = sides.get(second, True) and done_on is not None
    twice = {document: all(sides.values()) for document, sides in done.items() if len(sides) == 2 and document}
    ready = frozenset(document for document, finished in twice.items() if finished)
    assignments = frozenset(row[0] for row in rows if row[3] in ready)
    return _Documents(ready, frozenset(twice) - ready, assignments)


def _marks(session: Session, documents: _Documents, passage_id: str | None) -> Mapping[str, list[Mark]]:
    place = func.coalesce(Segment.turn_id, Segment.words_id)
    wanted = (
        select(Segment, Code.key, Assignment.second)
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .where(Assignment.id.in_(documents.assignments), Segment.removed_at.is_(None))
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.key)
    )
    found: dict[str, list[Mark]] = {}
    for one, key, second in session.execute(wanted if passage_id is None else wanted.where(place == passage_id)):
        if one.words_id is not None and one.words_id not in documents.ready:
            continue
        mark = Mark(
            second=second,
            code_key=key,
            start=one.start_at,
            end=one.end_at,
            stance=one.stance,
            option=one.option,
            aspect=one.aspect,
            sealed=one.sealed,
        )
        found.setdefault(one.turn_id or one.words_id or "", []).append(mark)
    return found


def _codes(marks: Mapping[str, Iterable[Mark]], *, second: bool) -> dict[str, frozenset[str]]:
    return {unit: frozenset(one.code_key for one in given if one.second is second) for unit, given in marks.items()}


def _rulings(session: Session, strand: StrandView) -> list[tuple[str, str, Ruling]]:
    """Return every decision on the consultation's codes with its passage and code, in the order they were made."""
    other, undoer = aliased(Code), aliased(Account)
    rows = session.execute(
        select(Adjudication, Code.key, other.key, Account.name, undoer.name)
        .join(Code, Code.id == Adjudication.code_id)
        .join(Account, Account.id == Adjudication.account_id)
        .outerjoin(other, other.id == Adjudication.other_id)
        .outerjoin(undoer, undoer.id == Adjudication.taken_back_by)
        .where(Code.consultation_id == strand.consultation_id)
        .order_by(Adjudication.made_at, Adjudication.id)
    )
    return [
        (
            one.turn_id or one.words_id or "",
            key,
            Ruling(
                id=one.id,
                verdict=one.verdict,
                other=third or "",
                reason=one.reason,
                author=author,
                made_at=one.made_at,
                taken_back_at=one.taken_back_at,
                taken_back_by=who or "",
            ),
        )
        for one, key, third, author, who in rows
    ]


def _in_order(session: Session, units: Collection[str]) -> list[tuple[str, str, int]]:
    """Return passages with label and number: interviews as they were spoken, then answers in any order."""
    spoken: Select[str, str, int, int] = (
        select(Turn.id, Interview.label, Turn.number, literal(0))
        .join(Interview, Interview.id == Turn.interview_id)
        .where(Turn.id.in_(units))
    )
    written = select(Words.id, Words.part, literal(0), literal(1)).where(Words.id.in_(units))
    rows = session.execute(union_all(spoken, written)).all()
    ordered = sorted(rows, key=lambda row: (row[3], row[1], row[2], row[0]))
    return [(key, label, number) for key, label, number, _kind in ordered]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """One line of the log: a disagreement with what was decided about it, or "open"; pseudonyms and labels only.

    `first` and `second` are the codes each reading gave the passage. What is sealed is not named.
    """

    document: str
    turn: int
    code: str
    first: str
    second: str
    decision: str
    other_code: str
    reason: str
    by: str
    date: str
    taken_back_by: str
    taken_back_on: str


SEALED = "(sealed)"


def decision_log(session: Session, strand: StrandView) -> tuple[LoggedDecision, ...]:
    """Return every disagreement of a strand with all that was ever decided about it, in the order of the material."""
    told: dict[Place, list[Ruling]] = {}
    found = contest(session, strand)
    for unit, key, ruling in _rulings(session, strand) if found.passages else ():
        told.setdefault((unit, key), []).append(ruling)
    return tuple(
        _line(passage, one, ruling)
        for passage in found.passages
        for one in passage.disagreements
        for ruling in told.get((passage.id, one.code_key)) or (None,)
    )


def _line(passage: Contested, one: Disagreement, ruling: Ruling | None) -> LoggedDecision:
    sealed = {mark.code_key for mark in passage.marks if mark.sealed}
    hidden = bool(sealed)
    first, second = (_named(passage.marks, second=side) for side in (False, True))
    return LoggedDecision(
        document=passage.label,
        turn=passage.number,
        code=SEALED if one.code_key in sealed else one.code_key,
        first=first,
        second=second,
        decision=ruling.verdict.value if ruling else "open",
        other_code=ruling.other if ruling else "",
        reason=(SEALED if hidden else ruling.reason) if ruling else "",
        by=ruling.author if ruling else "",
        date=ruling.made_at.date().isoformat() if ruling else "",
        taken_back_by=ruling.taken_back_by if ruling else "",
        taken_back_on=ruling.taken_back_at.date().isoformat() if ruling and ruling.taken_back_at else "",
    )


def _named(marks: Iterable[Mark], *, second: bool) -> str:
    """Return the codes of one reading with their stance, each once, without those of what is sealed."""
    given = dict.fromkeys(
        one.code_key if one.stance is Stance.NONE else f"{one.code_key} ({one.stance.value})"
        for one in marks
        if one.second is second and not one.sealed
    )
    return "; ".join(given)
