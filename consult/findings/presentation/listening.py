"""What a board shows of what was said: how it was listened, the themes, and the conditions behind an option."""

from __future__ import annotations

from dataclasses import dataclass

from consult.disclosure.rules import Mark
from consult.findings.charts import Spec
from consult.findings.charts.drawing import Table
from consult.findings.labels import INTERVIEWS
from consult.findings.labels import translated as _
from consult.findings.presentation.conditions import condition_chart, conditions_spec
from consult.findings.presentation.regions import KEY, regions_chart, regions_spec
from consult.findings.presentation.themes import (
    ThemeChart,
    individuals_table,
    theme_chart,
    theme_name,
    themes_spec,
)
from consult.findings.presentation.words import Words, voice
from consult.findings.rules.published import FigureKey
from consult.findings.rules.raised import few, raised
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import CONDITION, TERMS, THEMES

INFORMANT = "key_informant"


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A code and what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How often it was listened: who counts, and who is heard apart and counted nowhere."""

    counted: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SaidView:
    """Everything a board shows of what was said."""

    heard: Heard
    base: str
    themes: ThemeChart | None
    regions: ThemeChart | None
    few: tuple[NamedTheme, ...]
    individuals: Table | None
    conditions: ThemeChart | None
    condition_code: str = CONDITION


def said_view(words: Words) -> SaidView | None:
    """Return what was said in a strand; None where nothing of it was coded."""
    themes = raised(words.found)
    if not themes:
        return None
    return SaidView(
        heard=heard_of(words),
        base=voice().say(Mark.FEWER if themes[0].base is None else themes[0].base),
        themes=theme_chart(words),
        regions=regions_chart(words),
        few=tuple(NamedTheme(code, theme_name(words, code)) for code in few(themes)),
        individuals=individuals_table(words),
        conditions=condition_chart(words),
    )


def heard_of(words: Words) -> Heard:
    """Return the interviews by kind and the open answers by unit; key informants apart."""
    listening, speak = words.found.listening, voice()
    counted: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    if wrote := listening.voices.get(ORGANISATION):
        counted.append((_("Organisations that wrote or spoke"), speak.number(wrote)))
    for kind, count in listening.interviews.items():
        (apart if kind == INFORMANT else counted).append((str(INTERVIEWS.get(kind, kind)), speak.number(count)))
    written = {ORGANISATION: _("Open answers of organisations"), INDIVIDUAL: _("Open answers of individuals")}
    for unit, name in written.items():
        if count := listening.answers.get(unit, 0):
            counted.append((name, speak.say(count if count >= words.found.k else Mark.FEWER)))
    return Heard(tuple(counted), tuple(apart))


def spec_named(words: Words, key: str) -> Spec | None:
    """Return the chart a key names: the same for the page and for exploring."""
    if key == KEY:
        return regions_spec(words)
    kind, _slash, rest = key.partition("/")
    if kind == THEMES and rest in (ORGANISATION, INDIVIDUAL):
        return themes_spec(words, rest)
    if kind == "terms" and str(FigureKey(ORGANISATION, TERMS, rest)) in words.found.figures:
        return conditions_spec(words, rest)
    return None
