"""Labels as CSV: a heading, then a row per unit and a column per coder; an empty cell is no label.

The first column holds what the units are called if its heading is empty or one of `NAMES`; otherwise it is a coder's
like the others, and a unit is called by the number of its row.
"""

from __future__ import annotations

import math
from collections.abc import Hashable

from consult.reliability.exchange.tables import Rows, short
from consult.reliability.rules import Metric, Ratings

DISTINCT = frozenset({"", "unit", "id", "item", "case", "segment"})
"""Headings below which a unit's name stands once."""
NAMES = DISTINCT | {"text", "document", "name"}


def read_labels(content: bytes, file_name: str, metric: Metric = Metric.NOMINAL) -> Ratings:
    """Return the ratings in a file, or raise `InputRefused` with every fault of it."""
    rows = Rows.of(content, file_name)
    named = rows.heading[0].casefold() in NAMES
    coders = _coders(rows, rows.heading[1:] if named else rows.heading)
    seen: dict[str, int] | None = {} if rows.heading[0].casefold() in DISTINCT else None
    units: list[str] = []
    labels: list[list[Hashable | None]] = []
    for number, cells in rows.records:
        if not rows.fits(number, cells) or (named and not _is_named(rows, number, cells[0], seen)):
            continue
        units.append(cells[0] if named else str(number))
        labels.append([_label(rows, number, cell, metric) for cell in cells[named:]])
    if not rows.records:
        rows.refuse(rows.heading_at, "no unit stands below the heading", "write a row for each unit")
    rows.check()
    return Ratings(units, coders, labels)


def _coders(rows: Rows, coders: list[str]) -> tuple[str, ...]:
    if len(coders) < 2:
        rows.refuse(rows.heading_at, "the heading names fewer than two coders", "give each coder a column")
    if "" in coders:
        rows.refuse(rows.heading_at, "a coder has no name", "write it in the heading, or delete the column")
    for coder in sorted({coder for coder in coders if coder and coders.count(coder) > 1}):
        rows.refuse(rows.heading_at, f"two coders are called {short(coder)}", "give them different names")
    return tuple(coders)


def _is_named(rows: Rows, row: int, unit: str, seen: dict[str, int] | None) -> bool:
    """Tell whether a unit has a name, and one of its own where `seen` says which there were."""
    if not unit:
        rows.refuse(row, "the unit has no name", "write it in the first column")
        return False
    if seen is not None and seen.setdefault(unit, row) != row:
        rows.refuse(row, f"the unit {short(unit)} is also in row {seen[unit]}", "keep one row for each unit")
        return False
    return True


def _label(rows: Rows, row: int, cell: str, metric: Metric) -> Hashable | None:
    if not cell or metric is Metric.NOMINAL:
        return cell or None
    number = _number(cell)
    if number is None:
        rows.refuse(row, f"{short(cell)} is not a number", "write one such as 3 or 2.5, or take the level nominal")
    elif metric is Metric.RATIO and number < 0:
        rows.refuse(row, f"{short(cell)} lies below nought", "take the level interval if it is meant")
    return number


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
