"""One way into drawing, whatever the kind of chart."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from consult.findings.charts.bars import draw_bars, draw_counts
from consult.findings.charts.dots import draw_dots
from consult.findings.charts.drawing import Drawing
from consult.findings.charts.grids import draw_common_ground, draw_heat
from consult.findings.charts.pen import Pen
from consult.findings.charts.spec import Bars, CommonGround, Counts, Diverging, Dots, Heat, Spec, StackedBars
from consult.findings.charts.stacked import draw_diverging, draw_stacked
from consult.findings.charts.voice import Voice


def draw(spec: Spec, voice: Voice, *, rtl: bool) -> Drawing:
    """Draw a chart for a page that reads from left to right or, if `rtl`, from right to left."""
    pen, voice = (
        Pen(rtl),
        replace(voice, number=cache(voice.number)),
    )  # a base stands beside every row, and in the table
    match spec:
        case Bars():
            drawing = draw_bars(spec, voice, pen)
        case Counts():
            drawing = draw_counts(spec, voice, pen)
        case StackedBars():
            drawing = draw_stacked(spec, voice, pen)
        case Diverging():
            drawing = draw_diverging(spec, voice, pen)
        case Dots():
            drawing = draw_dots(spec, voice, pen)
        case Heat():
            drawing = draw_heat(spec, voice, pen)
        case CommonGround():
            drawing = draw_common_ground(spec, voice, pen)
    return drawing
