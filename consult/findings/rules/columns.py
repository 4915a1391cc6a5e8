"""Answers as columns of small integers, one per thing that is counted.

-2 not asked, -1 asked and not answered; otherwise the position of the option (single choice, one column
per row of a matrix), 0 or 1 (one column per option of a multiple choice, per row), the rank (one column per
option of a ranking, 0 = answered but left unranked), the year, the band of a number or of a day, the points (one
column per row of an allocation), or 1 (a tick; a text that was written). From -3 downwards a reason given in place of
an answer ("prefer not to say"): -3 is the question's first, -4 its second.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from consult.findings.rules.questions import Kind, Question

NOT_ANSWERED = -1
NOT_ASKED = -2
FIRST_REASON = -3
NOT_SHOWN = ""
"""The group of respondents who show no group, or have none; it comes last and passes the gate like any."""

Codes = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int64]
Mask = NDArray[np.bool_]
Read = TypeVar("Read")


class UnknownCodeError(ValueError):
    """An answer names a row or option its question does not have."""


class ColumnKey(NamedTuple):
    """What one column counts; `row` for a matrix, `option` where each option has its own column."""

    question: str
    row: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One respondent's answers by question.

    single: "code" · multiple: ["code"] · matrix: {row: "code"} · matrix_multiple: {row: ["code"]} · ranking:
    {option: position}, ties allowed · number: int or float · year: int · date: "2024-05-31" · allocation: {row:
    points}, a row left out having none · tick: True · text: str; or one of the question's reasons. An empty list, like
    an empty text, is no answer. `asked` holds the questions routing put to them (None: all); where it holds
    "question/row" for any row of a matrix, only those rows were asked. What was not asked is not counted.
    """

    answers: Mapping[str, object]
    asked: frozenset[str] | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A group for every respondent, as a position in `labels`."""

    codes: Codes
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The answers of `count` respondents to a consultation."""

    count: int
    values: Mapping[ColumnKey, Codes]
    attributes: Mapping[str, Attribute]

    def column(self, question: str, row: str | None = None, option: str | None = None) -> Codes:
        """One column."""
        return self.values[ColumnKey(question, row, option)]

    def mask(self, attribute: str, labels: Iterable[str]) -> Mask:
        """Select the respondents in any of these groups."""
        known = self.attributes[attribute]
        chosen = [known.labels.index(label) for label in labels]
        return np.isin(known.codes, chosen)

    def with_attribute(self, name: str, groups: Sequence[str], labels: Sequence[str] = ()) -> "Columns":
        """Add or replace an attribute, given the group of each respondent (merged groups, a coded theme)."""
        attributes = dict(self.attributes) | {name: _attribute(groups, labels)}
        return replace(self, attributes=attributes)

    def memberships(self, name: str) -> tuple[str, ...]:
        """Give the group of each respondent, as the gate wants it."""
        attribute = self.attributes[name]
        return tuple(attribute.labels[code] for code in attribute.codes)


def read_answers(
    rows: Sequence[AnswerRow],
    questions: Iterable[Question],
    labels: Mapping[str, Sequence[str]] | None = None,
) -> Columns:
    """Make columns of answers; `labels` fixes the order of an attribute's groups (default: alphabetical)."""
    values: dict[ColumnKey, Codes] = {}
    people = _People.of(rows)
    for question in questions:
        values.update(_READERS[question.kind](question, people))
    names = sorted({name for row in rows for name in row.attributes} | set(labels or {}))
    attributes = {
        name: _attribute([row.attributes.get(name, NOT_SHOWN) for row in rows], (labels or {}).get(name, ()))
        for name in names
    }
    return Columns(len(rows), values, attributes)


def _attribute(groups: Sequence[str], labels: Sequence[str]) -> Attribute:
    found = set(groups) - set(labels)
    order = (*labels, *sorted(found - {NOT_SHOWN}), *sorted(found & {NOT_SHOWN}))
    place = {label: at for at, label in enumerate(order)}
    return Attribute(_small([place[group] for group in groups], len(order)), order)


def _small(values: Sequence[int] | NDArray[np.int64], most: int) -> Codes:
    return np.array(values, dtype=np.int8) if most <= 127 else np.array(values, dtype=np.int16)


class _Instead(int):
    """The code of a reason that was given in place of an answer, where an answer is looked for."""

    def __repr__(self) -> str:
        return f"instead {int(self)}"  # no answer's text


class _Known(dict[object, int], Generic[Read]):
    """Where in `found` stands what was read of each different answer; each is read once."""

    def __init__(self, read: Callable[[object], Read]) -> None:
        super().__init__()
        self.read, self.found = read, list[Read]()

    def __missing__(self, given: object) -> int:
        self.found.append(self.read(given))
        place = len(self.found) - 1
        if given is None or isinstance(given, str):  # 1, 1.0 and True would be found as one another
            self[given] = place
        return place


def _read_each(values: Sequence[object], read: Callable[[object], Read]) -> tuple[NDArray[np.int64], list[Read]]:
    """Read every different answer once; return where what was read of each respondent's stands, and what was read."""
    known = _Known(read)
    try:
        return np.array([known[one] for one in values], dtype=np.int64), known.found
    except TypeError:  # lists and mappings cannot be looked up: their texts can
        texts = [repr(one) for one in values]
        given = dict(zip(texts, values, strict=True))
        known = _Known(lambda text: read(given[str(text)]))
        return np.array([known[one] for one in texts], dtype=np.int64), known.found


@dataclass(frozen=True, slots=True)
class _People:
    """Everybody's answers, with what they were asked: once for all who were asked the same."""

    rows: Sequence[AnswerRow]
    asked: tuple[frozenset[str] | None, ...]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[AnswerRow]) -> "_People":
        known: dict[frozenset[str] | None, int] = {}
        places = [known.setdefault(row.asked, len(known)) for row in rows]
        return cls(rows, tuple(known), np.array(places, dtype=np.int64))

    def were_asked(self, question: Question, item: str | None) -> Mask:
        """Select who was asked a question, or a row of it."""
        names = frozenset(f"{question.key}/{one}" for one in question.rows) if item is not None else frozenset()
        own = f"{question.key}/{item}"
        each = [one is None or (question.key if names.isdisjoint(one) else own) in one for one in self.asked]
        return np.array(each, dtype=np.bool_)[self.places]

    def given(self, question: Question) -> list[object]:
        """Take what everybody answered, as it was given; a reason in place of an answer as its code."""
        values = [row.answers.get(question.key) for row in self.rows]
        if not question.reasons:
            return values
        codes = {reason: _Instead(FIRST_REASON - at) for at, reason in enumerate(question.reasons)}
        return [codes.get(one, one) if isinstance(one, str) else one for one in values]


def _codes(
    question: Question,
    people: _People,
    item: str | None,
    values: Sequence[object],
    code: Callable[[object], Read],
) -> tuple[NDArray[np.int64], list[Read | int]]:
    """Read one answer of everybody who was asked; return as `_read_each` does."""
    asked = people.were_asked(question, item)

    def read(given: object) -> Read | int:
        if isinstance(given, _Instead):
            return int(given)
        return NOT_ANSWERED if _is_empty(given, item) else code(given)

    if asked.all():
        return _read_each(values, read)
    places, found = _read_each([one if was else None for one, was in zip(values, asked.tolist(), strict=True)], read)
    found.append(NOT_ASKED)
    return np.where(asked, places, len(found) - 1), found


def _is_empty(given: object, item: str | None) -> bool:
    if item is not None:
        return given is None or given in ("", [], ())
    return given is None or given is False or given in ("", [], (), {})  # nought is an answer


def _column(
    question: Question, people: _People, item: str | None, values: Sequence[object], code: Callable[[object], int]
) -> NDArray[np.int64]:
    places, found = _codes(question, people, item, values, code)
    return np.array(found, dtype=np.int64)[places]


def _by_item(question: Question, people: _People) -> Iterator[tuple[str | None, list[object]]]:
    """Give what everybody answered to each row of a question, or to the only one."""
    values = people.given(question)
    if question.items == (None,):
        yield None, values
        return
    masks = [people.were_asked(question, item) for item in question.items]
    asked = np.any(masks, axis=0).tolist()
    cells = [_cells(question, one) if was else {} for one, was in zip(values, asked, strict=True)]
    for item in question.items:
        yield item, [one.get(str(item)) for one in cells]


def _cells(question: Question, answer: object) -> Mapping[str, object]:
    if answer is None:
        return {}
    if isinstance(answer, _Instead):
        return dict.fromkeys(question.rows, answer)
    cells = _mapping(answer, question)
    if not cells.keys() <= set(question.rows):
        raise UnknownCodeError(f"{question.key}: unknown row in {sorted(cells)}")
    return cells


def _mapping(answer: object, question: Question) -> Mapping[str, object]:
    if not isinstance(answer, dict | Mapping):  # a dict is told sooner than any other mapping
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a mapping")
    return answer


def _place(question: Question, option: object) -> int:
    try:
        return question.options.index(str(option))
    except ValueError:
        raise UnknownCodeError(f"{question.key}: unknown option {option!r}") from None


def _read_choice(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    return {
        ColumnKey(question.key, item): _small(
            _column(question, people, item, values, partial(_place, question)), len(question.options)
        )
        for item, values in _by_item(question, people)
    }


def _read_multiple(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    columns: dict[ColumnKey, Codes] = {}
    for item, values in _by_item(question, people):
        places, found = _codes(question, people, item, values, partial(_ticked, question))
        for place, option in enumerate(question.options):
            bits = [ticks if isinstance(ticks, int) else int(place in ticks) for ticks in found]
            columns[ColumnKey(question.key, item, option)] = _small(bits, 1)[places]
    return columns


def _ticked(question: Question, given: object) -> set[int]:
    if not isinstance(given, list | tuple | set | frozenset):
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a list")
    return {_place(question, option) for option in given}


def _read_ranking(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    asked = people.were_asked(question, None)
    places, found = _read_each(people.given(question), partial(_ranks, question))
    columns: dict[ColumnKey, Codes] = {}
    for option in question.options:
        ranks = _small([_rank(one, option) for one in found], len(question.options))[places]
        columns[ColumnKey(question.key, None, option)] = np.where(asked, ranks, ranks.dtype.type(NOT_ASKED))
    return columns


def _rank(ranks: dict[str, int] | int, option: str) -> int:
    if isinstance(ranks, int):
        return ranks
    return ranks.get(option, 0) if ranks else NOT_ANSWERED


def _ranks(question: Question, answer: object) -> dict[str, int] | int:
    if isinstance(answer, _Instead):
        return int(answer)
    if not answer:
        return {}
    ranks = {}
    for option, position in _mapping(answer, question).items():
        _place(question, option)
        if not isinstance(position, int) or not 1 <= position <= len(question.options):
            raise UnknownCodeError(f"{question.key}: no position {position!r}")
        ranks[option] = position
    return ranks


def _read_year(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    column = _column(question, people, None, people.given(question), partial(_year, question))
    return {ColumnKey(question.key): column.astype(np.int16)}


def _year(question: Question, given: object) -> int:
    if not isinstance(given, int) or not 1000 <= given <= 9999:
        raise UnknownCodeError(f"{question.key}: no year {given!r}")
    return given


def _read_number(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    column = _column(
        question, people, None, people.given(question), lambda given: _band(question, _number(question, given))
    )
    return {ColumnKey(question.key): column.astype(np.int8)}


def _band(question: Question, value: Decimal | int) -> int:
    try:
        return question.counted_in.place(value)
    except ValueError:
        raise UnknownCodeError(f"{question.key}: an answer lies outside the bounds it was asked for with") from None


def _number(question: Question, given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given:  # noqa: PLR0124 - only NaN differs from itself
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a number")
    return Decimal(str(given))


def _read_date(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    column = _column(
        question, people, None, people.given(question), lambda given: _band(question, _day(question, given))
    )
    return {ColumnKey(question.key): column.astype(np.int8)}


def _day(question: Question, given: object) -> int:
    try:
        return date.fromisoformat(str(given)).toordinal()
    except ValueError:
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a day") from None


def _read_points(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    """Read a column of points per row; whoever gave points to any row gave none to those left out."""
    values = people.given(question)
    return {
        ColumnKey(question.key, row): _column(question, people, None, values, partial(_points, question, row))
        for row in question.rows
    }


def _points(question: Question, row: str, given: object) -> int:
    points = _mapping(given, question)
    found = points.get(row, 0)
    if not points.keys() <= set(question.rows):
        raise UnknownCodeError(f"{question.key}: unknown row in {sorted(points)}")
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise UnknownCodeError(f"{question.key}: points are whole numbers")
    return found


def _read_presence(question: Question, people: _People) -> dict[ColumnKey, Codes]:
    column = _column(question, people, None, people.given(question), lambda _given: 1)
    return {ColumnKey(question.key): column.astype(np.int8)}


_READERS: Mapping[Kind, Callable[[Question, _People], dict[ColumnKey, Codes]]] = {
    Kind.SINGLE: _read_choice,
    Kind.MATRIX: _read_choice,
    Kind.MULTIPLE: _read_multiple,
    Kind.MATRIX_MULTIPLE: _read_multiple,
    Kind.RANKING: _read_ranking,
    Kind.ALLOCATION: _read_points,
    Kind.NUMBER: _read_number,
    Kind.YEAR: _read_year,
    Kind.DATE: _read_date,
    Kind.TICK: _read_presence,
    Kind.TEXT: _read_presence,
}
