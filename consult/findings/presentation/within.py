"""One question within the groups of one or two attributes: what the lattice holds of it, or why it holds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.disclosure.rules import JOINT, Cell, GatedTable, Mark, Shape
from consult.findings.charts import BarRow, Bars, Category, Drawing, Heading, Spec, StackedBars, StackedRow, draw
from consult.findings.labels import ATTRIBUTES, UNITS, in_order
from consult.findings.labels import translated as _
from consult.findings.presentation.headings import item_heading
from consult.findings.presentation.items import closed_parts, meaning
from consult.findings.presentation.words import Words, is_rtl, listed, voice
from consult.findings.queries.lattice import Why, Within
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import ORGANISATION

WHY: Mapping[Why, LazyString] = {
    Why.NO_FIGURE: _l("This question has no figure: too few answered it, or it would tell of answers elsewhere."),
    Why.KIND: _l("Only questions with options to choose from are broken down by every attribute."),
    Why.ROUTED: _l("This question was asked further of some: its groups would tell what they answered before."),
    Why.ASKED_AGAIN: _l("This question was asked again: beside its earlier figures, groups would tell who changed."),
    Why.ELSEWHERE: _l("Answers that were loaded from elsewhere are broken down on the command line."),
    Why.GROUPS: _l("There is only one group left: apart, fewer than five could be named."),
    Why.FEW: _l("With so few answers, most of this table would have to be hidden. Choose one attribute, or others."),
}


@dataclass(frozen=True, slots=True)
class WithinView:
    """What can be chosen, what is chosen, and what is shown of it."""

    parts: tuple[tuple[str, str], ...]
    units: Mapping[str, LazyString]
    attributes: tuple[tuple[str, str], ...]
    asked: FigureKey
    charts: tuple[Drawing, ...]
    why: str

    @property
    def by(self) -> tuple[str, str]:
        """Return the first attribute and the second, "" where there is none."""
        first, _comma, second = self.asked.by.partition(",")
        return first, second


def asked_within(words: Words, given: Mapping[str, str]) -> FigureKey:
    """Return what is asked for, with what can be chosen in place of what cannot."""
    unit = given.get("unit", ORGANISATION)
    unit = unit if unit in UNITS else ORGANISATION
    parts, offered = closed_parts(words, unit), [one for one in ATTRIBUTES if words.found.shown_groups(unit, one)]
    part, first, second = given.get("item", ""), given.get("by", ""), given.get("and", "")
    first = first if first in offered else next(iter(offered), "")
    both = f"{first},{second}" if second in offered and second != first else first
    return FigureKey(unit, part if part in parts else next(iter(parts), ""), by=both)


def within_view(words: Words, asked: FigureKey, found: Within) -> WithinView:
    """Return the page of one question within groups."""
    offered = tuple((one, str(name)) for one, name in ATTRIBUTES.items() if words.found.shown_groups(asked.unit, one))
    specs = [spec for row, table in found.tables.items() for spec in _specs(words, asked, found, row, table)]
    return WithinView(
        parts=tuple((key, words.question(key)) for key in closed_parts(words, asked.unit)),
        units=UNITS,
        attributes=offered,
        asked=asked,
        charts=tuple(draw(spec, voice(), rtl=is_rtl()) for spec in specs),
        why=str(WHY[found.why]) if found.why else _left_out(words, asked.part, found),
    )


def _left_out(words: Words, part: str, found: Within) -> str:
    """Name the rows of a matrix that are not among the tables."""
    names = [words.row(part, row) for row in words.rows(part) if row not in found.tables and "" not in found.tables]
    return _("Not shown, because most of each would have to be hidden: %(rows)s.", rows=listed(names)) if names else ""


def _specs(words: Words, asked: FigureKey, found: Within, row: str, table: GatedTable) -> Iterator[Spec]:
    """Yield one chart of shares for a sum or for each option of several, one stacked where options add up."""
    title = words.row(asked.part, row) if row else words.question(asked.part)
    names = list(_groups(words, asked.unit, found, table))
    if table.shape is Shape.PARTITION and len(table.rows) > 1:
        yield _stacked(words, asked, title, table, names)
        return
    for option in table.rows:
        rows = tuple(BarRow(label=name, value=table.cell(option, one), base=_base(table, one)) for one, name in names)
        yield Bars(heading=_heading(words, asked, f"{title}: {words.option(asked.part, option)}", table), rows=rows)


def _stacked(
    words: Words, asked: FigureKey, title: str, table: GatedTable, names: list[tuple[str, str]]
) -> StackedBars:
    part = words.part(asked.part)
    options = words.compiled.structure.lists.get(part.options_list or "")
    aside = options.aside if options else ()
    categories = tuple(
        Category(
            label=words.option(asked.part, one),
            meaning=meaning(part.options_list or "", one, at, aside=one in aside),
        )
        for at, one in enumerate(table.rows)
    )
    rows = tuple(
        StackedRow(label=name, values=tuple(table.cell(row, one) for row in table.rows), base=_base(table, one))
        for one, name in names
    )
    return StackedBars(heading=_heading(words, asked, title, table), categories=categories, rows=rows)


def _heading(words: Words, asked: FigureKey, title: str, table: GatedTable) -> Heading:
    return item_heading(words, asked.unit, asked.part, base=table.total_base, title=title)


def _base(table: GatedTable, group: str) -> Cell:
    base = table.bases[table.groups.index(group)]
    return Mark.WITHHELD if base is None else base


def _groups(words: Words, unit: str, found: Within, table: GatedTable) -> Iterator[tuple[str, str]]:
    """Yield the groups of a table with their names, in the order every page shows them in."""
    orders = [[group.key for group in in_order(by, words.found.shown_groups(unit, by))] for by in found.by]
    first, *second = orders
    for one in first:
        for group in [f"{one}{JOINT}{two}" for two in second[0]] if second else [one]:
            if group in table.groups:
                names = (words.group(unit, by, own) for by, own in zip(found.by, group.split(JOINT), strict=True))
                yield group, " · ".join(names)
