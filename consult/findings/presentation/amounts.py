"""Charts of points that were shared out, and the middle of numbers, years and days in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.charts import Category, Meaning, StackedBars, StackedRow, Value
from consult.findings.labels import translated as _
from consult.findings.presentation.headings import base_of, item_heading
from consult.findings.presentation.words import Words, percent, voice
from consult.findings.queries.amounts import scale_of
from consult.findings.rules.published import INSTEAD, FigureKey
from consult.findings.rules.quantiles import quantiles
from consult.instrument.rules import Part, PartType

BANDED = (PartType.NUMBER, PartType.YEAR, PartType.DATE)
_M = Meaning
# Of one thing among three or more: none, up to an equal share, more. Of one of two: none, thirds, all.
_SHADES = {
    1: (_M.YES,),
    2: (_M.NEUTRAL, _M.YES),
    3: (_M.NEUTRAL, _M.CONDITIONS, _M.YES),
    4: (_M.NEUTRAL, _M.RATHER_AGAINST, _M.CONDITIONS, _M.YES),
    5: (_M.NEUTRAL, _M.AGAINST, _M.RATHER_AGAINST, _M.CONDITIONS, _M.YES),
}


def middle(words: Words, part: Part, table: GatedTable) -> Iterator[str]:
    """Say in which band the median lies, and in which the quartiles, as far as the published counts tell."""
    found = quantiles(table)
    if found.median is not None:
        yield _("Median: %(band)s.", band=words.option(part.key, found.median))
    if found.lower is not None and found.upper is not None:
        lower, upper = (words.option(part.key, one) for one in (found.lower, found.upper))
        yield _("Quartiles: %(lower)s; %(upper)s.", lower=lower, upper=upper)


def points_chart(words: Words, unit: str, part: Part, number: str = "") -> StackedBars | None:
    """Return how many gave each thing any points, and how many of them; None where nothing is shown."""
    tables = {row: words.found.figure(FigureKey(unit, part.key, row)) for row in part.rows}
    shown = {row: table for row, table in tables.items() if table is not None}
    if not shown:
        return None
    first = next(iter(shown.values()))
    heading = item_heading(words, unit, part.key, base=first.total_base, number=number)
    lines = [heading.base_line, _("Beside each bar: how many gave it any of the %(total)s points.", total=_total(part))]
    heading = replace(heading, base_line=" ".join(lines), source=reasons_line(words, unit, part))
    categories = tuple(
        Category(label=words.option(part.key, name), meaning=meaning)
        for name, meaning in zip(first.rows, _SHADES[len(first.rows)], strict=True)
    )
    rows = tuple(_row(words, unit, part, row, table) for row, table in shown.items())
    return StackedBars(heading=heading, categories=categories, rows=rows)


def codes_of(part: Part) -> tuple[str, ...]:
    """Return what each row of a matrix, or of points, is counted in: options, or bands."""
    scale = scale_of(part) if part.type is PartType.ALLOCATION else None
    return scale.names if scale else part.options


def any_points(table: GatedTable) -> Value:
    """Return how many gave any points: everybody in the base but those in the first band, where they are shown."""
    none = table.total(table.rows[0])
    return none if isinstance(none, Mark) or table.total_base is None else table.total_base - none


def reasons_line(words: Words, unit: str, part: Part) -> str:
    """Say how many gave which reason in place of an answer."""
    table = words.found.figure(FigureKey(unit, part.key, INSTEAD))
    if table is None or table.total_base is None:
        return ""
    speak = voice()
    return "; ".join(f"{words.option(part.key, row)}: {speak.say(_reason(table, row))}" for row in table.rows)


def _reason(table: GatedTable, row: str) -> Value:
    """Return a count; where there is one reason only, its count is the base."""
    return base_of(table) if len(table.rows) == 1 else table.total(row)


def _row(words: Words, unit: str, part: Part, row: str, table: GatedTable) -> StackedRow:
    speak, gave = voice(), any_points(table)
    mean = words.found.means.get(str(FigureKey(unit, part.key, row)))
    return StackedRow(
        label=words.row(part.key, row),
        values=tuple(table.total(name) for name in table.rows),
        base=base_of(table),
        value=speak.shown_of(Mark.WITHHELD if isinstance(gave, Mark) else gave, base_of(table)),
        detail="" if mean is None else _("mean share %(share)s", share=percent(mean)),
    )


def _total(part: Part) -> str:
    return voice().number(part.total or 0)
