"""Answers as columns of small integers, one per thing that is counted.

-2 not asked, -1 asked and not answered; otherwise the position of the option (single choice, one column
per row of a matrix), 0 or 1 (one column per option of a multiple choice, per row), the rank (one column per
option of a ranking, 0 = answered but left unranked), the year, the band of a number or of a day, the points (one
column per row of an allocation), or 1 (a tick; a text that was written). From -3 downwards a reason given in place of
an answer ("prefer not to say"): -3 is the question's first, -4 its second.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeVar

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
    for question in questions:
        values.update(_READERS[question.kind](question, rows))
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


def _small(values: Sequence[int], most: int) -> Codes:
    return np.array(values, dtype=np.int8) if most <= 127 else np.array(values, dtype=np.int16)


def _asked(row: AnswerRow, question: Question, item: str | None) -> bool:
    if row.asked is None:
        return True
    if item is not None and any(f"{question.key}/{one}" in row.asked for one in question.rows):
        return f"{question.key}/{item}" in row.asked
    return question.key in row.asked


def _given(row: AnswerRow, question: Question, item: str | None) -> object:
    """Take one answer as it was given: None if there is none."""
    answer = row.answers.get(question.key)
    if item is None or answer is None:
        return None if answer is False or answer in ("", [], (), {}) else answer  # nought is an answer
    cells = _mapping(answer, question)
    if not cells.keys() <= set(question.rows):
        raise UnknownCodeError(f"{question.key}: unknown row in {sorted(cells)}")
    cell = cells.get(item)
    return None if cell in ("", [], ()) else cell


def _mapping(answer: object, question: Question) -> Mapping[str, object]:
    if not isinstance(answer, Mapping):
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a mapping")
    return answer


def _column(
    question: Question, rows: Sequence[AnswerRow], item: str | None, code: Callable[[object], Read]
) -> list[Read | int]:
    column: list[Read | int] = []
    for row in rows:
        if not _asked(row, question, item):
            column.append(NOT_ASKED)
        elif (reason := _reason(row, question)) is not None:
            column.append(reason)
        else:
            given = _given(row, question, item)
            column.append(NOT_ANSWERED if given is None else code(given))
    return column


def _reason(row: AnswerRow, question: Question) -> int | None:
    given = row.answers.get(question.key)
    known = isinstance(given, str) and given in question.reasons
    return FIRST_REASON - question.reasons.index(str(given)) if known else None


def _place(question: Question, option: object) -> int:
    try:
        return question.options.index(str(option))
    except ValueError:
        raise UnknownCodeError(f"{question.key}: unknown option {option!r}") from None


def _read_choice(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    return {
        ColumnKey(question.key, item): _small(
            _column(question, rows, item, lambda given: _place(question, given)), len(question.options)
        )
        for item in question.items
    }


def _read_multiple(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    columns: dict[ColumnKey, Codes] = {}
    for item in question.items:
        column = _column(question, rows, item, lambda given: _ticked(question, given))
        for place, option in enumerate(question.options):
            bits = [ticks if isinstance(ticks, int) else int(place in ticks) for ticks in column]
            columns[ColumnKey(question.key, item, option)] = _small(bits, 1)
    return columns


def _ticked(question: Question, given: object) -> set[int]:
    if not isinstance(given, list | tuple | set | frozenset):
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a list")
    return {_place(question, option) for option in given}


def _read_ranking(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    given = [(_asked(row, question, None), _reason(row, question) or _ranks(question, row)) for row in rows]
    columns: dict[ColumnKey, Codes] = {}
    for option in question.options:
        column = [_rank(ranks, option) if asked else NOT_ASKED for asked, ranks in given]
        columns[ColumnKey(question.key, None, option)] = _small(column, len(question.options))
    return columns


def _rank(ranks: dict[str, int] | int, option: str) -> int:
    if isinstance(ranks, int):
        return ranks
    return ranks.get(option, 0) if ranks else NOT_ANSWERED


def _ranks(question: Question, row: AnswerRow) -> dict[str, int]:
    answer = row.answers.get(question.key)
    if not answer:
        return {}
    ranks = {}
    for option, position in _mapping(answer, question).items():
        _place(question, option)
        if not isinstance(position, int) or not 1 <= position <= len(question.options):
            raise UnknownCodeError(f"{question.key}: no position {position!r}")
        ranks[option] = position
    return ranks


def _read_year(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    column = _column(question, rows, None, lambda given: _year(question, given))
    return {ColumnKey(question.key): np.array(column, dtype=np.int16)}


def _year(question: Question, given: object) -> int:
    if not isinstance(given, int) or not 1000 <= given <= 9999:
        raise UnknownCodeError(f"{question.key}: no year {given!r}")
    return given


def _read_number(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    column = _column(question, rows, None, lambda given: _band(question, _number(question, given)))
    return {ColumnKey(question.key): np.array(column, dtype=np.int8)}


def _band(question: Question, value: Decimal | int) -> int:
    try:
        return question.counted_in.place(value)
    except ValueError:
        raise UnknownCodeError(f"{question.key}: an answer lies outside the bounds it was asked for with") from None


def _number(question: Question, given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given:  # noqa: PLR0124 - only NaN differs from itself
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a number")
    return Decimal(str(given))


def _read_date(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    column = _column(question, rows, None, lambda given: _band(question, _day(question, given)))
    return {ColumnKey(question.key): np.array(column, dtype=np.int8)}


def _day(question: Question, given: object) -> int:
    try:
        return date.fromisoformat(str(given)).toordinal()
    except ValueError:
        raise UnknownCodeError(f"{question.key}: a {question.kind} answer is a day") from None


def _read_points(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    """Read a column of points per row; whoever gave points to any row gave none to those left out."""
    columns: dict[ColumnKey, Codes] = {}
    for row in question.rows:
        column = _column(question, rows, None, partial(_points, question, row))
        columns[ColumnKey(question.key, row)] = np.array(column, dtype=np.int64)
    return columns


def _points(question: Question, row: str, given: object) -> int:
    points = _mapping(given, question)
    found = points.get(row, 0)
    if not points.keys() <= set(question.rows):
        raise UnknownCodeError(f"{question.key}: unknown row in {sorted(points)}")
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise UnknownCodeError(f"{question.key}: points are whole numbers")
    return found


def _read_presence(question: Question, rows: Sequence[AnswerRow]) -> dict[ColumnKey, Codes]:
    return {ColumnKey(question.key): np.array(_column(question, rows, None, lambda _: 1), dtype=np.int8)}


_READERS: Mapping[Kind, Callable[[Question, Sequence[AnswerRow]], dict[ColumnKey, Codes]]] = {
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
