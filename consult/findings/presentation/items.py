"""One chart for every closed item, whatever its kind: the way it is asked decides how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.charts import (
    BarRow,
    Bars,
    Category,
    Diverging,
    DivergingRow,
    Heading,
    Meaning,
    Spec,
    StackedBars,
    StackedRow,
)
from consult.findings.labels import NETS
from consult.findings.labels import translated as _
from consult.findings.presentation.amounts import BANDED, middle, points_chart, reasons_line
from consult.findings.presentation.headings import base_line, base_of, item_heading
from consult.findings.presentation.words import Words, voice
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import ACCEPTABILITY, standings
from consult.instrument.rules import Part, PartType

_M = Meaning
# What the options of a list mean; where a list is not here, its order says it.
MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "acceptability": {"acceptable": _M.YES, "conditional": _M.CONDITIONS, "unacceptable": _M.AGAINST},
    "achievement": {
        "fully": _M.YES,
        "largely": _M.CONDITIONS,
        "partly": _M.NEUTRAL,
        "not_achieved": _M.AGAINST,
    },
    "levels": {"merged": _M.YES, "shared": _M.CONDITIONS, "coordinated": _M.NEUTRAL, "separate": _M.RATHER_AGAINST},
    "identities": {"keep_both": _M.YES, "one_roof": _M.CONDITIONS, "one": _M.NEUTRAL},
    "doing": {"lead": _M.YES, "contribute": _M.CONDITIONS, "lend_name": _M.NEUTRAL, "none": _M.RATHER_AGAINST},
    "involvement": {"more": _M.YES, "same": _M.NEUTRAL, "less": _M.RATHER_AGAINST, "leave": _M.AGAINST},
    "trend": {
        "up": _M.YES,
        "same": _M.NEUTRAL,
        "down": _M.AGAINST,
        "none": _M.NOT_HEARD,
        "unknown": _M.CANNOT_JUDGE,
    },
}
_FALLBACK = (_M.YES, _M.CONDITIONS, _M.NEUTRAL, _M.RATHER_AGAINST, _M.AGAINST)
FIVE_POINTS = 5


def closed_parts(words: Words, unit: str) -> list[str]:
    """Return the parts of an instrument that one unit's findings hold, in the order they were asked."""
    held = {key.split("/")[1] for key in words.found.figures if key.startswith(f"{unit}/")}
    return [key for key in words.compiled.parts if key in held]


def item_chart(words: Words, unit: str, key: str, *, number: str = "") -> Spec | None:
    """Return the chart of one part among one unit, or None if it has no figure."""
    part = words.part(key)
    if part.type is PartType.ALLOCATION:
        return points_chart(words, unit, part, number)
    if part.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE):
        return _matrix(words, unit, part, number) if part.type is PartType.MATRIX else None
    table = words.found.figure(FigureKey(unit, key))
    return _bars(words, unit, part, table, number) if table else None


def several_chart(words: Words, unit: str, key: str, row: str, *, heading: Heading | None = None) -> Spec | None:
    """Return the chart of one row of a matrix of several answers."""
    table = words.found.figure(FigureKey(unit, key, row))
    if table is None:
        return None
    heading = heading or item_heading(words, unit, key, base=table.total_base, title=words.row(key, row))
    return Bars(heading=heading, rows=_sorted(_rows(words, key, table)))


def _rows(words: Words, key: str, table: GatedTable) -> list[BarRow]:
    nets = {net.row for net in table.nets}
    return [
        BarRow(label=words.option(key, row), value=table.total(row), base=base_of(table))
        for row in table.rows
        if row not in nets
    ]


def _sorted(rows: Sequence[BarRow]) -> tuple[BarRow, ...]:
    """Put the largest count first and what is hidden last."""
    return tuple(sorted(rows, key=lambda row: 1 if isinstance(row.value, Mark) else -row.value))


def _bars(words: Words, unit: str, part: Part, table: GatedTable, number: str) -> Spec:
    rows = _rows(words, part.key, table)
    options = words.compiled.structure.lists.get(part.options_list or "")
    ordered = part.type in BANDED or (options is not None and options.scale)
    heading = item_heading(words, unit, part.key, base=table.total_base, number=number)
    heading = replace(heading, source=reasons_line(words, unit, part))
    if part.type in BANDED:
        heading = replace(heading, base_line=" ".join([heading.base_line, *middle(words, part, table)]))
    return Bars(heading=heading, rows=tuple(rows) if ordered else _sorted(rows))


def _matrix(words: Words, unit: str, part: Part, number: str) -> Spec | None:
    tables = {row: words.found.figure(FigureKey(unit, part.key, row)) for row in _row_order(words, unit, part)}
    shown = {row: table for row, table in tables.items() if table is not None}
    if not shown:
        return None
    bases = [table.total_base for table in shown.values() if table.total_base is not None]
    nets = next(iter(shown.values())).nets
    heading = _matrix_heading(words, unit, part, bases, number, nets[0].row if nets else "")
    options = words.compiled.structure.lists[part.options_list or ""]
    if len(options.substantive) == FIVE_POINTS and options.scale and len(options.aside) == 1:
        return _diverging(words, part, shown, heading)
    return _stacked(words, part, shown, heading)


def _row_order(words: Words, unit: str, part: Part) -> tuple[str, ...]:
    """Return the rows as they were asked; the futures in the order of the page, the most accepted first."""
    if not words.asks_what_is_acceptable or part.rows_list != words.part(ACCEPTABILITY).rows_list:
        return part.rows
    return tuple(one.option for one in standings(words.found, part.rows, unit))


def _matrix_heading(words: Words, unit: str, part: Part, bases: list[int], number: str, net: str) -> Heading:
    heading = item_heading(words, unit, part.key, base=max(bases, default=None), number=number)
    lines = [heading.base_line]
    if len(set(bases)) > 1:
        lines.append(_("Each row: %(low)s or more.", low=voice().number(min(bases))))
    if net:
        lines.append(_("Beside each bar: %(net)s.", net=NETS[net]))
    return replace(heading, base_line=" ".join(lines))


def _diverging(words: Words, part: Part, tables: Mapping[str, GatedTable], heading: Heading) -> Spec:
    options = words.compiled.structure.lists[part.options_list or ""]
    low, *_middle, high = names = [words.option(part.key, code) for code in options.substantive]
    rows = []
    for row, table in tables.items():
        first, second, third, fourth, fifth = (table.total(code) for code in options.substantive)
        rows.append(
            DivergingRow(
                label=words.row(part.key, row),
                scale=(first, second, third, fourth, fifth),
                cannot_judge=table.total(options.aside[0]),
                value=_net_of(table),
            )
        )
    return Diverging(
        heading=heading,
        scale_names=(names[0], names[1], names[2], names[3], names[4]),
        cannot_judge_name=words.option(part.key, options.aside[0]),
        against_name=low,
        for_name=high,
        apart_name=_("Apart"),
        rows=tuple(rows),
    )


def _net_of(table: GatedTable) -> str:
    """Return how many of how many for the sum a reader compares, else how many answered."""
    speak = voice()
    if table.nets:
        return speak.shown_of(table.total(table.nets[0].row), base_of(table))
    return speak.say(base_of(table))


def meaning(options_list: str, code: str, at: int, *, aside: bool) -> Meaning:
    """Return what an option means for colour and pattern."""
    if known := MEANINGS.get(options_list, {}).get(code):
        return known
    return Meaning.CANNOT_JUDGE if aside else _FALLBACK[min(at, len(_FALLBACK) - 1)]


def _stacked(words: Words, part: Part, tables: Mapping[str, GatedTable], heading: Heading) -> Spec:
    name = part.options_list or ""
    options = words.compiled.structure.lists[name]
    codes = options.codes
    if name in MEANINGS and next(iter(MEANINGS[name])) != codes[0] and options.scale:
        codes = (*reversed(options.substantive), *options.aside)
    categories = tuple(
        Category(label=words.option(part.key, code), meaning=meaning(name, code, at, aside=code in options.aside))
        for at, code in enumerate(codes)
    )
    rows = tuple(
        StackedRow(
            label=words.row(part.key, row),
            values=tuple(table.total(code) for code in codes),
            base=base_of(table),
            value=_net_of(table),
        )
        for row, table in tables.items()
    )
    return StackedBars(heading=heading, categories=categories, rows=rows)


__all__ = ["base_line", "base_of", "closed_parts", "item_chart", "item_heading", "meaning", "several_chart"]
