"""Playing the reader who wants to know: what can be worked out from what is published, by linear programming.

Built from published tables alone, apart from the way cells were chosen (that uses network flows), so that
each can catch the other's mistakes. The cells are unknowns, held by every sum a reader knows; the smallest
and largest value of each hidden one are two linear programmes. Source: S. Giessing, "Survey on methods for
tabular data protection in ARGUS", Privacy in Statistical Databases (2004); A. Hundepool et al.,
"Statistical Disclosure Control" (Wiley 2012), chapter 4. The integers are relaxed, as a reader's would be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from consult.disclosure.rules.equations import SLACK, System, Unknown
from consult.disclosure.rules.groups import Difference
from consult.disclosure.rules.tables import GatedTable, Shape
from consult.disclosure.rules.words import Mark

BASE = "\0base"
EVERYBODY = None


@dataclass(frozen=True, slots=True)
class Leak:
    """A figure that tells more than it should, and the range it can be held to.

    `row` None is a base; `difference` is set if it is had by subtracting groups of one table from another's.
    """

    table: str
    row: str | None
    group: str | None
    low: float
    high: float
    difference: Difference | None = None


def audit(tables: Mapping[str, GatedTable], nested: Sequence[Difference] = ()) -> list[Leak]:
    """List what a reader of all these tables can work out beyond what the gate promises.

    The tables are breaks of one question among the same respondents: rows of one name share their total.
    `nested` are groups of one table that lie within groups of another, named as in `tables`.
    """
    once = {name: _once(table) for name, table in tables.items()}
    system = System()
    for name, table in once.items():
        _unknowns(system, name, table)
        _relations(system, name, table)
    gaps = list(_gaps(system, once, nested))
    leaks = []
    for name, table in once.items():
        leaks += _shown_leaks(name, table)
        for row in table.rows:
            for group in (*table.groups, EVERYBODY):
                capped = _capped(once, nested, (name, row, group))
                leaks += _hidden_leaks(system, (name, row, group), table, capped=capped)
    for gap in gaps:
        leaks += _gap_leaks(system, gap)
    return leaks


@dataclass(frozen=True, slots=True)
class _Gap:
    """Respondents of one row left by subtraction: an unknown of its own between nought and its base."""

    unknown: Unknown
    row: str
    base: int
    difference: Difference
    k: int
    exact: tuple[float, float] | None
    """Its value, twice, where every cell it is the difference of is shown."""


def _gaps(system: System, tables: Mapping[str, GatedTable], nested: Sequence[Difference]) -> Iterable[_Gap]:
    for number, one in enumerate(nested):
        outer, inner = tables[one.outside[0]], tables[one.inside[0]]
        bases = [_base(outer, group) for group in one.outside[1]], [_base(inner, g) for g in one.inside[1]]
        if None in bases[0] or None in bases[1]:
            continue
        base = sum(b or 0 for b in bases[0]) - sum(b or 0 for b in bases[1])
        for row in outer.rows:
            if row in inner.rows:
                unknown = (f"\0gap{number}", row, EVERYBODY)
                system.add(unknown, (0.0, float(base)), (0.0, float(base)))
                minuend = [(one.outside[0], row, group) for group in one.outside[1]]
                subtrahend = [(one.inside[0], row, group) for group in one.inside[1]]
                system.equal(minuend, unknown, *subtrahend)
                value = system.sum_of(minuend), system.sum_of(subtrahend)
                exact = None if None in value else ((value[0] or 0) - (value[1] or 0),) * 2
                yield _Gap(unknown, row, base, one, outer.k, exact)


def _gap_leaks(system: System, gap: _Gap) -> list[Leak]:
    """A difference may be known roughly, or as "fewer than k", or exactly if neither it nor its rest is small."""
    least, few = min(gap.k, gap.base) - SLACK, min(gap.k - 1, gap.base) - SLACK

    def wide(low: float, high: float) -> bool:
        roughly = high - low >= least
        fewer = (low <= SLACK and high >= few) or (high >= gap.base - SLACK and gap.base - low >= few)
        return roughly or fewer

    found = gap.exact or system.narrow(gap.unknown, wide)
    if found is None or wide(*found) or (found[0] >= least and gap.base - found[1] >= least):
        return []
    return [Leak(gap.difference.outside[0], gap.row, None, *found, gap.difference)]


def _once(table: GatedTable) -> GatedTable:
    """Drop the only group of a table with totals: it is everybody, and the same count twice."""
    if table.totals is None or len(table.groups) > 1:
        return table
    return replace(table, groups=(), bases=(), cells=tuple(() for _ in table.rows))


def _cell(table: GatedTable, row: str, group: str | None) -> int | Mark | None:
    if group is None:
        return table.total(row) if table.totals else None
    return table.cell(row, group)


def _unknown(name: str, row: str, group: str | None) -> Unknown:
    return (None if group is None else name, row, group)


def _base(table: GatedTable, group: str | None) -> int | None:
    return table.total_base if group is None else table.bases[table.groups.index(group)]


def _unknowns(system: System, name: str, table: GatedTable) -> None:
    for group in (*table.groups, *([EVERYBODY] if table.totals else [])):
        base = _base(table, group)
        most = float("inf") if base is None else float(base)
        if base is None and table.total_base is not None:
            most = float(table.total_base)
        known = (0.0, most) if base is None else (most, most)
        system.add(_unknown(name, BASE, group), known, (0.0, most))
        for row in table.rows:
            cell = _cell(table, row, group)
            if cell is not None:
                told = (row, group) in table.at_least_k
                system.add(_unknown(name, row, group), _known(cell, most, table.k, told=told), (0.0, most))


def _known(cell: int | Mark, most: float, k: int, *, told: bool) -> tuple[float, float]:
    if not isinstance(cell, Mark):
        return float(cell), float(cell)
    if cell is Mark.FEWER:
        return 0.0, min(most, k - 1.0)
    return (float(k) if told else 0.0), most


def _relations(system: System, name: str, table: GatedTable) -> None:
    parts = {part for net in table.nets for part in net.parts}
    top = [row for row in table.rows if row not in parts]
    groups: list[str | None] = [*table.groups, *([EVERYBODY] if table.totals else [])]
    for group in groups:
        for net in table.nets:
            system.equal([_unknown(name, part, group) for part in net.parts], _unknown(name, net.row, group))
        if table.shape is Shape.PARTITION:
            system.equal([_unknown(name, row, group) for row in top], _unknown(name, BASE, group))
    if table.totals and table.groups:
        for row in (*table.rows, BASE):
            cells = [_unknown(name, row, group) for group in table.groups]
            system.equal(cells, _unknown(name, row, EVERYBODY))


def _shown_leaks(name: str, table: GatedTable) -> list[Leak]:
    leaks = []
    for group in (*table.groups, EVERYBODY):
        base = _base(table, group)
        if base is not None and base < table.k:
            leaks.append(Leak(name, None, group, base, base))
        for row in table.rows:
            cell = _cell(table, row, group)
            if isinstance(cell, Mark) or cell is None:
                continue
            if cell < table.k or (base is not None and base - cell < table.k):
                leaks.append(Leak(name, row, group, cell, cell))
    return leaks


def _hidden_leaks(system: System, at: Unknown, table: GatedTable, *, capped: bool) -> list[Leak]:
    name, row, group = at
    cell = _cell(table, row, group)
    if not isinstance(cell, Mark) or name is None:
        return []
    k, told = table.k, (row, group) in table.at_least_k

    def wide(low: float, high: float) -> bool:
        if capped or cell is Mark.FEWER:
            return low <= SLACK and high >= (k - 1 if capped else k) - SLACK
        return high - max(low, k if told else 0) >= k - SLACK

    found, base = system.narrow(_unknown(name, row, group), wide), _base(table, group)
    if found is None or (cell is Mark.WITHHELD and base is not None and _harmless(found, base, k, told=told)):
        return []
    return [Leak(name, row, group, *found)]


def _harmless(found: tuple[float, float], base: float, k: int, *, told: bool) -> bool:
    """Whether a cell hidden for others' sake is known no better than if it were shown: not to be small."""
    low, high = found
    return (told or low >= k - SLACK) and base - high >= k - SLACK


def _capped(tables: Mapping[str, GatedTable], nested: Sequence[Difference], at: Unknown) -> bool:
    """Whether a count this cell is part of (a net, a total, a group around it) is told as below k."""
    name, row, group = at
    table = tables[name or ""]
    within = [table] if group is not None else list(tables.values())
    around = [(one, net.row, group) for one in within for net in one.nets if row in net.parts]
    if group is not None:
        around.append((table, row, None))
    around += [
        (tables[one.outside[0]], row, one.outside[1][0])
        for one in nested
        if len(one.outside[1]) == 1 and name == one.inside[0] and group in one.inside[1]
    ]
    return any(
        other_row in other.rows and _cell(other, other_row, other_group) is Mark.FEWER
        for other, other_row, other_group in around
    )
