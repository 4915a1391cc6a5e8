"""Themes: what members raised unasked, by how many of them, and how they stood to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from consult.consultation.queries import in_language
from consult.disclosure.rules import Mark
from consult.findings.charts import Category, Drawing, Heading, Meaning, Spec, StackedBars, StackedRow, Value, draw
from consult.findings.charts.drawing import Table
from consult.findings.labels import FAMILIES, STANCES, UNITS
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words, is_rtl, tag, voice
from consult.findings.rules.raised import Raised, in_families, raised, stances
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import THEMES

STANCE_MEANINGS = {
    "for": Meaning.YES,
    "conditional": Meaning.CONDITIONS,
    "mixed": Meaning.CANNOT_JUDGE,
    "against": Meaning.AGAINST,
    "none": Meaning.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What stands beside a row of a chart of themes: the code behind it, and its family where that begins here."""

    code: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class ThemeChart:
    """A drawn chart whose rows lead to their evidence; `key` is what it can be explored under."""

    id: str
    key: str
    drawing: Drawing
    lines: tuple[Line, ...]


def theme_name(words: Words, code: str) -> str:
    """Return what a theme is called in the reader's language."""
    return in_language(words.found.codes[code].name, tag())


def family_name(code: str) -> str:
    """Return what the family of a code is called."""
    family = code.partition("-")[0]
    return str(FAMILIES.get(family, family))


def themes_spec(words: Words, unit: str = ORGANISATION) -> Spec | None:
    """Return how many raised each theme, family by family, each bar cut by how they stood to it."""
    found = in_families(raised(words.found, unit))
    if not found:
        return None
    title = _themes_title(words, found)
    return StackedBars(
        heading=Heading(
            title=title,
            base_line=themes_base_line(unit, found[0].base),
            table_caption=f"{title} · {UNITS[unit]}",
            row_name=_("Theme"),
            source=_("Stance: how those who raised a theme stood to it, as far as that can be shown."),
        ),
        categories=stance_categories(),
        rows=tuple(_row(words, unit, one) for one in found),
        by_size=True,
        rest=stance_untold(),
    )


def stance_untold() -> Category:
    """Return how those are drawn whose stance is not shown: they raised the theme, and too few stood to it alike."""
    return Category(label=_("stance not shown"), meaning=Meaning.UNTOLD)


def stance_categories() -> tuple[Category, ...]:
    """Return the stances as charts show them."""
    return tuple(Category(label=str(STANCES[code]), meaning=meaning) for code, meaning in STANCE_MEANINGS.items())


def stance_values(words: Words, code: str, unit: str) -> tuple[Value, ...]:
    """Return the counts of the stances in the order of the categories; all hidden where there is no such figure."""
    found = stances(words.found, code, unit) or {}
    return tuple(found.get(stance, Mark.WITHHELD) for stance in STANCE_MEANINGS)


def themes_base_line(unit: str, base: int | None) -> str:
    """Say who is counted, and that nobody was asked about a theme."""
    count = voice().say(Mark.FEWER if base is None else base)
    if unit == INDIVIDUAL:
        return _(
            "Individuals heard: %(count)s. Each counts once for a theme, however often it was raised.", count=count
        )
    return _(
        "Organisations heard in answers, in interviews or in both: %(count)s. Each counts once for a theme, however "
        "often it was raised.",
        count=count,
    )


def _themes_title(words: Words, found: Sequence[Raised]) -> str:
    counts = [one.share.count for one in found if one.share.count is not None]
    if not counts or counts.count(max(counts)) > 1:
        return _("What was raised in members’ own words")
    top = next(one for one in found if one.share.count == max(counts))
    return _("Raised most often: “%(theme)s”", theme=theme_name(words, top.code))


def _row(words: Words, unit: str, one: Raised) -> StackedRow:
    return StackedRow(
        label=theme_name(words, one.code),
        values=stance_values(words, one.code, unit),
        base=one.count,
        value=voice().shown_of(one.count, Mark.WITHHELD if one.base is None else one.base),
    )


def theme_chart(words: Words) -> ThemeChart | None:
    """Return the themes of a strand's organisations, drawn on the full width."""
    spec = themes_spec(words)
    if spec is None:
        return None
    drawn = replace(draw(spec, voice(), rtl=is_rtl()), shape="themes")
    codes = [one.code for one in in_families(raised(words.found))]
    return ThemeChart("said-themes", f"{THEMES}/{ORGANISATION}", drawn, lines_of(codes))


def lines_of(codes: Iterable[str]) -> tuple[Line, ...]:
    """Return what stands beside rows in this order, each family named where it begins."""
    made, last = [], ""
    for code in codes:
        family = family_name(code)
        made.append(Line(code, "" if family == last else family))
        last = family
    return tuple(made)


def individuals_table(words: Words) -> Table | None:
    """Return the themes of individuals, beside those of organisations and never added to them."""
    themes = in_families(raised(words.found, INDIVIDUAL))
    if not themes:
        return None
    speak = voice()
    rows = tuple(
        (theme_name(words, one.code), speak.say(one.count))
        for one in sorted(themes, key=lambda one: -(one.share.count or 0))
    )
    head = (_("Theme"), _("Individuals, of %(count)s", count=speak.say(themes[0].base or Mark.FEWER)))
    return Table(_("Individuals, beside the organisations and never added to them"), head, rows)
