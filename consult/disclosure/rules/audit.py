"""Playing the reader who wants to know: what can be worked out from what is published, by linear programming.

Built from published tables alone, apart from the way cells were chosen (that uses network flows), so that
each can catch the other's mistakes. The cells are unknowns, held by every sum a reader knows; the smallest
and largest value of each hidden one are two linear programmes. Source: S. Giessing, "Survey on methods for
tabular data protection in ARGUS", Privacy in Statistical Databases (2004); A. Hundepool et al.,
"Statistical Disclosure Control" (Wiley 2012), chapter 4. The integers are relaxed, as a reader's would be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from consult.disclosure.rules.tables import GatedTable, Shape
from consult.disclosure.rules.words import Mark

Unknown = tuple[int, str, str | None]
"""Which table (-1 for the totals, which all tables share), row and group; group None is the total."""
BASE = "\0base"
EVERYBODY = None


@dataclass(frozen=True, slots=True)
class Leak:
    """A cell (or base, with no row) that tells more than it should, and the range it can be held to."""

    table: int
    row: str | None
    group: str | None
    low: float
    high: float
    reason: str


@dataclass(slots=True)
class _System:
    places: dict[Unknown, int] = field(default_factory=dict)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    free: list[tuple[float, float]] = field(default_factory=list)
    sums: list[tuple[dict[int, int], int]] = field(default_factory=list)

    def add(self, unknown: Unknown, own: tuple[float, float], free: tuple[float, float]) -> None:
        if unknown not in self.places:
            self.places[unknown] = len(self.places)
            self.bounds.append(own)
            self.free.append(free)

    def equal(self, parts: Iterable[Unknown], whole: Unknown | None, constant: int = 0) -> None:
        line: dict[int, int] = {}
        for part in parts:
            line[self.places[part]] = line.get(self.places[part], 0) + 1
        if whole is not None:
            line[self.places[whole]] = line.get(self.places[whole], 0) - 1
        self.sums.append((line, constant))

    def matrix(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        left = np.zeros((len(self.sums), len(self.places)))
        right = np.zeros(len(self.sums))
        for at, (line, constant) in enumerate(self.sums):
            for place, factor in line.items():
                left[at, place] = factor
            right[at] = constant
        return left, right


def audit(tables: Sequence[GatedTable]) -> list[Leak]:
    """List what a reader of all these tables can work out beyond what the gate promises.

    The tables are breaks of one question among the same respondents: rows of one name share their total.
    """
    tables = [_once(table) for table in tables]
    system = _System()
    for number, table in enumerate(tables):
        _unknowns(system, number, table)
        _relations(system, number, table)
    left, right = system.matrix()
    leaks = []
    for number, table in enumerate(tables):
        leaks += _shown_leaks(number, table)
        for row in table.rows:
            for group in (*table.groups, EVERYBODY):
                leaks += _hidden_leaks(system, left, right, (number, row, group), table)
    return leaks


def _once(table: GatedTable) -> GatedTable:
    """Drop the only group of a table with totals: it is everybody, and the same count twice."""
    if table.totals is None or len(table.groups) > 1:
        return table
    return replace(table, groups=(), bases=(), cells=tuple(() for _ in table.rows))


def _cell(table: GatedTable, row: str, group: str | None) -> int | Mark | None:
    if group is None:
        return table.total(row) if table.totals else None
    return table.cell(row, group)


def _unknown(number: int, row: str, group: str | None) -> Unknown:
    return (-1 if group is None else number, row, group)


def _base(table: GatedTable, group: str | None) -> int | None:
    return table.total_base if group is None else table.bases[table.groups.index(group)]


def _unknowns(system: _System, number: int, table: GatedTable) -> None:
    for group in (*table.groups, EVERYBODY):
        base = _base(table, group)
        most = float("inf") if base is None else float(base)
        if base is None and table.total_base is not None:
            most = float(table.total_base)
        system.add(_unknown(number, BASE, group), _fixed(base, most), (0.0, most))
        for row in table.rows:
            cell = _cell(table, row, group)
            if cell is not None:
                told = (row, group) in table.at_least_k
                system.add(_unknown(number, row, group), _known(cell, most, table.k, told=told), (0.0, most))


def _fixed(base: int | None, most: float) -> tuple[float, float]:
    return (0.0, most) if base is None else (float(base), float(base))


def _known(cell: int | Mark, most: float, k: int, *, told: bool) -> tuple[float, float]:
    if not isinstance(cell, Mark):
        return float(cell), float(cell)
    if cell is Mark.FEWER:
        return 0.0, min(most, k - 1.0)
    return (float(k) if told else 0.0), most


def _relations(system: _System, number: int, table: GatedTable) -> None:
    parts = {part for net in table.nets for part in net.parts}
    plain = [row for row in table.rows if row not in {net.row for net in table.nets}]
    groups: list[str | None] = [*table.groups, *([EVERYBODY] if table.totals else [])]
    for group in groups:
        for net in table.nets:
            system.equal([_unknown(number, part, group) for part in net.parts], _unknown(number, net.row, group))
        if table.shape is Shape.PARTITION:
            top = [row for row in plain if row not in parts] + [net.row for net in table.nets]
            system.equal([_unknown(number, row, group) for row in top], _unknown(number, BASE, group))
    if table.totals and table.groups:
        for row in (*table.rows, BASE):
            system.equal([_unknown(number, row, group) for group in table.groups], _unknown(number, row, EVERYBODY))


def _shown_leaks(number: int, table: GatedTable) -> list[Leak]:
    leaks = []
    for group in (*table.groups, EVERYBODY):
        base = _base(table, group)
        if base is not None and base < table.k:
            leaks.append(Leak(number, None, group, base, base, "a base below the threshold"))
        for row in table.rows:
            cell = _cell(table, row, group)
            if isinstance(cell, Mark) or cell is None:
                continue
            if cell < table.k or (base is not None and base - cell < table.k):
                leaks.append(Leak(number, row, group, cell, cell, "a small count, or all but a few"))
    return leaks


def _hidden_leaks(
    system: _System,
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    at: tuple[int, str, str | None],
    table: GatedTable,
) -> list[Leak]:
    number, row, group = at
    cell = _cell(table, row, group)
    if not isinstance(cell, Mark):
        return []
    place = system.places[_unknown(number, row, group)]
    low, high = _range(system, left, right, place)
    k = table.k
    if _capped(table, row, group):
        fault = low > 0.001 or high < k - 1.001
    elif cell is Mark.FEWER:
        fault = low > 0.001 or high < k - 0.001
    else:
        floor = k if (row, group) in table.at_least_k else 0
        fault = high - max(low, floor) < k - 0.001
    return [Leak(number, row, group, low, high, "too narrow a range")] if fault else []


def _capped(table: GatedTable, row: str, group: str | None) -> bool:
    """Whether a larger count this cell is part of is itself told as below k."""
    above = [net.row for net in table.nets if row in net.parts]
    if group is not None and table.totals and table.total(row) is Mark.FEWER:
        return True
    return any(_cell(table, net, group) is Mark.FEWER for net in above)


def _range(system: _System, left: NDArray[np.float64], right: NDArray[np.float64], place: int) -> tuple[float, float]:
    bounds = list(system.bounds)
    bounds[place] = system.free[place]
    ends = []
    for sign in (1.0, -1.0):
        aim = np.zeros(len(bounds))
        aim[place] = sign
        solved = linprog(aim, A_eq=left, b_eq=right, bounds=bounds, method="highs")
        if solved.status == 3:
            ends.append(-np.inf)
        elif solved.status != 0:
            raise ArithmeticError(f"the published tables contradict each other: {solved.message}")
        else:
            ends.append(float(solved.fun))
    return ends[0], -ends[1]
