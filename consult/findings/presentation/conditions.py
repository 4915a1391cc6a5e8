"""What members said must be true for an option: about aspects of it, and what no closed question had offered."""

from __future__ import annotations

from dataclasses import replace

from consult.disclosure.rules import Mark
from consult.findings.charts import BarRow, Counts, Heading, Spec, draw
from consult.findings.labels import MORE_ASPECTS
from consult.findings.labels import translated as _
from consult.findings.presentation.futures import lead_of, ranked
from consult.findings.presentation.themes import Line, ThemeChart, theme_name, themes_base_line
from consult.findings.presentation.words import Words, is_rtl, listed, voice
from consult.findings.rules.raised import Condition, conditions_said, few_conditions
from consult.findings.rules.shares import ORGANISATION


def aspect_name(words: Words, aspect: str) -> str:
    """Return what a condition is about."""
    return str(MORE_ASPECTS[aspect]) if aspect in MORE_ASPECTS else words.row("F4.level", aspect)


def leading_option(words: Words) -> str | None:
    """Return the option whose conditions are read first: the most accepted one."""
    if not words.asks_what_is_acceptable:
        return None
    found = ranked(words, ORGANISATION)
    return lead_of(found) or (found[0].option if found else None)


def conditions_spec(words: Words, option: str) -> Spec | None:
    """Return what members said must be true for an option, with conditions no closed question offered."""
    found = conditions_said(words.found, option)
    if not found:
        return None
    title = _("Conditions members named for “%(option)s”", option=words.future(option))
    return Counts(
        heading=Heading(
            title=title,
            base_line=themes_base_line(ORGANISATION, found[0].base),
            table_caption=title,
            row_name=_("Condition"),
            source=few_conditions_note(words, option),
        ),
        rows=tuple(_condition(words, one) for one in found),
    )


def few_conditions_note(words: Words, option: str) -> str:
    """Name what stands below the gate together: nobody can tell apart what a few named and what nobody did."""
    names = [aspect_name(words, aspect) for aspect in few_conditions(words.found, option)]
    return _("Fewer than five organisations each: %(aspects)s.", aspects=listed(names)) if names else ""


def condition_name(words: Words, one: Condition) -> str:
    """Return what a condition is called."""
    return theme_name(words, one.code) if one.added else aspect_name(words, one.aspect)


def _condition(words: Words, one: Condition) -> BarRow:
    return BarRow(
        label=condition_name(words, one),
        value=one.count,
        base=Mark.WITHHELD if one.base is None else one.base,
        note=_("no closed question offered it; counted for whichever option it was said") if one.added else "",
        lead=one.added,
    )


def condition_chart(words: Words) -> ThemeChart | None:
    """Return the conditions behind the most accepted option, drawn."""
    option = leading_option(words)
    spec = conditions_spec(words, option) if option else None
    if option is None or spec is None:
        return None
    lines = tuple(Line(one.code) for one in conditions_said(words.found, option))
    drawn = replace(draw(spec, voice(), rtl=is_rtl()), shape="themes")
    return ThemeChart("said-conditions", f"terms/{option}", drawn, lines)
