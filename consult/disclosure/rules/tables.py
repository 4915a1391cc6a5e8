"""The tables that go into the gate and come out of it."""

from dataclasses import dataclass
from enum import StrEnum

from consult.disclosure.rules.words import K, Mark

Cell = int | Mark


class Shape(StrEnum):
    """How the rows of a table relate to its bases."""

    PARTITION = "partition"
    """Every respondent of a group is in exactly one row (single choice, a row of a matrix)."""
    INDEPENDENT = "independent"
    """Each row is a yes/no of its own, its complement known (multiple choice, one collapsed category)."""


@dataclass(frozen=True, slots=True)
class Net:
    """A row that is the sum of other rows, such as "could live with" = acceptable + on conditions."""

    row: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of respondents, rows × groups, before anything is hidden.

    The groups are disjoint and hold every respondent, those who show no group included; their sum is
    the total column. With `has_total` false no total of these rows is public anywhere: say so only of
    groups that overlap or that belong to different populations.
    """

    rows: tuple[str, ...]
    groups: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    bases: tuple[int, ...]
    shape: Shape
    nets: tuple[Net, ...] = ()
    has_total: bool = True

    def __post_init__(self) -> None:
        fault = _fault(self)
        if fault:
            raise ValueError(fault)

    @property
    def total_base(self) -> int:
        """All respondents of the table."""
        return sum(self.bases)

    def net_counts(self, net: Net) -> tuple[int, ...]:
        """One net's counts per group."""
        lines = [self.counts[self.rows.index(part)] for part in net.parts]
        return tuple(map(sum, zip(*lines, strict=True)))


@dataclass(frozen=True, slots=True)
class GatedTable:
    """What may be shown of a table; nothing else of it may leave the server.

    `cells` is rows (nets last) × groups; `bases` and `total_base` are None where there are too few to be
    named. A FEWER cell is below k. A WITHHELD cell is known to hold k or more if its (row, group), or
    (row, None) for a total, is in `at_least_k`; otherwise its mark says nothing about its size.
    """

    rows: tuple[str, ...]
    groups: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None
    bases: tuple[int | None, ...]
    total_base: int | None
    shape: Shape
    nets: tuple[Net, ...] = ()
    at_least_k: frozenset[tuple[str, str | None]] = frozenset()
    k: int = K

    def cell(self, row: str, group: str) -> Cell:
        """One cell."""
        return self.cells[self.rows.index(row)][self.groups.index(group)]

    def total(self, row: str) -> Cell:
        """One row's total."""
        return self.totals[self.rows.index(row)] if self.totals else Mark.WITHHELD

    @property
    def complete(self) -> bool:
        """Whether every cell, total and base is shown."""
        lines = [*self.cells, self.totals or ()]
        hidden = any(isinstance(cell, Mark) for line in lines for cell in line)
        return not hidden and None not in self.bases and self.total_base is not None


def _fault(table: Table) -> str | None:
    if len(set(table.rows)) != len(table.rows) or len(set(table.groups)) != len(table.groups):
        return "rows and groups have names of their own"
    width = len(table.groups)
    if len(table.counts) != len(table.rows) or any(len(line) != width for line in table.counts):
        return "counts are rows × groups"
    if len(table.bases) != width:
        return "every group has a base"
    for line in table.counts:
        if any(not 0 <= count <= base for count, base in zip(line, table.bases, strict=True)):
            return "a count lies between nought and its base"
    if table.shape is Shape.PARTITION and table.counts:
        sums = tuple(map(sum, zip(*table.counts, strict=True)))
        if sums != table.bases:
            return "the rows of a partition add up to the base"
    return _net_fault(table)


def _net_fault(table: Table) -> str | None:
    parts = [part for net in table.nets for part in net.parts]
    if table.nets and table.shape is not Shape.PARTITION:
        return "only the rows of a partition can be added up"
    if len(set(parts)) != len(parts) or not set(parts) <= set(table.rows):
        return "a row is part of at most one net"
    if table.shape is Shape.PARTITION and (
        len(table.rows) < 2 or any(len(net.parts) == len(table.rows) for net in table.nets)
    ):
        return "a partition has two rows or more, and no net of them all: that is the base"
    if any(net.row in table.rows for net in table.nets) or any(len(net.parts) < 2 for net in table.nets):
        return "a net has a name of its own and at least two parts"
    return None
