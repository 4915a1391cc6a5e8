"""Playing the reader who knows everybody: what tables by one and by two attributes tell of a question together.

The unknowns are how many people of each profile gave each answer. Whoever reads knows the member list: who answered,
and in which groups they are. Every figure is then a sum of unknowns, and so is every subtraction between tables,
however their groups lie across each other. A hidden count is safe once two sets of answers are found that agree with
all that is published and in which it differs enough; one linear programme with a random aim gives such sets for many
counts at once, and only what is left is solved for one by one. Source: S. Giessing, "Survey on methods for tabular
data protection in ARGUS", Privacy in Statistical Databases (2004), on linked tables. The integers are relaxed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, identity, kron, vstack

from consult.disclosure.rules.equations import SLACK, ContradictionError
from consult.disclosure.rules.people import By, People
from consult.disclosure.rules.tables import GatedTable, Shape
from consult.disclosure.rules.words import Mark

Vector = NDArray[np.float64]
Tables = Mapping[By, GatedTable]
Seen = dict[tuple[str, ...], list[Vector]]
"""Sets of answers found so far that agree with some tables of a question, by its rows; always of the same people."""
EXACT = 1e-6
"""What a solver's answers may miss a sum by."""
KEPT = 60
"""How many sets of answers are kept of a row."""
FEW = 2
"""So few counts are solved for one by one from the start."""
AIMS = 4
"""How many random aims are tried, and their opposites, before counts are solved for one by one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A hidden figure that can be held to less than is promised; `row` None is a base, `group` None everybody."""

    by: By
    row: str | None
    group: str | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Hidden:
    """A hidden figure as a sum of unknowns, what its own mark says of it, and how wide its range has to be."""

    at: tuple[By, str | None, str | None]
    form: Vector
    own: tuple[float, float]
    base: float
    k: int
    fewer: bool
    capped: bool

    def wide(self, low: float, high: float) -> bool:
        """Whether a range is wide enough; a wider one is too."""
        most = min(self.k - 1 if self.capped else self.k, self.base) - SLACK
        if self.fewer:
            return low <= SLACK and high >= most
        return high - max(low, self.own[0]) >= most

    def harmless(self, low: float, high: float) -> bool:
        """Whether it is known no better than if it were shown: neither small nor nearly all."""
        least = max(low, self.own[0])
        return not self.fewer and least >= self.k - SLACK and self.base - high >= self.k - SLACK


def linked_leaks(
    tables: Tables, people: People, *, enough: int | None = None, seen: Seen | None = None, once: bool = False
) -> list[Told]:
    """List the hidden counts of one question that a reader of all its tables can hold to a range narrower than k.

    `tables` are its breaks, () everybody; tables of rows that do not add up are looked at row by row. With `enough` so
    many leaks of a row are looked for and no more. `seen` keeps what was found of the same people for the next time.
    With `once` one leak of each row is told, in whichever break it stands, and none of everybody.
    """
    seen = {} if seen is None else seen
    whole = tables[()]
    if all(table.complete for table in tables.values()):
        return []
    if whole.shape is Shape.PARTITION and not (sums := _one_sum(tables)):
        nets = {net.row: net.parts for net in whole.nets}
        rows = tuple(row for row in whole.rows if row not in nets)
        parts = {row: (row,) for row in rows} | nets
        return _Reader(parts, rows, tables, people).leaks(enough, seen, once=once)
    found = []
    for row in sums if whole.shape is Shape.PARTITION else whole.rows:
        own = {by: table for by, table in tables.items() if row in table.rows}
        found += _Reader({row: (row,)}, (row, "\0not"), own, people).leaks(enough, seen, once=once)
    return found


def _one_sum(tables: Tables) -> tuple[str, ...]:
    """Name the one row all breaks have, where they have one: the others stand under everybody alone."""
    rows = {table.rows for by, table in tables.items() if by}
    (only,) = rows if len(rows) == 1 else ((),)
    return only if len(only) == 1 else ()


class _Reader:
    """The unknowns of one question, row by row of profiles, and everything that is published of them."""

    def __init__(
        self, parts: Mapping[str, tuple[str, ...]], rows: tuple[str, ...], tables: Tables, people: People
    ) -> None:
        self.parts, self.rows, self.tables, self.people = parts, rows, tables, people
        self.equal: list[Vector] = []
        self.values: list[float] = []
        self.bounded: list[tuple[Vector, float, float]] = []

    def leaks(self, enough: int | None, seen: Seen, *, once: bool) -> list[Told]:
        hidden: list[_Hidden] = []
        for by, table in self.tables.items():
            for group in _groups(by, table):
                hidden += self._cells(by, group, self.people.within(by, group).astype(np.float64))
        bounds = _Bounds.of_answers(self.people.sizes, len(self.rows))
        search = _Search(self.equal, self.values, bounds, self.bounded)
        asked = [one for one in hidden if one.at[0]] if once else hidden
        return list(islice(_judge(asked, search, seen.setdefault(self.rows, []), once=once), enough))

    def _cells(self, by: By, group: str | None, within: Vector) -> list[_Hidden]:
        """Say every count of a group that is shown; return those that are not."""
        table, hidden = self.tables[by], []
        size = float(self.people.sizes @ within)
        for row in (row for row in table.rows if row in self.parts):
            cell, form = _cell(table, row, group), self._form(row, within)
            if isinstance(cell, int):
                self._say(form, cell)
            elif cell is not None and size:
                hidden.append(self._hidden((by, row, group), form, size))
                self._bound(form, hidden[-1])
        return hidden

    def _form(self, row: str, within: Vector) -> Vector:
        parts = np.array([one in self.parts[row] for one in self.rows], dtype=np.float64)
        return np.asarray(np.kron(parts, within), dtype=np.float64)

    def _hidden(self, at: tuple[By, str | None, str | None], form: Vector, size: float) -> _Hidden:
        by, row, group = at
        table = self.tables[by]
        fewer = _cell(table, str(row), group) is Mark.FEWER
        low, high = (0.0, table.k - 1.0) if fewer else (float(table.k) * ((row, group) in table.at_least_k), np.inf)
        return _Hidden(at, form, (low, high), size, table.k, fewer, self._capped(at))

    def _capped(self, at: tuple[By, str | None, str | None]) -> bool:
        """Whether a count around this one is told as below k: of its net, its row, or a group it lies in."""
        by, row, group = at
        within = self.people.within(by, group)
        around = {name for name, parts in self.parts.items() if row and set(self.parts[row]) <= set(parts)}
        return any(
            _cell(table, name, other) is Mark.FEWER
            for outer, table in self.tables.items()
            for name in table.rows
            if name in around
            for other in _groups(outer, table)
            if (outer, name, other) != at and not (within & ~self.people.within(outer, other)).any()
        )

    def _say(self, form: Vector, value: float) -> None:
        self.equal.append(form)
        self.values.append(float(value))

    def _bound(self, form: Vector, one: _Hidden) -> None:
        if one.own != (0.0, np.inf):
            self.bounded.append((form, *one.own))


def linked_bases(tables: Tables, people: People, spare: NDArray[np.int64], *, enough: int | None = None) -> list[Told]:
    """List the hidden bases that can be held to a range narrower than k by who does not know who answered.

    `spare` is how many of each profile gave one answer, the same for all: wherever these are moved to without changing
    a base that is shown, no count that is shown changes, for a count is shown only where its base is.
    """
    equal, values, hidden = [], [], []
    for by, table in tables.items():
        for group in _groups(by, table):
            base, form = _base(table, group), people.within(by, group).astype(np.float64)
            if base is not None:
                equal.append(form)
                values.append(float(base))
            elif people.sizes @ form:
                hidden.append(
                    _Hidden((by, None, group), form, (0.0, np.inf), np.inf, table.k, fewer=False, capped=False)
                )
    bounds = _Bounds.of_people(people.sizes, spare)
    return list(islice(_judge(hidden, _Search(equal, values, bounds, []), [], once=False), enough))


def _judge(hidden: list[_Hidden], search: _Search, points: list[Vector], *, once: bool) -> Iterator[Told]:
    """Yield what leaks; `points` are answers found before, of which those that still agree with everything serve."""
    if not hidden:
        return
    ranges = _Ranges(hidden, search, points)
    chance = np.random.default_rng(len(hidden))  # the same tables, the same answer
    left = ranges.left()
    for _aim in range(AIMS if len(left) > FEW else 0):
        signs = chance.choice((-1.0, 1.0), size=len(left))
        for sign in (1.0, -1.0):
            ranges.note(search.least(sign * (signs @ ranges.forms[left]), None))
        before, left = len(left), ranges.left()
        if before - len(left) < 2:  # one by one settles as many with as little
            break
    told: set[str | None] = set()
    for at in ranges.left():
        one = hidden[at]
        if (once and one.at[1] in told) or one.wide(ranges.low[at], ranges.high[at]):
            continue
        high = ranges.solve(one, -1.0)
        if one.wide(ranges.low[at], high):
            continue
        low = ranges.solve(one, 1.0) if ranges.low[at] > SLACK else 0.0
        if not one.wide(low, high) and not one.harmless(low, high):
            told.add(one.at[1])
            yield Told(*one.at, low, high)


class _Ranges:
    """What hidden figures are in answers that agree with everything published: at least so wide is their range."""

    def __init__(self, hidden: list[_Hidden], search: _Search, points: list[Vector]) -> None:
        self.hidden, self.search, self.points = hidden, search, points
        self.forms = np.stack([one.form for one in hidden])
        self.low, self.high = np.full(len(hidden), np.inf), np.full(len(hidden), -np.inf)
        for point in points:
            if search.agrees(point):
                self._widen(point)

    def left(self) -> list[int]:
        """Return the figures that are not known to be safe."""
        return [at for at, one in enumerate(self.hidden) if not one.wide(self.low[at], self.high[at])]

    def note(self, point: Vector) -> None:
        """Take in answers that agree with everything published."""
        del self.points[:-KEPT]
        self.points.append(point)
        self._widen(point)

    def solve(self, one: _Hidden, sign: float) -> float:
        """Return the least, or the most, that a figure can be but for its own mark."""
        point = self.search.least(sign * one.form, one)
        if self.search.agrees(point):
            self.note(point)
        return float(one.form @ point)

    def _widen(self, point: Vector) -> None:
        values = self.forms @ point
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The unknowns as a matrix times free ones, with what is added; so many of the `last` may not fall below nought."""

    matrix: csr_matrix
    added: Vector
    bounds: list[tuple[float, float]]
    last: int = 0

    @classmethod
    def of_answers(cls, sizes: NDArray[np.int64], rows: int) -> _Bounds:
        """Return how many of each profile gave each answer: the last answer is what the others leave."""
        count, free = len(sizes), rows - 1
        matrix = vstack([identity(count * free), -kron(np.ones((1, free)), identity(count))])
        added = np.concatenate([np.zeros(count * free), sizes])
        bounds = [(0.0, float(size)) for size in np.tile(sizes, free)]
        return cls(csr_matrix(matrix), added, bounds, count if free > 1 else 0)

    @classmethod
    def of_people(cls, sizes: NDArray[np.int64], spare: NDArray[np.int64]) -> _Bounds:
        """Return how many there are of each profile, when some may be elsewhere."""
        most = float(sizes.sum())
        bounds = [(float(size - moved), most) for size, moved in zip(sizes, spare, strict=True)]
        return cls(identity(len(sizes), format="csr"), np.zeros(len(sizes)), bounds)


class _Search:
    """The linear programmes of one question; the answers found are whole sets of unknowns."""

    def __init__(
        self,
        equal: list[Vector],
        values: list[float],
        free: _Bounds,
        bounded: list[tuple[Vector, float, float]],
    ) -> None:
        self.free, self.bounded = free, bounded
        together = np.stack(equal) if equal else np.zeros((0, len(free.added)))
        self.forms, self.sums = together, np.array(values)
        self.equal, self.values = csr_matrix(together @ free.matrix), self.sums - together @ free.added

    def least(self, aim: Vector, without: _Hidden | None) -> Vector:
        """Find the answers that agree with everything published and make an aim smallest, but for one mark."""
        forms, most = self._marks(without)
        found = linprog(
            aim @ self.free.matrix,
            A_eq=self.equal if self.equal.shape[0] else None,
            b_eq=self.values if self.equal.shape[0] else None,
            A_ub=forms,
            b_ub=most,
            bounds=self.free.bounds,
            method="highs",
        )
        if found.status != 0:
            raise ContradictionError(str(found.message))
        return np.asarray(self.free.matrix @ found.x + self.free.added, dtype=np.float64)

    def agrees(self, point: Vector) -> bool:
        """Whether answers of the same people, found for other tables or without one mark, agree with everything."""
        sums = not len(self.sums) or np.abs(self.forms @ point - self.sums).max() <= EXACT
        return bool(sums) and all(low - EXACT <= form @ point <= high + EXACT for form, low, high in self.bounded)

    def _marks(self, without: _Hidden | None) -> tuple[csr_matrix | None, Vector | None]:
        """Return what marks say, and that the last row is not less than nought."""
        kept = [one for one in self.bounded if without is None or one[0] is not without.form]
        lines = [form for form, _low, high in kept if high < np.inf] + [-form for form, low, _high in kept if low > 0]
        most = [high for _form, _low, high in kept if high < np.inf] + [-low for _form, low, _high in kept if low > 0]
        blocks, ends = [], []
        if lines:
            together = np.stack(lines)
            blocks.append(csr_matrix(together @ self.free.matrix))
            ends.append(np.array(most) - together @ self.free.added)
        if self.free.last:
            blocks.append(-self.free.matrix[-self.free.last :])
            ends.append(self.free.added[-self.free.last :])
        return (csr_matrix(vstack(blocks)), np.concatenate(ends)) if blocks else (None, None)


def _groups(by: By, table: GatedTable) -> tuple[str | None, ...]:
    """Name the groups of a break; everybody together is in the topline alone, once for all breaks."""
    return tuple(table.groups) if by else (None,)


def _base(table: GatedTable, group: str | None) -> int | None:
    return table.total_base if group is None else table.bases[table.groups.index(group)]


def _cell(table: GatedTable, row: str, group: str | None) -> int | Mark | None:
    if group is None:
        return table.total(row) if table.totals is not None else None
    return table.cell(row, group)
