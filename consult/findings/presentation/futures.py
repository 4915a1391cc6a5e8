"""The question that leads: could you live with it? Charts of item F2, in all and group by group."""

from __future__ import annotations

from collections.abc import Sequence

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.charts import BarRow, Bars, Group, Heading, Heat, HeatRow, Value, Weakest
from consult.findings.labels import BY, UNITS, short_name
from consult.findings.labels import translated as _
from consult.findings.presentation.items import base_line, base_of
from consult.findings.presentation.words import Words, listed, said_of_group
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    COULD_LIVE_WITH,
    INDIVIDUAL,
    ORGANISATION,
    Standing,
    in_every_group,
    standings,
)


def ranked(words: Words, unit: str) -> tuple[Standing, ...]:
    """Return the futures, the most widely acceptable first; the order of every chart on a page."""
    return standings(words.found, words.rows(ACCEPTABILITY), unit)


def acceptance_chart(words: Words, unit: str) -> Bars | None:
    """Return how many could live with each future, with its weakest region."""
    found = ranked(words, unit)
    tables = {one.option: words.found.figure(FigureKey(unit, ACCEPTABILITY, one.option)) for one in found}
    if not any(tables.values()):
        return None
    lead = lead_of(found)
    return Bars(
        heading=_heading(words, unit, _acceptance_title(words, unit, lead), _("Option")),
        lead_name=_("most accepted option") if lead else "",
        other_name=_("other options") if lead else "",
        weakest_name=_("weakest region"),
        rows=tuple(
            BarRow(
                label=words.future(one.option),
                value=_value(tables[one.option]),
                base=base_of(tables[one.option]),
                lead=one.option == lead,
                weakest=_weakest(words, unit, one),
            )
            for one in found
        ),
    )


def lead_of(found: Sequence[Standing]) -> str | None:
    """Return the most accepted option, unless two share that place."""
    shares = [one.total.of for one in found if one.total.of is not None]
    return found[0].option if shares and shares.count(max(shares)) == 1 else None


def _value(table: GatedTable | None) -> Value:
    return table.total(COULD_LIVE_WITH) if table else Mark.WITHHELD


def _weakest(words: Words, unit: str, one: Standing) -> Weakest | None:
    """Return the group with the smallest share; none where a hidden group may be weaker."""
    weakest = one.weakest
    if weakest is None or weakest.share.count is None or weakest.share.base is None:
        return None
    group = words.group(unit, "region", weakest.group)
    sentence = _("weakest region: %(group)s, %(share)s", group=group, share=said_of_group(weakest))
    return Weakest(sentence=sentence, value=weakest.share.count, base=weakest.share.base)


def break_chart(words: Words, unit: str, by: str) -> Heat | None:
    """Return how many of each group could live with each future; None where the break is withheld."""
    groups = words.groups(unit, by)
    options = [one.option for one in ranked(words, unit)]
    tables = {option: words.found.figure(FigureKey(unit, ACCEPTABILITY, option, by)) for option in options}
    if not groups or not any(tables.values()):
        return None
    lead = lead_of(ranked(words, unit))
    heads = [_group(words, unit, by, group.key, tables) for group in groups]
    rows = [
        HeatRow(
            label=words.future(option),
            cells=tuple(table.cell(COULD_LIVE_WITH, group.key) for group in groups),
            total=table.total(COULD_LIVE_WITH),
            lead=option == lead,
        )
        for option, table in tables.items()
        if table is not None
    ]
    shorts = [f"{head.short}: {head.label}" for head in heads if head.short != head.label]
    heading = _heading(words, unit, _break_title(words, unit, by), _("Option"), source="; ".join(shorts))
    base = base_of(next(table for table in tables.values() if table is not None))
    return Heat(heading=heading, groups=tuple(heads), rows=tuple(rows), total_base=base)


def _group(words: Words, unit: str, by: str, key: str, tables: dict[str, GatedTable | None]) -> Group:
    """Return a column; its base is that of the question, where every option was answered alike."""
    bases = {table.bases[table.groups.index(key)] for table in tables.values() if table and key in table.groups}
    base = bases.pop() if len(bases) == 1 else None
    published = next(group for group in words.found.shown_groups(unit, by) if group.key == key)
    name = words.group(unit, by, key)
    return Group(label=name, short=short_name(by, published), base=Mark.WITHHELD if base is None else base)


def _heading(words: Words, unit: str, title: str, row_name: str, source: str = "") -> Heading:
    bases = [
        table.total_base
        for option in words.rows(ACCEPTABILITY)
        if (table := words.found.figure(FigureKey(unit, ACCEPTABILITY, option))) and table.total_base is not None
    ]
    line = base_line(unit, ACCEPTABILITY, max(bases, default=None))
    meaning = _("Acceptable, or acceptable on conditions.")
    return Heading(
        title=title,
        base_line=f"{line} {meaning}",
        table_caption=f"{title} · {UNITS[unit]}",
        row_name=row_name,
        source=source,
    )


def _acceptance_title(words: Words, unit: str, lead: str | None) -> str:
    if unit == INDIVIDUAL:
        return _("Individuals, in their own name")
    if lead is None:
        return _("How many organisations could live with each option")
    return _("Most organisations accept “%(option)s”", option=words.future(lead))


def _break_title(words: Words, unit: str, by: str) -> str:
    """Say which options pass half in every group, where every group is shown; else only by what it is broken down."""
    if unit == INDIVIDUAL:
        return _("Individuals, %(by)s", by=BY[by])
    everywhere = in_every_group(standings(words.found, words.rows(ACCEPTABILITY), unit, by))
    if not everywhere:
        return _("%(by)s: how many could live with each option", by=BY[by])
    names = listed([f"“{words.future(one.option)}”" for one in everywhere])
    return _("%(by)s: more than half of every group could live with %(options)s", by=BY[by], options=names)


__all__ = ["ORGANISATION", "acceptance_chart", "break_chart", "lead_of", "ranked"]
