"""One answer as a row of codes: the same columns for everybody who is asked by the same instrument.

In: a pruned answer document and the parts that have words. Out: {column: cell}. A cell is a code, a number, a day or
one of the words that keep apart why there is none: `not_asked` (routed away, or another form or unit), `not_answered`.
A reason given instead of an answer ("prefer_not") is a code of the instrument. Sealed parts have no column.
"""

from collections.abc import Collection, Iterator

from consult.instrument.rules.condition import Answers
from consult.instrument.rules.routing import applies, is_open, rows_shown
from consult.instrument.rules.structure import Part, Structure, Unit
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.base import NOT_ANSWERED, NOT_ASKED
from consult.instrument.rules.types.text import WRITTEN


def columns_of(structure: Structure) -> tuple[str, ...]:
    """The names of all columns, in the order of asking."""
    return tuple(name for part in _open_parts(structure) for name in type_of(part).columns(part))


def cells_of(
    structure: Structure, unit: Unit, short: bool, answers: Answers, written: Collection[str]
) -> dict[str, str]:
    """Every cell of one answer; `answers` are those that count, `written` the parts that have words."""
    cells: dict[str, str] = {}
    for part in _open_parts(structure):
        asked = applies(part, unit, short, answers) and is_open(part, answers)
        cells |= _cells(part, answers, written) if asked else dict.fromkeys(type_of(part).columns(part), NOT_ASKED)
    return cells


def _cells(part: Part, answers: Answers, written: Collection[str]) -> dict[str, str]:
    kind = type_of(part)
    rows = rows_shown(part, answers)
    cells = dict.fromkeys(kind.columns(part), NOT_ANSWERED)
    for row in part.rows:
        if row not in rows:
            name = f"{part.key}:{row}"
            cells |= {column: NOT_ASKED for column in cells if column == name or column.startswith(f"{name}:")}
    value = WRITTEN if part.is_text and part.key in written else answers.get(part.key)
    if value is None:
        return cells
    if isinstance(value, str) and value in part.instead:
        return dict.fromkeys(cells, value)
    return {**cells, **kind.cells(part, value, rows)}


def _open_parts(structure: Structure) -> Iterator[Part]:
    return (part for part in structure.parts.values() if not part.sealed)
