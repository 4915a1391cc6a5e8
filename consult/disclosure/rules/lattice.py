"""Every table of one question by one and by two attributes that may stand beside every other: a lattice, made once.

What is published already stands. The other tables are added one by one, the most important first: what is small is
hidden in each, every sum a reader can take keeps two hidden counts or none, and a reader of everything so far, who
knows who answered, is asked what they can work out (`linked_leaks`). A table hides more until that is nothing, or is
left out whole; what is in no table of the lattice cannot be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules.bases import one_more
from consult.disclosure.rules.gate import gate_given, gate_totals
from consult.disclosure.rules.layout import Wish
from consult.disclosure.rules.linked import Seen, Told, linked_bases, linked_leaks
from consult.disclosure.rules.people import By, Mask, People
from consult.disclosure.rules.tables import GatedTable, Shape, Table
from consult.disclosure.rules.words import Mark, Rule

ROUNDS = 3
"""How often a table may hide more before it is left out."""
FEW = 2
"""How many leaks are looked for before it does."""
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers to one question: rows × profiles, and the rows as the gate sees them."""

    people: People
    lines: Mapping[str, Counts]
    shape: Shape

    def table(self, by: By) -> Table:
        """Count by one or two attributes; groups nobody is in are left out."""
        masks = {group: self.people.within(by, group) for group in self.people.groups_by(by)}
        masks = {group: mask for group, mask in masks.items() if mask.any()}
        return Table(
            rows=tuple(self.lines),
            groups=tuple(masks),
            counts=tuple(tuple(int(line[mask].sum()) for mask in masks.values()) for line in self.lines.values()),
            bases=tuple(int(self.people.sizes[mask].sum()) for mask in masks.values()),
            shape=self.shape,
        )


def lattice(
    published: Mapping[By, GatedTable], counted: Counted, attributes: Sequence[str], rule: Rule = Rule.FULL
) -> dict[By, GatedTable]:
    """Return every table by one or two of these attributes that may be shown beside what is published.

    `published` holds the table of everybody under (), and breaks by one attribute that stand already.
    """
    made = dict(published)
    if published[()].total_base is None:
        return made
    wanted: list[By] = [(one,) for one in attributes if (one,) not in made]
    for by in [*wanted, *combinations(attributes, 2)]:
        if all(len(counted.people.groups[one]) > 1 for one in by) and (found := _beside(made, counted, by, rule)):
            made[by] = found
    return made


def _beside(made: Mapping[By, GatedTable], counted: Counted, by: By, rule: Rule) -> GatedTable | None:
    """Return one more table that tells nothing beside those made; None where most of it would be hidden."""
    if rule is Rule.BASES:
        table = counted.table(by)
        return one_more(made, counted.people, by, table, gate_totals(table, made[()].k, rule))
    draft, seen = _Draft(made, counted, by), Seen()
    for _round in range(ROUNDS):
        draft.close()
        if not draft.worth_showing():
            return None
        found = {**made, by: draft.gated()}
        leaks = linked_leaks(found, counted.people, enough=FEW, seen=seen) or _bases(found, counted)
        if not leaks:
            return found[by]
        for leak in leaks:
            draft.hide_near(leak)
    return None


def _bases(found: Mapping[By, GatedTable], counted: Counted) -> list[Told]:
    """List hidden bases that can be worked out: of each row that is counted apart, moving those of one answer."""
    lines = list(counted.lines.values())
    if counted.shape is Shape.PARTITION:
        choices = [[max(lines, key=lambda line: int(line.sum()))]]
    else:
        choices = [[max(line, counted.people.sizes - line, key=lambda one: int(one.sum()))] for line in lines]
    return [leak for (most,) in choices for leak in linked_bases(found, counted.people, most, enough=FEW)]


class _Draft:
    """A table on its way into the lattice: what of it is still shown."""

    def __init__(self, made: Mapping[By, GatedTable], counted: Counted, by: By) -> None:
        self.made, self.people, self.by = made, counted.people, by
        self.table, self.k = counted.table(by), made[()].k
        self.counts, self.sizes = np.array(self.table.counts), np.array(self.table.bases)
        self.bases = self.sizes >= self.k
        small = np.minimum(self.counts, self.sizes - self.counts) < self.k
        sealed = [isinstance(made[()].total(row), Mark) for row in self.table.rows]
        self.sealed = sum(sealed)
        self.shown = ~small & self.bases & ~np.array(sealed)[:, np.newaxis]
        if len(by) == 1:  # what has sums in one direction only is hidden as sparingly as any break
            gated = gate_given(self.table, gate_totals(self.table, self.k), Wish(self.k))
            self.shown = np.array([[not isinstance(cell, Mark) for cell in line] for line in gated.cells])
            self.bases = np.array([base is not None for base in gated.bases])

    def close(self) -> None:
        """Hide until every sum a reader knows keeps two hidden counts or none, and a hidden sum keeps one."""
        lines = list(self._lines())
        changed = True
        while changed:
            changed = False
            for shown, sizes, at, whole in lines:
                hidden = int((~shown[at]).sum())
                if (hidden == 1 and whole) or (hidden == 0 and not whole):
                    candidates = [one for one in at if shown[one]]
                    if candidates:
                        shown[min(candidates, key=lambda one: (sizes[one], one))] = False
                        changed = True
            before = int(self.shown.sum())
            self.shown &= self.bases
            changed = changed or int(self.shown.sum()) < before

    def _lines(self) -> Iterator[tuple[Mask, Counts, list[int], bool]]:
        """Yield every sum: what is shown of it, its counts, where they stand, and whether the sum is known."""
        rows = self.table.rows
        for outer in self._outer():
            table = self.made[outer]
            for group in table.groups if outer else (None,):
                around = self.people.within(outer, group)
                inside = [n for n, own in enumerate(self.table.groups) if not (self._mask(own) & ~around).any()]
                at = [n for n in inside if self.sizes[n]]
                base = table.total_base if group is None else table.bases[table.groups.index(group)]
                yield self.bases, self.sizes, at, base is not None
                for number, row in enumerate(rows):
                    if row in table.rows:
                        cell = table.total(row) if group is None else table.cell(row, group)
                        yield self.shown[number], self.counts[number], at, not isinstance(cell, Mark)
        if self.table.shape is Shape.PARTITION:
            for number in range(len(self.table.groups)):
                yield self.shown[:, number], self.counts[:, number], list(range(len(rows))), True

    def _outer(self) -> list[By]:
        """Name the tables whose counts are sums of this one's."""
        return [(one,) for one in self.by if (one,) in self.made] if len(self.by) > 1 else [()]

    def _mask(self, group: str) -> Mask:
        return self.people.within(self.by, group)

    def worth_showing(self) -> bool:
        """Tell whether at least half of the counts are shown, of the rows everybody's count is shown of."""
        most = (self.shown.shape[0] - self.sealed) * self.shown.shape[1]
        return bool(most and self.shown.sum() * 2 >= most)

    def hide_near(self, leak: Told) -> None:
        """Hide the smallest shown count, or base, that has people in common with what can be worked out."""
        around = self.people.within(leak.by, leak.group)
        near = [n for n, own in enumerate(self.table.groups) if (self._mask(own) & around).any()]
        if leak.row is None:
            shown = [n for n in near if self.bases[n]]
            if shown:
                self.bases[min(shown, key=lambda n: int(self.sizes[n]))] = False
            return
        rows = [n for n, row in enumerate(self.table.rows) if row == leak.row] or list(range(len(self.table.rows)))
        cells = [(int(self.counts[row, n]), row, n) for row in rows for n in near if self.shown[row, n]]
        if cells:
            _count, row, n = min(cells)
            self.shown[row, n] = False

    def gated(self) -> GatedTable:
        """Return the table as it would be shown; its marks say nothing but that something is hidden."""
        whole = self.made[()]
        return GatedTable(
            rows=self.table.rows,
            groups=self.table.groups,
            cells=tuple(
                tuple(count if shown else Mark.WITHHELD for count, shown in zip(line, seen, strict=True))
                for line, seen in zip(self.table.counts, self.shown, strict=True)
            ),
            totals=tuple(whole.total(row) for row in self.table.rows),
            bases=tuple(base if shown else None for base, shown in zip(self.table.bases, self.bases, strict=True)),
            total_base=whole.total_base,
            shape=self.table.shape,
            at_least_k=frozenset(
                (row, None) for row, group in whole.at_least_k if row in self.table.rows and not group
            ),
            k=self.k,
        )
