"""Themes by region: what was raised where, as one grid whose rows lead to their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.charts import Group, Heading, Heat, HeatRow, draw
from consult.findings.labels import UNITS, short_name
from consult.findings.labels import translated as _
from consult.findings.presentation.themes import ThemeChart, lines_of, theme_name, themes_base_line
from consult.findings.presentation.words import Words, is_rtl, listed, voice
from consult.findings.rules.published import FigureKey, PublishedGroup
from consult.findings.rules.raised import in_families, raised
from consult.findings.rules.shares import ORGANISATION
from consult.findings.rules.themes import THEMES

KEY = f"{THEMES}/{ORGANISATION}/region"
MOST_NAMED = 3
"""More themes than this make no title."""


def regions_spec(words: Words) -> Heat | None:
    """Return how many of each region raised each theme; None where the break is withheld or nothing of it is shown."""
    table = words.found.figure(FigureKey(ORGANISATION, THEMES, by="region"))
    codes = shown_codes(words)
    if table is None or not codes:
        return None
    groups = _groups(words, table)
    heads = tuple(_head(words, group, table) for group in groups)
    title = _title(words, table, groups, codes)
    shorts = [f"{head.short}: {head.label}" for head in heads if head.short != head.label]
    whole = {one.code: one for one in raised(words.found)}
    base = whole[codes[0]].base
    return Heat(
        heading=Heading(
            title=title,
            base_line=themes_base_line(ORGANISATION, base),
            table_caption=f"{title} · {UNITS[ORGANISATION]}",
            row_name=_("Theme"),
            source="; ".join(shorts),
        ),
        groups=heads,
        rows=tuple(
            HeatRow(
                label=theme_name(words, code),
                cells=tuple(table.cell(code, group.key) for group in groups),
                total=whole[code].count,
            )
            for code in codes
        ),
        total_base=Mark.WITHHELD if base is None else base,
    )


def shown_codes(words: Words) -> list[str]:
    """Return the themes of which at least one region may be shown, in the order of the chart of themes."""
    table = words.found.figure(FigureKey(ORGANISATION, THEMES, by="region"))
    if table is None:
        return []
    groups = _groups(words, table)
    return [
        one.code
        for one in in_families(raised(words.found))
        if one.code in table.rows and any(isinstance(table.cell(one.code, group.key), int) for group in groups)
    ]


def regions_chart(words: Words) -> ThemeChart | None:
    """Return the grid, drawn."""
    spec = regions_spec(words)
    if spec is None:
        return None
    drawn = draw(spec, voice(), rtl=is_rtl())
    return ThemeChart("said-regions", KEY, replace(drawn, shape="cells themes"), lines_of(shown_codes(words)))


def _groups(words: Words, table: GatedTable) -> list[PublishedGroup]:
    """Return the regions whose cells the table holds."""
    return [group for group in words.groups(ORGANISATION, "region") if group.key in table.groups]


def _head(words: Words, group: PublishedGroup, table: GatedTable) -> Group:
    base = table.bases[table.groups.index(group.key)]
    return Group(
        label=words.group(ORGANISATION, "region", group.key),
        short=short_name("region", group),
        base=Mark.WITHHELD if base is None else base,
    )


def _title(words: Words, table: GatedTable, groups: Sequence[PublishedGroup], codes: Sequence[str]) -> str:
    """Name the themes that more than half of every region raised, where there are some; hidden cells name nothing."""
    bases = dict(zip(table.groups, table.bases, strict=True))

    def everywhere(code: str) -> bool:
        cells = [(table.cell(code, group.key), bases[group.key]) for group in groups]
        return all(isinstance(cell, int) and base is not None and 2 * cell > base for cell, base in cells)

    found = [code for code in codes if everywhere(code)]
    if not 0 < len(found) <= MOST_NAMED:
        return _("What was raised where")
    names = listed([f"“{theme_name(words, code)}”" for code in found])
    return _("Raised by more than half of those heard in every region: %(themes)s", themes=names)
