"""Gated tables as plain JSON and as lines for the command line: what is hidden is null and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consult.disclosure.rules import JOINT, Cell, GatedTable, Mark, table_text
from consult.findings.queries.elsewhere import Counted
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import INSTEAD
from consult.findings.rules.quantiles import Quantiles, quantiles, quantiles_of
from consult.instrument.rules import PartType

Line = dict[str, Any]  # Any: JSON
BANDED = (PartType.NUMBER, PartType.YEAR, PartType.DATE)


def document(figures: Mapping[str, Counted], *, asked_row: str | None, by: str = "") -> Line:
    """Return one figure as base and rows; several, as those of each row of the matrix.

    Points have a row for each thing they were given to: how many gave it any. Their bands stand in `items`. How many
    gave a reason in place of an answer stands in `reasons`.
    """
    if INSTEAD in figures and len(figures) > 1:
        own = {row: figure for row, figure in figures.items() if row != INSTEAD}
        reasons = table_document(figures[INSTEAD], by=by)
        return {**document(own, asked_row=asked_row, by=by), "reasons": reasons}
    if asked_row is None and any(_is_points(figure) for figure in figures.values()):
        return _points_document(figures, by)
    if len(figures) == 1 and (asked_row is not None or "" in figures):
        return table_document(next(iter(figures.values())), by=by)
    return {"items": [{"row": row, **table_document(figure, by=by)} for row, figure in figures.items()]}


def table_document(figure: Counted, *, by: str = "") -> Line:
    """Return a table's base, what it is worth where it is weighted, and its rows."""
    table = figure.table
    found: Line = {"base": table.total_base, **_worth(figure, None, table.total_base)}
    if figure.merged:
        found["merged"] = {_named(group): list(parts) for group, parts in figure.merged.items()}
    return {**found, **_middle(figure), "rows": [_row(figure, row, by) for row in table.rows]}


def _is_points(figure: Counted) -> bool:
    return figure.part is not None and figure.part.type is PartType.ALLOCATION


def _points_document(figures: Mapping[str, Counted], by: str) -> Line:
    rows = [
        {"value": row, **_any(figure, None), **_any_by(figure, by), "mean": figure.mean}
        for row, figure in figures.items()
    ]
    items = [{"row": row, **table_document(figure, by=by)} for row, figure in figures.items()]
    return {"base": next(iter(figures.values())).table.total_base, "rows": rows, "items": items}


def _any_by(figure: Counted, by: str) -> Line:
    return {"by": {_named(group): _any(figure, group) for group in figure.table.groups}} if by else {}


def _any(figure: Counted, group: str | None) -> Line:
    """Return how many gave any points: all but those of the first band, who gave none."""
    none, base = _count(figure, figure.table.rows[0], group), _base(figure.table, group)
    if none["n"] is None or base is None:
        return none
    whole = base if figure.weighted is None else figure.weighted.bases[group]
    n = round(whole - none["n"], 4)
    percent = None if none["percent"] is None else round(100 * n / whole, 1)
    return {**none, "n": int(n) if figure.weighted is None else n, "percent": percent}


def _middle(figure: Counted) -> Line:
    """Return the bands of the median and the quartiles of numbers, years and days, and the mean share of points."""
    part = figure.part
    if part is None or part.type not in (*BANDED, PartType.ALLOCATION) or figure.table.rows == part.instead:
        return {}
    if part.type is PartType.ALLOCATION:
        return {"mean": figure.mean}
    found = middle_of(figure)
    return {"median": found.median, "quartiles": [found.lower, found.upper]}


def middle_of(figure: Counted) -> Quantiles:
    """Return the bands of the quantiles, of weights where everything is shown that they are weights of."""
    table = figure.table
    if figure.weighted is None:
        return quantiles(table)
    if not table.complete or not may_show_percentage(table.total_base or 0):
        return Quantiles(None, None, None)
    return quantiles_of({row: figure.weighted.counts[row, None] for row in table.rows})


def _named(group: str) -> str:
    """Return a group as the command writes it; of a table by two attributes, both with a comma between them."""
    return ",".join(one or "not_shown" for one in group.split(JOINT))


def _base(table: GatedTable, group: str | None) -> int | None:
    return table.total_base if group is None else table.bases[table.groups.index(group)]


def _row(figure: Counted, row: str, by: str) -> Line:
    table = figure.table
    line: Line = {"value": row, **_count(figure, row, None)}
    if by or len(table.groups) > 1:
        line["by"] = {_named(group): _count(figure, row, group) for group in table.groups}
    return line


def _count(figure: Counted, row: str, group: str | None) -> Line:
    """Return a count with its percentage from a base of ten on; a hidden one is null."""
    table = figure.table
    cell = table.total(row) if group is None else table.cell(row, group)
    base = _base(table, group)
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
        yield "no answer, for a reason:" if row == INSTEAD else f"{row}:"
    yield f"base\t{'-' if table.total_base is None else table.total_base}"
    if figure.weighted is not None and table.total_base is not None:
        yield f"effective base\t{figure.weighted.effective[None]:.1f}"
    for name, found in _middle(figure).items():
        known = found if isinstance(found, list) else [found]
        yield "\t".join([name, *("-" if one is None else str(one) for one in known)])
    groups: tuple[str | None, ...] = (None, *(table.groups if len(table.groups) > 1 else ()))
    for one in table.rows:
        yield "\t".join([one, *(_text(figure, table, one, group) for group in groups)])
    if len(groups) > 1:
        yield "\t".join(["groups", "all", *(_named(group) for group in table.groups)])


def _text(figure: Counted, table: GatedTable, row: str, group: str | None) -> str:
    cell: Cell = table.total(row) if group is None else table.cell(row, group)
    if isinstance(cell, Mark):
        return "fewer than 5" if cell == table_text(0) else "[c]"
    return str(cell) if figure.weighted is None else f"{_weighted_count(figure, row, group):.1f}"
