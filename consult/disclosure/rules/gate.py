"""The gate every table passes before anything of it is drawn, written, exported or said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.disclosure.rules.layout import Totals, Wish, lay_out, names_of, with_nets
from consult.disclosure.rules.network import Place
from consult.disclosure.rules.suppression import Pattern, choose
from consult.disclosure.rules.tables import Cell, GatedTable, Shape, Table
from consult.disclosure.rules.words import K, Mark, Rule


@dataclass(frozen=True, slots=True)
class _Gated:
    """A table with its groups below k pooled, and what was decided about its totals and cells."""

    pooled: Table
    totals: Totals | None
    pattern: Pattern | None
    k: int

    def cell(self, count: int, row: int, group: str) -> Cell:
        if self.pattern is None or group not in self.pooled.groups:
            return Mark.WITHHELD
        return _cell(count, (row, self.pooled.groups.index(group)), self.pattern, self.k)

    def total(self, row: int) -> Cell:
        if self.totals is None:
            return Mark.WITHHELD
        return _cell(self.totals.counts[row], (row, 0), self.totals.pattern, self.k)

    def at_least_k(self, names: Sequence[str]) -> frozenset[tuple[str, str | None]]:
        found: set[tuple[str, str | None]] = set()
        if self.totals:
            counts = self.totals.counts
            found |= {(names[row], None) for row, _ in self.totals.pattern.told if counts[row] >= self.k}
        if self.pattern:
            lines = with_nets(self.pooled)
            groups = self.pooled.groups
            told = self.pattern.told
            found |= {(names[row], groups[at]) for row, at in told if lines[row][at] >= self.k}
        return frozenset(found)


def gate_table(
    table: Table, k: int = K, also_hide: frozenset[tuple[str, str]] = frozenset(), *, rule: Rule = Rule.FULL
) -> GatedTable:
    """Hide what could name somebody, and whatever would let a reader work it out.

    Hidden for its own sake: a count below k (nought too), a count that leaves fewer than k of its base
    (all alike, or all but a few), every cell of a group whose base is below k, and `also_hide`. Totals are
    decided first, from totals alone, so that every break of a question agrees on them; a row whose total
    is hidden is hidden in every break.

    Then, from all that is published, a cell told as "fewer than k" could be anything from 0 to k - 1 for
    all a reader knows, and up to k if its own mark did not say so; a withheld cell has a range at least k
    wide. Where marks would narrow that, they say nothing, and at worst the whole row is withheld.

    By the base rule alone nothing is hidden but groups below k, and the smallest other where their sum is.
    """
    if table.total_base < k:
        return _withheld(table, k)
    totals = gate_totals(table, k, rule) if table.has_total else None
    return gate_given(table, totals, Wish(k, also_hide, rule=rule))


def gate_given(table: Table, totals: Totals | None, wish: Wish) -> GatedTable:
    """Gate the cells of a table whose totals have been gated; an only group is everybody."""
    if totals and len(table.groups) == 1:
        return _assemble(table, _Gated(table, totals, totals.pattern, wish.k))
    away = frozenset(group for _row, group in wish.hide) if wish.rule is Rule.BASES else frozenset()
    pooled = _pool(table, wish.k, away)
    shown = len(pooled.groups) > (1 if totals else 0)
    pattern = _gate_cells(pooled, totals, wish) if shown else None
    return _assemble(table, _Gated(pooled, totals, pattern, wish.k))


def _withheld(table: Table, k: int) -> GatedTable:
    rows = names_of(table)
    return GatedTable(
        rows=rows,
        groups=table.groups,
        cells=tuple(tuple(Mark.WITHHELD for _ in table.groups) for _ in rows),
        totals=tuple(Mark.WITHHELD for _ in rows) if table.has_total else None,
        bases=tuple(None for _ in table.groups),
        total_base=None,
        shape=table.shape,
        nets=table.nets,
        k=k,
    )


def _pool(table: Table, k: int, away: frozenset[str]) -> Table:
    """Put the groups below k and those `away` into one column, with the smallest other if it is below k, or one alone.

    Their sum can be had by subtraction from the total, so it is gated like a group, but not shown. It has
    a name no group has. Where there are no totals the small groups are only left out.
    """
    bases = table.bases
    small = [at for at, base in enumerate(bases) if base < k or table.groups[at] in away]
    if not small:
        return table
    others = sorted(set(range(len(bases))) - set(small), key=lambda at: (bases[at], at))
    while table.has_total and others and (len(small) == 1 or sum(bases[at] for at in small) < k):
        small.append(others.pop(0))
    columns = [[at] for at in sorted(others)] + ([small] if table.has_total else [])
    return replace(
        table,
        groups=tuple(table.groups[at[0]] if at is not small else "+".join(table.groups) for at in columns),
        counts=tuple(tuple(sum(line[at] for at in column) for column in columns) for line in table.counts),
        bases=tuple(sum(bases[at] for at in column) for column in columns),
    )


def gate_totals(table: Table, k: int, rule: Rule = Rule.FULL) -> Totals:
    """Decide which totals of a table are shown, from the totals alone."""
    alone = replace(
        table,
        groups=("total",),
        counts=tuple((sum(line),) for line in table.counts),
        bases=(table.total_base,),
        has_total=False,
    )
    counts = tuple(line[0] for line in with_nets(alone))
    return Totals(names_of(table), counts, table.total_base, _gate_cells(alone, None, Wish(k, rule=rule)))


def _gate_cells(table: Table, totals: Totals | None, wish: Wish) -> Pattern:
    if wish.rule is Rule.BASES:
        return Pattern(frozenset(), frozenset())
    everything = range(len(table.rows) + len(table.nets))
    if table.shape is Shape.PARTITION:
        return choose(lay_out(table, totals, wish, rows=everything))
    patterns = [choose(lay_out(table, totals, wish, rows=[row])) for row in everything]
    return Pattern(
        hidden=frozenset().union(*(pattern.hidden for pattern in patterns)),
        told=frozenset().union(*(pattern.told for pattern in patterns)),
    )


def _assemble(table: Table, gated: _Gated) -> GatedTable:
    names = names_of(table)
    shown = gated.pooled.groups if gated.pattern is not None else ()
    return GatedTable(
        rows=names,
        groups=table.groups,
        cells=tuple(
            tuple(gated.cell(count, row, group) for count, group in zip(line, table.groups, strict=True))
            for row, line in enumerate(with_nets(table))
        ),
        totals=tuple(gated.total(row) for row in range(len(names))) if gated.totals else None,
        bases=tuple(base if group in shown else None for group, base in zip(table.groups, table.bases, strict=True)),
        total_base=table.total_base if gated.totals else None,
        shape=table.shape,
        nets=table.nets,
        at_least_k=frozenset(
            (row, group) for row, group in gated.at_least_k(names) if group is None or group in table.groups
        ),
        k=gated.k,
    )


def _cell(count: int, place: Place, pattern: Pattern, k: int) -> Cell:
    if place not in pattern.hidden:
        return count
    return Mark.FEWER if place in pattern.told and count < k else Mark.WITHHELD
