"""Where two finished readings of the same passage differ, what was decided about it, and the words it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.queries.counting import decided, of_strand
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Adjudication, AssignedWords, Assignment, Code, Segment
from consult.coding.rules.adjudicating import Place, Said, Verdict, differing, disputed
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
    """A code that one reading gave a passage and the other did not; `second` tells which. `ruling` is what stands.

    With `same_code` both gave it, and say something else of it: another stance, option or aspect.
    """

    code_key: str
    second: bool
    ruling: Ruling | None
    same_code: bool = False

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
    """Return what two readings differ about in a strand, or in one passage of it, in two statements."""
    documents = _documents(session, strand.id)
    marks, labels, standing = _marks(session, documents, passage_id)
    first, second = (_codes(marks, second=side) for side in (False, True))
    same = set(differing(*(_said(marks, second=side) for side in (False, True))))
    found: dict[str, list[Disagreement]] = {}
    for unit, code in sorted({*disputed(first, second), *same}):
        both = (unit, code) in same
        by_second = not both and code in second.get(unit, frozenset())
        found.setdefault(unit, []).append(Disagreement(code, by_second, standing.get((unit, code)), both))
    passages = tuple(
        Contested(id=unit, label=label, number=number, disagreements=tuple(found[unit]), marks=tuple(marks[unit]))
        for unit, (label, number) in labels.items()
        if unit in found
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


Labels = Mapping[str, tuple[str, int]]
"""{passage: its interview's label or its part, and a turn's number or 0}, in the order of the material"""


def _marks(
    session: Session, documents: _Documents, passage_id: str | None
) -> tuple[Mapping[str, list[Mark]], Labels, Mapping[Place, Ruling]]:
    """Return what was marked in passages two have read to the end, and the decisions that stand about it."""
    other = aliased(Code)
    wanted = (
        select(Segment, Code.key, Assignment.second, Interview.label, Turn.number, Words.part)
        .add_columns(Adjudication, other.key, Account.name)
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .outerjoin(Turn, Turn.id == Segment.turn_id)
        .outerjoin(Interview, Interview.id == Turn.interview_id)
        .outerjoin(Words, Words.id == Segment.words_id)
        .outerjoin(Adjudication, decided())
        .outerjoin(Account, Account.id == Adjudication.account_id)
        .outerjoin(other, other.id == Adjudication.other_id)
        .where(Assignment.id.in_(documents.assignments), Segment.removed_at.is_(None), is_shared())
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.key)
    )
    if passage_id is not None:
        wanted = wanted.where(func.coalesce(Segment.turn_id, Segment.words_id) == passage_id)
    found: dict[str, list[Mark]] = {}
    labels: dict[str, tuple[str, int]] = {}
    standing: dict[Place, Ruling] = {}
    for one, key, second, label, number, part, decision, third, author in session.execute(wanted):
        if one.words_id is not None and one.words_id not in documents.ready:
            continue
        unit = one.turn_id or one.words_id or ""
        labels[unit] = (part or label or "", number or 0)
        found.setdefault(unit, []).append(_mark(one, key, second=second))
        if decision is not None:
            standing[unit, key] = _ruling(decision, third, author)
    return found, dict(sorted(labels.items(), key=lambda item: (not item[1][1], *item[1], item[0]))), standing


def _mark(one: Segment, key: str, *, second: bool) -> Mark:
    return Mark(
        second=second,
        code_key=key,
        start=one.start_at,
        end=one.end_at,
        stance=one.stance,
        option=one.option,
        aspect=one.aspect,
        sealed=one.sealed,
    )


def _ruling(one: Adjudication, third: str | None, author: str | None, undoer: str | None = None) -> Ruling:
    return Ruling(
        id=one.id,
        verdict=one.verdict,
        other=third or "",
        reason=one.reason,
        author=author or "",
        made_at=one.made_at,
        taken_back_at=one.taken_back_at,
        taken_back_by=undoer or "",
    )


def _codes(marks: Mapping[str, Iterable[Mark]], *, second: bool) -> dict[str, frozenset[str]]:
    return {unit: frozenset(one.code_key for one in given if one.second is second) for unit, given in marks.items()}


def _said(marks: Mapping[str, Iterable[Mark]], *, second: bool) -> Said:
    found: dict[Place, frozenset[tuple[str, ...]]] = {}
    for unit, given in marks.items():
        for one in given:
            if one.second is second:
                place = (unit, one.code_key)
                found[place] = found.get(place, frozenset()) | {(one.stance.value, one.option, one.aspect)}
    return found


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
    return [(one.turn_id or one.words_id or "", key, _ruling(one, *names)) for one, key, *names in rows]


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
    """Return the codes of one reading with what it says of them, each once, without those of what is sealed."""
    return "; ".join(dict.fromkeys(_coded(one) for one in marks if one.second is second and not one.sealed))


def _coded(one: Mark) -> str:
    stance = "" if one.stance is Stance.NONE else one.stance.value
    said = ", ".join(word for word in (stance, one.option, one.aspect) if word)
    return f"{one.code_key} ({said})" if said else one.code_key
