"""Small syntax trees that say when a part, or a row of it, is asked.

In: a mapping such as `{of: C1.importance, row: bring_in, in: [important, very_important]}`, `{of: N1, at_least: 5}`,
`{count: A2, above: 1}`, `{answered: B1}` or `{selected: A2}`, combined with `all`, `any` and `not`. Out: whether it
holds for an answer document. Nothing is ever evaluated as code, and nothing answered can make it fail.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import eq, ge, gt, le, lt
from typing import TypeAlias

Value: TypeAlias = str | int | float | Sequence[str] | Mapping[str, str | int | Sequence[str]]
Answers: TypeAlias = Mapping[str, Value]
Amount: TypeAlias = int | float | str
"""A number, or a day as ISO 8601 writes it."""


class Comparison(StrEnum):
    """How two numbers, or two days, are compared."""

    EQUALS = "equals"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether the answer to `of` (in `row`, or in the row being judged) is among `codes`, or is not.

    No answer is among nothing: `in` fails and `not_in` holds.
    """

    of: str
    codes: tuple[str, ...]
    row: str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether a number, a year, a day or the points of a row compare so with `amount`; no answer never does."""

    of: str
    how: Comparison
    amount: Amount
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether so many options are chosen, or so many rows have an answer; where nothing is answered it is none."""

    of: str
    how: Comparison
    amount: int
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether there is an answer at all (in `row`, if that is named), a reason for giving none included."""

    of: str
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """Whether the row being judged was chosen in `of`, or has an answer there."""

    of: str
    row: str | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every term holds."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when at least one term holds."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its term does not."""

    term: "Condition"


Leaf: TypeAlias = Chosen | Compared | Counted | Answered | Selected
Condition: TypeAlias = Leaf | All | Any | Not

_NUMBERS: Mapping[Comparison, Callable[[float, float], bool]] = {
    Comparison.EQUALS: eq,
    Comparison.ABOVE: gt,
    Comparison.BELOW: lt,
    Comparison.AT_LEAST: ge,
    Comparison.AT_MOST: le,
}
_DAYS: Mapping[Comparison, Callable[[str, str], bool]] = {
    Comparison.EQUALS: eq,
    Comparison.ABOVE: gt,
    Comparison.BELOW: lt,
    Comparison.AT_LEAST: ge,
    Comparison.AT_MOST: le,
}


def holds(condition: Condition, answers: Answers, row: str | None = None) -> bool:
    """Whether the condition is met; `row` is the row being judged by a `rows_when`."""
    match condition:
        case All(terms):
            return all(holds(term, answers, row) for term in terms)
        case Any(terms):
            return any(holds(term, answers, row) for term in terms)
        case Not(term):
            return not holds(term, answers, row)
        case _:
            return _leaf_holds(condition, answers.get(condition.of), row)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every reference a condition makes."""
    match condition:
        case All(terms) | Any(terms):
            for term in terms:
                yield from leaves(term)
        case Not(term):
            yield from leaves(term)
        case _:
            yield condition


def condition_document(condition: Condition) -> dict[str, object]:
    """The plain mapping a condition is written as."""
    match condition:
        case All(terms):
            return {"all": [condition_document(term) for term in terms]}
        case Any(terms):
            return {"any": [condition_document(term) for term in terms]}
        case Not(term):
            return {"not": condition_document(term)}
        case Chosen(of, codes, _, negated):
            written: dict[str, object] = {"of": of, "not_in" if negated else "in": list(codes)}
        case Compared(of, how, amount):
            written = {"of": of, str(how): amount}
        case Counted(of, how, amount):
            written = {"count": of, str(how): amount}
        case Answered(of):
            written = {"answered": of}
        case Selected(of):
            written = {"selected": of}
    return written if condition.row is None else {**written, "row": condition.row}


def _leaf_holds(leaf: Leaf, value: Value | None, judged: str | None) -> bool:
    match leaf:
        case Chosen(_, codes, row, negated):
            return any(code in codes for code in _codes_of(value, row or judged)) is not negated
        case Compared(_, how, amount, row):
            return _compares(_cell(value, row or judged), how, amount)
        case Counted(_, how, amount, row):
            return _NUMBERS[how](_count(_cell(value, row) if row else value), amount)
        case Answered(_, row):
            return (_cell(value, row) if row else value) is not None
        case Selected(_, row):
            return _is_selected(value, row or judged)


def _cell(value: Value | None, row: str | None) -> object:
    return value.get(row) if isinstance(value, Mapping) and row is not None else value


def _compares(given: object, how: Comparison, amount: Amount) -> bool:
    if isinstance(given, bool):
        return False
    if isinstance(given, int | float) and not isinstance(amount, str):
        return _NUMBERS[how](given, amount)
    # A reason for giving no answer is a text too, but begins with a letter.
    if isinstance(given, str) and isinstance(amount, str) and given[:1].isdigit():
        return _DAYS[how](given, amount)
    return False


def _count(value: object) -> int:
    return len(value) if isinstance(value, Mapping | list | tuple) else 0


def _is_selected(value: Value | None, row: str | None) -> bool:
    return row is not None and isinstance(value, Mapping | list | tuple) and row in value


def _codes_of(value: Value | None, row: str | None) -> Sequence[str | int | float]:
    if isinstance(value, Mapping):
        return _codes_of(value.get(row), None) if row is not None else ()
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int | float) else value
