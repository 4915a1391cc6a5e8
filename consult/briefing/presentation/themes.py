"""What was said in both strands, side by side: themes, the conditions behind the common ground, and what contrasts.

Shown numbers only, each on its own base. No test of a difference is made: nobody was asked about a theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from consult.briefing.labels import A_NAME, B_NAME
from consult.briefing.presentation.charts import LEVELS, bases, chart_number, lead_of
from consult.briefing.presentation.pair import Pair, point
from consult.briefing.presentation.sentences import Sentence
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import ConditionPair, ThemePair, condition_pairs, theme_pairs, unasked_conditions
from consult.findings.charts import DotRow, Dots, Drawing, Heading, draw
from consult.findings.presentation import Words, is_rtl, listed, said, voice
from consult.findings.presentation.conditions import aspect_name
from consult.findings.presentation.themes import Line, ThemeChart, lines_of, theme_name
from consult.findings.rules.published import FigureKey
from consult.findings.rules.raised import JOBS, few_conditions, jobs_contrast
from consult.findings.rules.shares import ORGANISATION, Share, total_share
from consult.findings.rules.themes import TERMS, THEMES

RAISED = FigureKey(ORGANISATION, THEMES)


@dataclass(frozen=True, slots=True)
class Told(Sentence):
    """A sentence with the theme that is its evidence."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SaidPair:
    """Everything the joint page shows of what was said."""

    wrote: str
    unasked: tuple[Told, ...]
    contrasts: tuple[Told, ...]
    conditions: ThemeChart | None
    themes: ThemeChart | None


def said_pair(pair: Pair) -> SaidPair | None:
    """Return what was said in both strands; None where nothing of it was coded."""
    if all(words.found.figure(RAISED) is None for words in pair.both):
        return None
    return SaidPair(
        wrote=_wrote(pair),
        unasked=unasked(pair),
        contrasts=contrasts(pair),
        conditions=conditions_figure(pair),
        themes=themes_figure(pair),
    )


def unasked(pair: Pair) -> tuple[Told, ...]:
    """Name the conditions that members set although no closed question offered them."""
    return tuple(_unasked(pair, one) for one in unasked_conditions(pair.a.found, pair.b.found))


def contrasts(pair: Pair) -> tuple[Told, ...]:
    """Put what was asked beside what was raised unasked, for each strand where both are shown."""
    return tuple(told for words in pair.both if (told := _contrast(words)))


def _wrote(pair: Pair) -> str:
    """Say how many of those heard said anything in words; nothing where that is hidden for one strand."""
    counts = [words.found.listening.voices.get(ORGANISATION) for words in pair.both]
    bases = [table.total_base if (table := words.found.figure(RAISED)) else None for words in pair.both]
    if None in counts or None in bases:
        return ""
    a, b = (said(Share(count, base)) for count, base in zip(counts, bases, strict=True))
    return _("Organisations that wrote something or spoke in an interview: A %(a)s, B %(b)s.", a=a, b=b)


def name_of(pair: Pair, code: str) -> str:
    """Return what a theme is called; the codebook is one for both strands."""
    return theme_name(next(words for words in pair.both if code in words.found.codes), code)


def themes_spec(pair: Pair) -> Dots | None:
    """Return the themes that five organisations or more of either strand raised, A beside B."""
    found = theme_pairs(pair.a.found, pair.b.found)
    if not found:
        return None
    rows = tuple(
        DotRow(
            label=name_of(pair, one.code),
            a=point(pair.a.found, RAISED, one.code),
            b=point(pair.b.found, RAISED, one.code),
        )
        for one in found
    )
    return _dots(pair, ("themes", _themes_title(pair, found), _("Theme"), ""), rows)


def _themes_title(pair: Pair, found: Sequence[ThemePair]) -> str:
    shared = [one for one in found if one.least is not None]
    if not shared:
        return _("What was raised in members’ own words")
    most = max(shared, key=lambda one: one.least or 0.0)
    return _("What both coalitions raised most: “%(theme)s”", theme=name_of(pair, most.code))


def _dots(pair: Pair, words: tuple[str, str, str, str], rows: tuple[DotRow, ...]) -> Dots:
    name, title, row_name, source = words
    line = _(
        "Organisations heard in answers, in interviews or in both: %(bases)s. Counts; each organisation counts once, "
        "however often it said so.",
        bases=bases(pair, RAISED),
    )
    heading = Heading(
        title=title,
        base_line=line,
        table_caption=title,
        row_name=row_name,
        number=chart_number(name),
        source=source,
    )
    return Dots(heading=heading, a_name=str(A_NAME), b_name=str(B_NAME), rows=rows, as_counts=True)


def themes_figure(pair: Pair) -> ThemeChart | None:
    """Return the themes of both strands, drawn."""
    spec = themes_spec(pair)
    if spec is None:
        return None
    codes = [one.code for one in theme_pairs(pair.a.found, pair.b.found)]
    return ThemeChart("said-themes", "themes", _drawn(spec), lines_of(codes))


def _drawn(spec: Dots) -> Drawing:
    """Draw on low rows, since there are many; what is hidden is short beside a row, and in words on it."""
    drawn, speak = draw(spec, voice(), rtl=is_rtl()), voice()
    sign = Markup('<b class="sa"><bdi>{} {}</bdi></b> · <b class="sb"><bdi>{} {}</bdi></b>')
    rows = []
    for row, one in zip(drawn.rows, spec.rows, strict=True):
        a, b = (speak.short(point.value) if point else "–" for point in (one.a, one.b))
        rows.append(replace(row, value=sign.format(spec.a_name, a, spec.b_name, b)))
    return replace(drawn, rows=tuple(rows), shape="wv themes")


def conditions_spec(pair: Pair) -> Dots | None:
    """Return what members of both strands said must be true for the option the page follows."""
    option = lead_of(pair)
    found = condition_pairs(pair.a.found, pair.b.found, option) if option else ()
    if option is None or not found:
        return None
    title = _("What members said must be true for “%(option)s”", option=pair.future(option))
    rows = tuple(
        DotRow(
            label=_condition_name(pair, one),
            a=point(pair.a.found, _key(one, option), one.row),
            b=point(pair.b.found, _key(one, option), one.row),
            lead=one.added,
        )
        for one in found
    )
    return _dots(pair, ("terms", title, _("Condition"), _few_note(pair, option)), rows)


def _key(one: ConditionPair, option: str) -> FigureKey:
    return RAISED if one.added else FigureKey(ORGANISATION, TERMS, option)


def _condition_name(pair: Pair, one: ConditionPair) -> str:
    return name_of(pair, one.code) if one.added else aspect_name(pair.a, one.row)


def _few_note(pair: Pair, option: str) -> str:
    """Name the aspects that a few or nobody of either strand spoke of: they have no row."""
    below = [few_conditions(words.found, option) for words in pair.both]
    shown = {one.row for one in condition_pairs(pair.a.found, pair.b.found, option)}
    names = [aspect_name(pair.a, one) for one in dict.fromkeys((*below[0], *below[1])) if one not in shown]
    return _("Fewer than five organisations of either coalition: %(aspects)s.", aspects=listed(names)) if names else ""


def conditions_figure(pair: Pair) -> ThemeChart | None:
    """Return the conditions of both strands, drawn; those nothing had asked for say so."""
    spec, option = conditions_spec(pair), lead_of(pair)
    if spec is None or option is None:
        return None
    found = condition_pairs(pair.a.found, pair.b.found, option)
    drawn = _drawn(spec)
    note = _("no closed question offered it; counted for whichever option it was said")
    rows = tuple(replace(row, note=note) if one.added else row for row, one in zip(drawn.rows, found, strict=True))
    lines = tuple(Line(one.code) for one in found)
    return ThemeChart("said-conditions", "terms", replace(drawn, rows=rows), lines)


def _unasked(pair: Pair, one: ConditionPair) -> Told:
    name = name_of(pair, one.code)
    a, b = (said(total_share(words.found, RAISED, one.code)) for words in pair.both)
    text = _(
        "No closed question offered this condition: “%(theme)s”. It was raised in A by %(a)s, in B by %(b)s.",
        theme=name,
        a=a,
        b=b,
    )
    return Told(f"unasked.{one.code.lower()}", text, (), one.code, name)


def _contrast(words: Words) -> Told | None:
    """Put what a survey says of jobs beside what was said unasked; nothing where either is hidden."""
    found = jobs_contrast(words.found)
    if found is None:
        return None
    name = theme_name(words, JOBS)
    values = {
        "mark": words.found.mark,
        "surveyed": said(found.surveyed),
        "risk": words.row("J1", "jobs"),
        "raised": said(found.raised),
        "theme": name,
    }
    if found.calm:
        text = _(
            "Asked about “%(risk)s”, %(surveyed)s organisations of %(mark)s were not or only slightly concerned; in "
            "their own words, in conversation and in open answers, %(raised)s raised “%(theme)s”.",
            **values,
        )
    else:
        text = _(
            "Asked about “%(risk)s”, %(surveyed)s organisations of %(mark)s were concerned or very concerned; in "
            "their own words, in conversation and in open answers, %(raised)s raised “%(theme)s”.",
            **values,
        )
    sharing = total_share(words.found, FigureKey(ORGANISATION, LEVELS, "staff"), "open_to_sharing")
    if sharing.count is not None and sharing.base is not None:
        more = _("Asked how close staff should be, %(share)s would share or merge staff.", share=said(sharing))
        text = f"{text} {more}"
    return Told(f"contrast.{words.found.mark.lower()}", text, ("J1", LEVELS), JOBS, name)


SAID: Mapping[str, Callable[[Pair], Dots | None]] = {"terms": conditions_spec, "themes": themes_spec}
