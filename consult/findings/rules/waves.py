"""Figures of a part as they stood before it was asked again, beside the present ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from consult.disclosure.rules import Cell, GatedTable, Mark
from consult.disclosure.rules.words import K
from consult.findings.rules.columns import Columns
from consult.findings.rules.published import Wave

Figures = dict[str, GatedTable]


def earlier_figures(before: Figures, now: Figures) -> Figures:
    """Return the figures of the earlier wave as they may stand beside the present ones.

    What did not change is left out. Most groups of a break answered once only and count the same in both waves: where
    the gate hid different cells, one wave would give away what the other hides, so that break is withheld.
    """
    made: Figures = {}
    for name, table in before.items():
        key = name.rpartition("/")[0]
        if key.split("/")[3] not in ("", "language"):
            continue  # who answered again did so by language; any other break would count the few who changed
        present = now.get(f"{key}/{Wave.NOW.value}")
        if present is None:
            continue  # left out now, for what it tells of others
        if all(before[n] == now[f"{n.rpartition('/')[0]}/{Wave.NOW.value}"] for n in before if _same_row(n, name)):
            continue
        alike = [isinstance(c, Mark) for c in _cells(table)] == [isinstance(c, Mark) for c in _cells(present)]
        made[name] = table if alike or len(table.groups) < 2 else _withheld(table)
    return made


def without_few(figures: Figures, now: Figures, earlier: Columns, columns: Columns) -> Figures:
    """Return the earlier figures that do not, taken from the present ones, leave what one to four of a group changed.

    Everybody else counts the same in both waves, so the difference of the two is theirs alone.
    """
    made: Figures = {}
    for name, table in figures.items():
        _unit, part, row, by, _wave = name.split("/")
        present = now[f"{name.rpartition('/')[0]}/{Wave.NOW.value}"]
        if _few_apart(_sums(table), _sums(present)):
            continue
        changed = _changed(earlier, columns, part, row)
        counts = (
            Counter(group for group, anew in zip(columns.memberships(by), changed, strict=True) if anew) if by else {}
        )
        if any(count < K for count in counts.values()) or _few_apart(_cells(table), _cells(present)):
            made[name] = _withheld(table)
        elif changed.count(True) >= K:
            made[name] = table
    return made


def _changed(earlier: Columns, columns: Columns, part: str, row: str) -> list[bool]:
    pairs = [(codes, columns.values[at]) for at, codes in earlier.values.items() if at[:2] == (part, row or None)]
    return [any(old[at] != new[at] for old, new in pairs) for at in range(columns.count)]


def _same_row(one: str, other: str) -> bool:
    return one.split("/")[:3] == other.split("/")[:3]


def _few_apart(before: Iterable[Cell | None], now: Iterable[Cell | None]) -> bool:
    pairs = zip(before, now, strict=True)
    return any(isinstance(b, int) and isinstance(n, int) and 0 < abs(b - n) < K for b, n in pairs)


def _sums(table: GatedTable) -> list[Cell | None]:
    return [table.total_base, *table.bases, *(table.totals or ())]


def _cells(table: GatedTable) -> list[Cell]:
    return [cell for line in table.cells for cell in line]


def _withheld(table: GatedTable) -> GatedTable:
    hidden = tuple(tuple(Mark.WITHHELD for _ in line) for line in table.cells)
    told = frozenset(one for one in table.at_least_k if one[1] is None)
    return replace(table, cells=hidden, at_least_k=told)
