"""The page of one strand's findings, in the order it is read: who is missing, three sentences, the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consult.findings.charts import Drawing, Spec, draw, to_plotly
from consult.findings.charts.drawing import Table
from consult.findings.labels import BY
from consult.findings.labels import translated as _
from consult.findings.presentation.coverage import Rate, coverage_chart, dispositions, rates
from consult.findings.presentation.everywhere import everywhere
from consult.findings.presentation.futures import acceptance_chart, break_chart, lead_of, ranked
from consult.findings.presentation.headlines import Message, headlines
from consult.findings.presentation.items import closed_parts, item_chart, several_chart
from consult.findings.presentation.listening import SaidView, said_view
from consult.findings.presentation.listening import spec_named as said_spec
from consult.findings.presentation.words import Words, is_rtl, listed, said, voice
from consult.findings.rules.published import PublishedGroup, StrandFindings
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    CONDITIONS,
    INDIVIDUAL,
    ORGANISATION,
    Share,
    if_all_silent_objected,
)
from consult.instrument.rules import PartType

BREAKS = ("region", "language", "kind", "membership")


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its place on the page, and the key under which it can be explored."""

    id: str
    key: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class ItemView:
    """One closed item: the organisations' chart, and beside it, never added, the individuals' figures."""

    id: str
    title: str
    figures: tuple[Figure, ...]
    beside: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the instrument with its closed items."""

    id: str
    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page of a strand's findings shows."""

    found: StrandFindings
    messages: tuple[Message, ...]
    heard: Share
    silent: int
    individuals: int
    worst_case: str
    dispositions: list[tuple[str, str]]
    rates: list[Rate]
    coverage: tuple[Figure, ...]
    acceptance: Figure | None
    full: Figure | None
    breaks: tuple[tuple[str, str], ...]
    by: str
    break_figure: Figure | None
    beside: tuple[Figure, ...]
    conditions: tuple[Figure, ...]
    sections: tuple[SectionView, ...]
    voices: SaidView | None
    merged: tuple[str, ...]
    asks_what_is_acceptable: bool
    everywhere: tuple[tuple[str, Drawing], ...] = ()

    @property
    def has_register(self) -> bool:
        """Tell whether a register of members stands behind the answers: without one nobody knows who is missing."""
        return bool(self.heard.base)

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return the sections of the page, for its table of contents."""
        first = [("f2", _("Could you live with it?"))] if self.asks_what_is_acceptable else []
        if self.conditions:
            first.append(("conditions", _("Conditions, red lines")))
        first += [(one.id, one.title) for one in self.sections]
        if self.everywhere:
            first.append(("everywhere", _("Agreement in every region")))
        if self.voices:
            first.append(("said", _("What was said")))
        return [*first, ("method", _("How these figures were made"))]


def page_id(key: str) -> str:
    """Return a figure's key as an id of the page."""
    return "".join(c if c.isalnum() else "-" for c in key).lower()


def spec_of(words: Words, key: str) -> Spec | None:
    """Return the chart a key names: the same for the page and for exploring."""
    kind, *rest = key.split("/")
    match kind, rest:
        case "coverage", [by] if by in BREAKS:
            return coverage_chart(words.found, by)
        case "F2", [unit] if words.asks_what_is_acceptable:
            return acceptance_chart(words, unit)
        case "F2", [unit, by] if by in BREAKS and words.asks_what_is_acceptable:
            return break_chart(words, unit, by)
        case "item", [unit, part] if part in words.compiled.parts:
            return item_chart(words, unit, part)
        case "item", [unit, part, row] if part in words.compiled.parts:
            return several_chart(words, unit, part, row)
    return said_spec(words, key)


def figure(words: Words, key: str, *, page: str = "") -> Figure | None:
    """Return a drawn chart, or None where there is none."""
    spec = spec_of(words, key)
    return Figure(page or page_id(key), key, draw(spec, voice(), rtl=is_rtl())) if spec else None


def plotly_figure(words: Words, key: str, *, fictitious: bool) -> dict[str, Any] | None:  # Any: JSON
    """Return a chart as a Plotly figure; it says so where everything in it is invented."""
    spec = spec_of(words, key)
    return None if spec is None else marked(to_plotly(spec, voice(), rtl=is_rtl()), fictitious=fictitious)


def marked(made: dict[str, Any], *, fictitious: bool) -> dict[str, Any]:  # Any: JSON
    """Write into a figure that its data are invented, so that a picture of it says so too."""
    made["fictitious"] = fictitious
    if fictitious:
        note = {
            "text": _("Fictitious data"),
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1.02,
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
        }
        made["layout"]["annotations"] = [*made["layout"].get("annotations", []), note]
    return made


def board(words: Words, by: str) -> Board:
    """Return what the page of a strand's findings shows, with item F2 broken down by one attribute."""
    found = words.found
    offered = tuple((one, str(BY[one])) for one in BREAKS if found.shown_groups(ORGANISATION, one))
    chosen = by if by in dict(offered) else "region"
    beside = (figure(words, f"F2/{INDIVIDUAL}"), figure(words, f"F2/{INDIVIDUAL}/{chosen}"))
    return Board(
        found=found,
        messages=tuple(headlines(words)),
        heard=heard_of(found),
        silent=max(0, found.coverage.members - found.coverage.answered),
        individuals=found.bases.get(INDIVIDUAL, 0),
        worst_case=worst_case(words),
        dispositions=dispositions(found),
        rates=rates(found),
        coverage=tuple(one for by in ("region", "language", "kind") if (one := figure(words, f"coverage/{by}"))),
        acceptance=figure(words, f"F2/{ORGANISATION}", page="f2-chart"),
        full=figure(words, f"item/{ORGANISATION}/F2", page="f2-full") if words.asks_what_is_acceptable else None,
        breaks=offered,
        by=chosen,
        break_figure=figure(words, f"F2/{ORGANISATION}/{chosen}", page="f2-break"),
        beside=tuple(one for one in beside if one),
        conditions=tuple(_conditions(words)),
        sections=tuple(_sections(words)),
        voices=said_view(words),
        merged=tuple(merged_notes(words)),
        asks_what_is_acceptable=words.asks_what_is_acceptable,
        everywhere=tuple((f"everywhere-{page_id(key)}", drawn) for key, drawn in everywhere(words)),
    )


def heard_of(found: StrandFindings) -> Share:
    """Return how many organisations answered, of the register; of none where the answers came without one."""
    members = found.coverage.members
    return Share(found.coverage.answered, members) if members else Share(found.bases.get(ORGANISATION, 0), None)


def worst_case(words: Words) -> str:
    """Say what would be left of the most accepted option if everybody silent objected; nothing where it is hidden."""
    if not words.asks_what_is_acceptable or not words.found.coverage.members:
        return ""
    lead = lead_of(ranked(words, ORGANISATION))
    bound = if_all_silent_objected(words.found, lead) if lead else Share(None, None)
    if lead is None or bound.count is None:
        return ""
    return _(
        "Even if every silent member objected, %(share)s could still live with “%(option)s”.",
        share=said(bound),
        option=words.future(lead),
    )


def _conditions(words: Words) -> Iterator[Figure]:
    if CONDITIONS not in words.compiled.parts or not words.asks_what_is_acceptable:
        return
    for one in ranked(words, ORGANISATION):
        if made := figure(words, f"item/{ORGANISATION}/{CONDITIONS}/{one.option}"):
            yield made


def _sections(words: Words) -> Iterator[SectionView]:
    own, others = (closed_parts(words, unit) for unit in (ORGANISATION, INDIVIDUAL))
    asked = [key for key in words.compiled.parts if key in own or key in others]
    for section in words.compiled.sections:
        keys = [p.key for page in section.pages for item in page.items for p in item.parts if p.key in asked]
        apart = (ACCEPTABILITY, CONDITIONS) if words.asks_what_is_acceptable else ()
        items = tuple(_item(words, key) for key in keys if key not in apart)
        if items:
            yield SectionView(f"section-{section.code.lower()}", section.title.text, items)


def _item(words: Words, key: str) -> ItemView:
    names = [f"{key}/{row}" for row in words.rows(key)] if is_several(words, key) else [key]
    made = tuple(one for name in names if (one := figure(words, f"item/{ORGANISATION}/{name}")))
    specs = [spec for name in names if (spec := spec_of(words, f"item/{INDIVIDUAL}/{name}"))]
    beside = tuple(draw(spec, voice(), rtl=is_rtl()).table for spec in specs)
    return ItemView(page_id(key), words.question(key), made, beside)


def merged_notes(words: Words) -> Iterator[str]:
    """Name every group that is shown together with others, and say why."""
    for unit in (ORGANISATION, INDIVIDUAL):
        for by in BREAKS:
            for group in words.groups(unit, by):
                if group.merged:
                    yield merged_note(words, unit, by, group)


def merged_note(words: Words, unit: str, by: str, group: PublishedGroup) -> str:
    """Say which groups are shown together."""
    name = words.group(unit, by, group.key)
    if unit == INDIVIDUAL:
        return _("Individuals, %(by)s: %(group)s. Apart, fewer than five could be named.", by=BY[by], group=name)
    return _("Organisations, %(by)s: %(group)s. Apart, fewer than five could be named.", by=BY[by], group=name)


def is_several(words: Words, key: str) -> bool:
    """Tell whether a part is a matrix of several answers per row."""
    return words.part(key).type is PartType.MATRIX_MULTIPLE


__all__ = ["Board", "Figure", "ItemView", "Message", "SectionView", "board", "figure", "listed", "plotly_figure"]
