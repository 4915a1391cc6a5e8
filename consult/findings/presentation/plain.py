"""Gated tables as plain JSON and as lines for the command line: what is hidden is null and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consult.disclosure.rules import Cell, GatedTable, Mark, table_text
from consult.findings.queries.elsewhere import Counted
from consult.findings.rules.intervals import may_show_percentage

Line = dict[str, Any]  # Any: JSON


def document(figures: Mapping[str, Counted], *, asked_row: str | None, by: str = "") -> Line:
    """Return one figure as base and rows; several, as those of each row of the matrix."""
    if len(figures) == 1 and (asked_row is not None or "" in figures):
        return table_document(next(iter(figures.values())), by=by)
    return {"items": [{"row": row, **table_document(figure, by=by)} for row, figure in figures.items()]}


def table_document(figure: Counted, *, by: str = "") -> Line:
    """Return a table's base, what it is worth where it is weighted, and its rows."""
    table = figure.table
    found: Line = {"base": table.total_base, **_worth(figure, None, table.total_base)}
    if figure.merged:
        found["merged"] = {group or "not_shown": list(parts) for group, parts in figure.merged.items()}
    return {**found, "rows": [_row(figure, row, by) for row in table.rows]}


def _row(figure: Counted, row: str, by: str) -> Line:
    table = figure.table
    line: Line = {"value": row, **_count(figure, row, None)}
    if by or len(table.groups) > 1:
        line["by"] = {group or "not_shown": _count(figure, row, group) for group in table.groups}
    return line


def _count(figure: Counted, row: str, group: str | None) -> Line:
    """Return a count with its percentage from a base of ten on; a hidden one is null."""
    table = figure.table
    cell = table.total(row) if group is None else table.cell(row, group)
    base = table.total_base if group is None else table.bases[table.groups.index(group)]
    worth = _worth(figure, group, base) if group is not None else {}
    if isinstance(cell, Mark):
        return {"n": None, "percent": None, "base": base, **worth, "suppressed": True}
    shown = bool(base) and may_show_percentage(base or 0)
    if figure.weighted is None:
        return {"n": cell, "percent": round(100 * cell / base, 1) if shown and base else None, "base": base}
    n, whole = _weighted_count(figure, row, group), figure.weighted.bases[group]
    return {"n": round(n, 4), "percent": round(100 * n / whole, 1) if shown and whole else None, "base": base, **worth}


def _worth(figure: Counted, group: str | None, base: int | None) -> Line:
    """Return Kish's effective base beside a base that is shown."""
    if figure.weighted is None:
        return {}
    return {"effective_base": None if base is None else round(figure.weighted.effective[group], 1)}


def _weighted_count(figure: Counted, row: str, group: str | None) -> float:
    assert figure.weighted is not None
    parts = next((net.parts for net in figure.table.nets if net.row == row), (row,))
    return sum(figure.weighted.counts[part, group] for part in parts)


def lines(row: str, figure: Counted) -> Iterator[str]:
    """Yield a table as text: its base, a line for each row, and what the columns are."""
    table = figure.table
    if row:
        yield f"{row}:"
    yield f"base\t{'-' if table.total_base is None else table.total_base}"
    if figure.weighted is not None and table.total_base is not None:
        yield f"effective base\t{figure.weighted.effective[None]:.1f}"
    groups: tuple[str | None, ...] = (None, *(table.groups if len(table.groups) > 1 else ()))
    for one in table.rows:
        yield "\t".join([one, *(_text(figure, table, one, group) for group in groups)])
    if len(groups) > 1:
        yield "\t".join(["groups", "all", *(group or "not_shown" for group in table.groups)])


def _text(figure: Counted, table: GatedTable, row: str, group: str | None) -> str:
    cell: Cell = table.total(row) if group is None else table.cell(row, group)
    if isinstance(cell, Mark):
        return "fewer than 5" if cell == table_text(0) else "[c]"
    return str(cell) if figure.weighted is None else f"{_weighted_count(figure, row, group):.1f}"
