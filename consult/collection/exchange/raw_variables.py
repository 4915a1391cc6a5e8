"""What the columns of submitted answers mean to a statistics program: numbers with labels, reasons kept apart.

In: an instrument in one language. Out: a variable for each column of the CSV, in its order. Codes count from 1 in the
order they were asked; whatever is no position is negative, so that one range is missing to every program: not
answered, not asked, a row without a place, a reason given instead of an answer, an option that stands outside the
scale ("cannot judge", "prefer not to say").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import regex

from consult.instrument.rules.compiled import Compiled, CompiledOption, CompiledPart
from consult.instrument.rules.structure import PartType
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.base import NOT_ANSWERED, NOT_ASKED
from consult.instrument.rules.types.ranking import UNRANKED
from consult.instrument.rules.types.text import WRITTEN

NONE_GIVEN = {NOT_ANSWERED: -1, NOT_ASKED: -2, UNRANKED: -3}
INSTEAD_FROM, ASIDE_FROM, LOWEST = -11, -31, -99
"""Reasons given instead of an answer count down from the first, options outside the scale from the second."""
BELOW_ANY_NUMBER = -999_999_000
"""Beside an amount that may itself be negative, the same numbers lie that much deeper."""
YES, NO = "1", "0"


class Measure(Enum):
    """What may be done with the numbers of a variable, as statistics programs call it."""

    NOMINAL = 1
    ORDINAL = 2
    SCALE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column: its own name, the name programs take, its label, what its codes are as numbers and in words."""

    column: str
    name: str
    label: str
    codes: Mapping[str, float]
    labels: Mapping[float, str]
    missing: tuple[float, float]
    measure: Measure
    is_day: bool = False
    """Whether it is a day: a number that reads as one, 20260131."""

    def value(self, cell: str) -> float:
        """Return a cell as a number; raise `ValueError` for what is neither a code of the instrument nor a number."""
        known = self.codes.get(cell)
        return known if known is not None else float(cell.replace("-", "") if self.is_day else cell)


def variables_of(compiled: Compiled, told: Mapping[str, str]) -> tuple[Variable, ...]:
    """Return the variables of an instrument; `told` words the reasons that are no codes of it, and yes and no."""
    made: list[Variable] = []
    names: set[str] = set()
    for part in compiled.parts.values():
        if part.part.sealed:
            continue
        for column in type_of(part.part).columns(part.part):
            name = _free(column, names)
            names.add(name.lower())
            made.append(_variable(part, column, name, told))
    return tuple(made)


def _free(column: str, taken: set[str]) -> str:
    """Return a name of letters, digits and underlines that no other variable has, whatever its capitals."""
    name = str(regex.sub("[^A-Za-z0-9]+", "_", column)).strip("_")[:60]
    name = name if name[:1].isalpha() else f"V_{name}"
    return next(one for one in _numbered(name) if one.lower() not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    at = 2
    while True:
        yield f"{name}_{at}"
        at += 1


def _variable(part: CompiledPart, column: str, name: str, told: Mapping[str, str]) -> Variable:
    codes, labels = _meanings(part, column, told)
    low = part.part.type is PartType.NUMBER and (part.part.minimum is None or part.part.minimum < 0)
    deeper = BELOW_ANY_NUMBER if low else 0
    numbers: dict[str, float] = {code: value + deeper if value < 0 else value for code, value in codes.items()}
    return Variable(
        column=column,
        name=name,
        label=_label(part, column),
        codes=numbers,
        labels={numbers[code]: words for code, words in labels.items()},
        missing=(LOWEST + deeper, -1 + deeper),
        measure=_measure(part),
        is_day=part.part.type is PartType.DATE,
    )


def _meanings(part: CompiledPart, column: str, told: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    codes: dict[str, int] = {code: value for code, value in NONE_GIVEN.items() if code != UNRANKED}
    if part.part.type is PartType.RANKING:
        codes[UNRANKED] = NONE_GIVEN[UNRANKED]
    labels = {code: told[code] for code in codes}
    codes |= {one.code: INSTEAD_FROM - at for at, one in enumerate(part.instead)}
    labels |= {one.code: one.label.text for one in part.instead}
    match part.part.type:
        case PartType.SINGLE | PartType.MATRIX:
            found = _options(part.options)
            codes |= found
            labels |= {one.code: one.label.text for one in part.options}
        case PartType.MULTIPLE | PartType.MATRIX_MULTIPLE:
            codes |= {NO: 0, YES: 1}
            labels |= {NO: told[NO], YES: told[YES]}
        case PartType.TICK | PartType.UPLOAD:
            codes[YES] = 1
            labels[YES] = told[YES]
        case PartType.TEXT:
            codes[WRITTEN] = 1
            labels[WRITTEN] = told[WRITTEN]
        case _:
            pass
    return codes, labels


def _options(options: tuple[CompiledOption, ...]) -> dict[str, int]:
    """Return the positions from 1 on, and what stands outside the scale as missing."""
    positions = [one.code for one in options if not one.aside]
    aside = [one.code for one in options if one.aside]
    return {code: at for at, code in enumerate(positions, 1)} | {code: ASIDE_FROM - at for at, code in enumerate(aside)}


def _label(part: CompiledPart, column: str) -> str:
    """Return the question, with the row and the option that a column is about."""
    names = {one.code: one.label.text for one in (*part.rows, *part.options)}
    own = [names.get(piece, piece) for piece in column.removeprefix(part.key).split(":") if piece]
    return " – ".join([part.question.text, *own])


def _measure(part: CompiledPart) -> Measure:
    match part.part.type:
        case PartType.NUMBER | PartType.YEAR | PartType.ALLOCATION | PartType.DATE:
            return Measure.SCALE
        case PartType.RANKING:
            return Measure.ORDINAL
        case _:
            return Measure.ORDINAL if part.part.scale else Measure.NOMINAL
