"""Laying a table out as the network on which suppression works."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.disclosure.rules.network import Edge, Place
from consult.disclosure.rules.suppression import Pattern, Problem
from consult.disclosure.rules.tables import Shape, Table
from consult.disclosure.rules.words import Rule

GROUND = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """The threshold, cells (row, group) to hide in any case, and whether marks are to say nothing.

    By the base rule alone a group with a cell to hide is hidden as a whole.
    """

    k: int
    hide: frozenset[tuple[str, str]] = frozenset()
    quiet: bool = False
    rule: Rule = Rule.FULL

    def without(self, group: str) -> "Wish":
        """Return the same with one group more hidden as a whole."""
        return replace(self, hide=self.hide | {("", group)})


@dataclass(frozen=True, slots=True)
class Totals:
    """The total column of a table, gated before any break of it is looked at."""

    rows: tuple[str, ...]
    counts: tuple[int, ...]
    base: int
    pattern: Pattern
    """Places have group 0, the only one."""

    def of(self, rows: Sequence[str]) -> "Totals":
        """Give the totals of some of the rows, in their order."""
        old = [self.rows.index(row) for row in rows]

        def moved(places: frozenset[Place]) -> frozenset[Place]:
            return frozenset((new, 0) for new, row in enumerate(old) if (row, 0) in places)

        pattern = Pattern(moved(self.pattern.hidden), moved(self.pattern.told))
        return Totals(tuple(rows), tuple(self.counts[row] for row in old), self.base, pattern)

    def hidden(self, row: int) -> bool:
        """Whether a row's total is not shown."""
        return (row, 0) in self.pattern.hidden

    def fewer(self, row: int, k: int) -> bool:
        """Whether a row's total is told as "fewer than k"."""
        return (row, 0) in self.pattern.told and self.counts[row] < k

    def edge(self, row: int, ends: tuple[int, int], k: int) -> Edge:
        """A hidden total with what is known of it."""
        value, low, high = self.counts[row], 0, self.base
        if (row, 0) in self.pattern.told:
            low, high = (0, k - 1) if value < k else (k, high)
        return Edge(*ends, value, low, high)


@dataclass(slots=True)
class _Nodes:
    """Names of nodes, numbered as they come up; the ground is where what need not add up comes from."""

    numbers: dict[object, int] = field(default_factory=dict)

    def __getitem__(self, name: object) -> int:
        return GROUND if name is None else self.numbers.setdefault(name, len(self.numbers) + 1)


def with_nets(table: Table) -> tuple[tuple[int, ...], ...]:
    """Give the counts of the rows, then of the nets."""
    return table.counts + tuple(table.net_counts(net) for net in table.nets)


def lay_out(table: Table, totals: Totals | None, wish: Wish, *, rows: Iterable[int]) -> Problem:
    """Make the network of some rows of a table (all of them if it is a partition)."""
    k = wish.k
    counts, nodes = with_nets(table), _Nodes()
    net_of = {table.rows.index(part): at for at, net in enumerate(table.nets) for part in net.parts}
    whole = table.shape is Shape.PARTITION
    ends: dict[Place, tuple[int, int]] = {}
    outside = []
    for row in rows:
        outer, inner = _levels(row, len(table.rows), net_of)
        past = nodes["total" if whole else None] if inner is None else nodes["total", inner]
        here = nodes["total", outer]
        if totals and totals.hidden(row):
            outside.append(totals.edge(row, (here, past), k))
        for group in range(len(table.groups)):
            column = nodes[("group", group) if whole else None]
            start = column if inner is None else nodes["group", group, inner]
            end = nodes["group", group, outer] if row >= len(table.rows) else here
            ends[row, group] = (start, end if totals or row >= len(table.rows) else GROUND)
    places = list(ends)
    return Problem(
        nodes=len(nodes.numbers) + 1,
        ends=ends,
        values={(row, group): counts[row][group] for row, group in places},
        bases={(row, group): table.bases[group] for row, group in places},
        k=k,
        nets=_net_places(places, len(table.rows), net_of),
        outside=tuple(outside),
        forced=(_asked(table, wish) & set(places)) | _sealed(places, totals),
        untold=frozenset(places) if wish.quiet else _sealed(places, totals) | _alike(table, places, k),
        capped=frozenset(place for place in places if totals and totals.fewer(place[0], k)),
    )


def names_of(table: Table) -> tuple[str, ...]:
    """Give the rows as they are published: nets last."""
    return (*table.rows, *(net.row for net in table.nets))


def _asked(table: Table, wish: Wish) -> frozenset[Place]:
    rows, groups = names_of(table), table.groups
    return frozenset((rows.index(row), groups.index(group)) for row, group in wish.hide if group in groups)


def _levels(row: int, rows: int, net_of: Mapping[int, int]) -> tuple[object, object | None]:
    """Name a row's own node and that of the net before it."""
    if row >= rows:
        return ("net", row - rows), None
    return ("row", row), ("net", net_of[row]) if row in net_of else None


def _net_places(places: Iterable[Place], rows: int, net_of: Mapping[int, int]) -> dict[Place, Place]:
    return {(row, group): (rows + net_of[row], group) for row, group in places if row in net_of}


def _sealed(places: Iterable[Place], totals: Totals | None) -> frozenset[Place]:
    """A row whose total is hidden is hidden in every break, or breaks together would give the total away."""
    return frozenset(place for place in places if totals and totals.hidden(place[0]))


def _alike(table: Table, places: Iterable[Place], k: int) -> frozenset[Place]:
    """Find the groups of a partition in which all, or all but fewer than k, are in one row.

    Their marks say nothing: "fewer than 5" in every other row would say that this one holds nearly all.
    Their small cells are hidden and so, all but fewer than k being here, is every cell.
    """
    if table.shape is not Shape.PARTITION:
        return frozenset()
    alike = {group for group, base in enumerate(table.bases) if any(base - line[group] < k for line in table.counts)}
    return frozenset(place for place in places if place[1] in alike)
