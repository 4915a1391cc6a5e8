"""Handing counts to the disclosure gate: nothing counted here is shown before it has passed."""

from consult.disclosure.rules import Net, Shape, Table
from consult.findings.rules.tally import Tally


def table_of(figures: Tally, item: str | None = None, *, nets: tuple[Net, ...] = ()) -> Table:
    """Make the gate's table of one item: options × groups, with the item's own bases.

    Counts must be of respondents, not of weights. One option alone (a collapsed "could live with") is
    a yes/no, and so is each option of a multiple choice.
    """
    if figures.counts.dtype.kind != "i":
        raise ValueError(f"{figures.question}: the gate counts respondents, not weights")
    at = figures.items.index(item)
    return Table(
        rows=figures.options,
        groups=figures.groups,
        counts=tuple(tuple(int(count) for count in line) for line in figures.counts[at]),
        bases=tuple(int(base) for base in figures.base[at]),
        shape=Shape.PARTITION if figures.partition and len(figures.options) > 1 else Shape.INDEPENDENT,
        nets=nets,
    )
