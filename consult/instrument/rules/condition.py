"""Small syntax trees that say when a part, or a row of it, is asked.

In: a mapping such as `{of: C1.importance, row: bring_in, in: [important, very_important]}`, combined with
`all`, `any` and `not`. Out: whether it holds for an answer document. Nothing is ever evaluated as code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | Sequence[str] | Mapping[str, str | int | Sequence[str]]
Answers: TypeAlias = Mapping[str, Value]


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


Condition: TypeAlias = Chosen | All | Any | Not


def holds(condition: Condition, answers: Answers, row: str | None = None) -> bool:
    """Whether the condition is met; `row` is the row being judged by a `rows_when`."""
    match condition:
        case All(terms):
            return all(holds(term, answers, row) for term in terms)
        case Any(terms):
            return any(holds(term, answers, row) for term in terms)
        case Not(term):
            return not holds(term, answers, row)
        case Chosen(of, codes, own_row, negated):
            chosen = _codes_of(answers.get(of), own_row or row)
            return any(code in codes for code in chosen) is not negated


def leaves(condition: Condition) -> Iterator[Chosen]:
    """Every reference a condition makes."""
    match condition:
        case All(terms) | Any(terms):
            for term in terms:
                yield from leaves(term)
        case Not(term):
            yield from leaves(term)
        case Chosen():
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
        case Chosen(of, codes, row, negated):
            written: dict[str, object] = {"of": of, "not_in" if negated else "in": list(codes)}
            return written if row is None else {**written, "row": row}


def _codes_of(value: Value | None, row: str | None) -> Sequence[str | int]:
    if isinstance(value, Mapping):
        return _codes_of(value.get(row), None) if row is not None else ()
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int) else value
