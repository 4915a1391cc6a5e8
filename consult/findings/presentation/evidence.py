"""The page of one theme: how often it was raised, where, how people stood to it, and the words that show it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from consult.consultation.queries import in_language, strand
from consult.disclosure.rules import Mark
from consult.findings.charts import BarRow, Bars, Heading, StackedBars, StackedRow, draw
from consult.findings.labels import UNITS
from consult.findings.labels import plural as ngettext
from consult.findings.labels import translated as _
from consult.findings.presentation.board import Figure
from consult.findings.presentation.quotes import QuoteView, quote_views
from consult.findings.presentation.themes import (
    family_name,
    stance_categories,
    stance_untold,
    stance_values,
    theme_name,
)
from consult.findings.presentation.words import Words, is_rtl, tag, voice
from consult.findings.queries import Quote, quotes_of
from consult.findings.rules.published import FigureKey, QuoteRef
from consult.findings.rules.raised import TERM, raised_as
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import THEMES

Side = tuple[Words, Sequence[Quote]]


@dataclass(frozen=True, slots=True)
class CountView:
    """How many of one strand raised a theme: a figure and the rest of its sentence; `hidden`: it may be nobody."""

    mark: str
    coalition_name: str
    figure: str
    beside: str
    hidden: bool
    individuals: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the page of a theme shows."""

    code: str
    name: str
    family: str
    definition: str
    added_on: date | None
    unasked_condition: bool
    counts: tuple[CountView, ...]
    stances: Figure | None
    regions: tuple[Figure, ...]
    quotes: tuple[QuoteView, ...]
    against: tuple[QuoteView, ...]
    destroyed_on: date | None = None

    @property
    def is_shown(self) -> bool:
        """Tell whether it is shown of any strand how many raised it."""
        return not all(one.hidden for one in self.counts)

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return the sections of the page, for its table of contents."""
        found = [("count", _("How many raised it"))]
        if self.is_shown:
            found += [("stance", _("How they stood to it")), ("regions", _("By region"))]
        found.append(("quotes", _("In members’ words")))
        if self.against:
            found.append(("against", _("What speaks against it")))
        return found


def theme_evidence(session: Session, strands: Sequence[Words], code: str) -> Evidence | None:
    """Return the page of a theme in one strand, or in both side by side; None where nobody knows the code."""
    holding = [words for words in strands if code in words.found.codes]
    if not holding:
        return None
    refs = [[ref for ref in words.found.quotes if ref.code == code] for words in holding]
    every = [ref for own in refs for ref in own]
    standing = deque(quotes_of(session, every) if every else ())
    destroyed_on = _destroyed_on(session, holding) if len(standing) < len(every) else None
    sides = [(words, _next_of(standing, own)) for words, own in zip(holding, refs, strict=True)]
    return replace(evidence_of(sides, code), destroyed_on=destroyed_on)


def _destroyed_on(session: Session, holding: Sequence[Words]) -> date | None:
    """Return when the transcripts were destroyed as promised; asked only where words no longer stand."""
    found = strand(session, holding[0].found.strand_id)
    return found.transcripts_destroyed_on if found else None


def _next_of(standing: deque[Quote], refs: Sequence[QuoteRef]) -> list[Quote]:
    """Take from the front of what still stands, in the order of all references, those of one strand's references."""
    return [standing.popleft() for ref in refs if standing and standing[0].ref.segment_id == ref.segment_id]


def evidence_of(sides: Sequence[Side], code: str) -> Evidence:
    """Return the page of a theme from the findings that know it and the words behind it."""
    holding = [words for words, _quotes in sides]
    found = holding[0].found.codes[code]
    every = [one for words, quotes in sides for one in quote_views(words, quotes)]
    added = date.fromisoformat(found.added_on) if found.added_on else None
    return Evidence(
        code=code,
        name=theme_name(holding[0], code),
        family=family_name(code),
        definition=in_language(found.use_when, tag()),
        added_on=added,
        unasked_condition=added is not None and code.partition("-")[0] == TERM,
        counts=tuple(count_view(words, code) for words in holding),
        stances=stance_chart(holding, code),
        regions=tuple(one for words in holding if (one := region_chart(words, code))),
        quotes=tuple(one for one in every if not one.is_against),
        against=tuple(one for one in every if one.is_against),
    )


def count_view(words: Words, code: str) -> CountView:
    """Return how many organisations of a strand raised a theme, and individuals apart from them."""
    speak = voice()
    own, alone = raised_as(words.found, code), raised_as(words.found, code, INDIVIDUAL)
    base = speak.say(Mark.FEWER if own is None or own.base is None else own.base)
    individuals = ""
    if alone is not None and alone.share.count is not None and alone.base is not None:
        individuals = ngettext(
            "%(count)s of %(base)s individuals raised it too; they are never added.",
            "%(count)s of %(base)s individuals raised it too; they are never added.",
            alone.share.count,
            count=speak.number(alone.share.count),
            base=speak.number(alone.base),
        )
    return CountView(
        mark=words.found.mark,
        coalition_name=words.found.coalition_name,
        figure=speak.say(own.count if own else Mark.FEWER),
        beside=_("of %(base)s organisations heard raised it", base=base),
        hidden=own is None or isinstance(own.count, Mark),
        individuals=individuals,
    )


def stance_chart(holding: Sequence[Words], code: str) -> Figure | None:
    """Return how those who raised a theme stood to it: organisations, and individuals in a row of their own."""
    rows = tuple(
        row for words in holding for unit in (ORGANISATION, INDIVIDUAL) if (row := _stances(words, code, unit, holding))
    )
    if all(isinstance(value, Mark) for row in rows for value in row.values):
        return None
    title = _("Of those who raised it")
    heading = Heading(
        title=title,
        base_line=_("Everybody counts once: who said both is “for and against”. Individuals are never added."),
        table_caption=f"{title} · {theme_name(holding[0], code)}",
        row_name=_("Who"),
    )
    spec = StackedBars(heading=heading, categories=stance_categories(), rows=rows, rest=stance_untold())
    return Figure("stance-chart", "", draw(spec, voice(), rtl=is_rtl()))


def _stances(words: Words, code: str, unit: str, holding: Sequence[Words]) -> StackedRow | None:
    found = raised_as(words.found, code, unit)
    if found is None or isinstance(found.count, Mark):
        return None
    who = str(UNITS[unit])
    label = f"{words.found.mark} · {who}" if len(holding) > 1 else who
    return StackedRow(label=label, values=stance_values(words, code, unit), base=found.count)


def region_chart(words: Words, code: str) -> Figure | None:
    """Return how many of each region raised a theme; None where the break is not published."""
    table = words.found.figure(FigureKey(ORGANISATION, THEMES, by="region"))
    groups = words.groups(ORGANISATION, "region")
    if table is None or code not in table.rows or not groups:
        return None
    bases = dict(zip(table.groups, table.bases, strict=True))
    rows = tuple(
        BarRow(
            label=words.group(ORGANISATION, "region", group.key),
            value=table.cell(code, group.key),
            base=Mark.WITHHELD if bases[group.key] is None else bases[group.key] or 0,
        )
        for group in groups
        if group.key in bases
    )
    if all(row.value is Mark.FEWER for row in rows):
        return None
    title = f"{words.found.mark} · {words.found.coalition_name}"
    heading = Heading(
        title=title,
        base_line=_("Organisations that raised it, of those heard in the region."),
        table_caption=_("By region · %(strand)s", strand=title),
        row_name=_("Region"),
    )
    return Figure(
        f"regions-{words.found.mark.lower()}", "", draw(Bars(heading=heading, rows=rows), voice(), rtl=is_rtl())
    )
