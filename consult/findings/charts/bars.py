"""Bars: shares with a line at half, and counts from 0."""

from __future__ import annotations

from markupsafe import Markup

from consult.disclosure.rules import Mark
from consult.findings.charts.drawing import (
    Drawing,
    LegendEntry,
    Plot,
    Row,
    count_axis,
    count_grid,
    count_steps,
    framed,
    greatest,
    hidden,
    share_axis,
    share_grid,
    withheld_legend,
)
from consult.findings.charts.pen import Pen, joined, swatch
from consult.findings.charts.spec import BarRow, Bars, Counts, Weakest
from consult.findings.charts.voice import Voice, share_of

RING = Markup('<line x1="12" y1="1" x2="12" y2="15" class="tick"/><circle cx="12" cy="8" r="5" class="ring tick"/>')
BAR = (24, 52)


def draw_bars(spec: Bars, voice: Voice, pen: Pen) -> Drawing:
    """Draw shares; the leading row is solid, the others are hatched."""
    values = tuple(row.value for row in spec.rows)
    grid = share_grid(pen) if spec.half_is_dashed else share_grid(pen, half="g")
    named = [(swatch("for"), spec.lead_name), (swatch("for2"), spec.other_name), (RING, spec.weakest_name)]
    rows = tuple(
        Row(
            label=row.label,
            note=" ".join(part for part in (row.note, row.weakest.sentence if row.weakest else "") if part),
            marks=joined(grid, _bar(row, voice, pen), _weakest(row.weakest, pen)),
            value=voice.shown_of(row.value, row.base),
            detail=voice.share(row.value, row.base),
            lead=row.lead,
        )
        for row in spec.rows
    )
    has_notes = any(row.note for row in rows)
    plot = Plot(
        shape="tall" if has_notes else "",
        legend=tuple(LegendEntry(sample, name) for sample, name in named if name) + withheld_legend(values, voice),
        axis=share_axis(pen, voice),
        rows=rows,
        head=(
            voice.count_head,
            voice.base_head,
            voice.share_head,
            *((spec.weakest_name,) if spec.weakest_name else ()),
        ),
        cells=tuple(_cells(row, spec, voice) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _cells(row: BarRow, spec: Bars, voice: Voice) -> tuple[str, ...]:
    cells = (row.label, voice.say(row.value), voice.say(row.base), voice.share(row.value, row.base) or "–")
    if not spec.weakest_name:
        return cells
    return (*cells, row.weakest.sentence if row.weakest else "–")


def _bar(row: BarRow, voice: Voice, pen: Pen) -> Markup:
    share = share_of(row.value, row.base)
    if isinstance(row.value, Mark) or share is None:
        return hidden(pen, voice, row.value if isinstance(row.value, Mark) else Mark.WITHHELD)
    return pen.rect(0, share, BAR, "for" if row.lead else "for2")


def _weakest(weakest: Weakest | None, pen: Pen) -> Markup:
    share = share_of(weakest.value, weakest.base) if weakest else None
    if share is None:
        return Markup("")
    return joined(pen.line((share, 12), (share, 88), "tick"), pen.circle(share, 50, 6, "ring tick"))


def draw_counts(spec: Counts, voice: Voice, pen: Pen) -> Drawing:
    """Draw counts from 0 to the next round number."""
    values = tuple(row.value for row in spec.rows)
    steps = count_steps(greatest(values))
    rows = tuple(
        Row(
            label=row.label,
            note=row.note,
            marks=joined(count_grid(pen, steps), _count(row, voice, pen, steps[-1])),
            value=voice.shown_of(row.value, row.base),
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        legend=withheld_legend(values, voice),
        axis=count_axis(pen, voice, steps),
        rows=rows,
        head=(voice.count_head, voice.base_head),
        cells=tuple((row.label, voice.say(row.value), voice.say(row.base)) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _count(row: BarRow, voice: Voice, pen: Pen, end: int) -> Markup:
    if isinstance(row.value, Mark):
        return hidden(pen, voice, row.value)
    return pen.rect(0, 100 * row.value / end, BAR, "for" if row.lead else "for2")
