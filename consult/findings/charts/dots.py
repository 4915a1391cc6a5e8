"""Dots: strand A against strand B, row by row."""

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
    share_axis,
    share_grid,
)
from consult.findings.charts.pen import Pen, joined
from consult.findings.charts.spec import Difference, DotRow, Dots, Point
from consult.findings.charts.voice import Voice, share_of

A_AT, B_AT = 32.0, 68.0
SAMPLES = (
    Markup('<circle cx="12" cy="8" r="6" class="ca"/>'),
    Markup('<path d="M12 1 19 8 12 15 5 8z" class="cb"/>'),
    Markup('<line x1="1" y1="8" x2="23" y2="8" class="la wh"/>'),
    Markup('<rect width="24" height="16" class="band"/>'),
    Markup('<line x1="1" y1="8" x2="23" y2="8" class="clear"/>'),
)


def draw_dots(spec: Dots, voice: Voice, pen: Pen) -> Drawing:
    """Draw both strands on one scale; words beside each row say whether they differ."""
    steps = _steps(spec)
    grid = count_grid(pen, steps) if steps else share_grid(pen)
    names = (spec.a_name, spec.b_name, spec.range_name, spec.unclear_name, spec.clear_name)
    rows = tuple(
        Row(
            label=row.label,
            marks=joined(_band(row, pen), grid, _link(row, pen, steps), _marks(row, voice, pen, steps)),
            value=_value(spec, row, voice),
            detail=row.detail,
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        shape="tall wv",
        legend=tuple(LegendEntry(sample, name) for sample, name in zip(SAMPLES, names, strict=True) if name),
        axis=count_axis(pen, voice, steps) if steps else share_axis(pen, voice),
        rows=rows,
        head=_head(spec, voice),
        cells=tuple(_cells(spec, row, voice) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _points(spec: Dots) -> tuple[Point, ...]:
    return tuple(point for row in spec.rows for point in (row.a, row.b) if point)


def _steps(spec: Dots) -> tuple[int, ...]:
    if not spec.as_counts:
        return ()
    return count_steps(greatest(tuple(point.value for point in _points(spec))))


def _place(point: Point | None, steps: tuple[int, ...]) -> float | None:
    """Find where a point stands, or None if it is hidden or there is none."""
    if point is None or isinstance(point.value, Mark):
        return None
    return 100 * point.value / steps[-1] if steps else share_of(point.value, point.base)


def _interval(point: Point | None) -> tuple[float, float] | None:
    """Return the bounds of a shown point; a hidden point's bounds would give it away."""
    if point is None or share_of(point.value, point.base) is None or point.low is None or point.high is None:
        return None
    return point.low, point.high


def _band(row: DotRow, pen: Pen) -> Markup:
    a, b = _interval(row.a), _interval(row.b)
    if row.difference is not Difference.UNCLEAR or not a or not b:
        return Markup("")
    low, high = min(a[0], b[0]), max(a[1], b[1])
    return pen.rect(low, high - low, (6, 88), "band")


def _link(row: DotRow, pen: Pen, steps: tuple[int, ...]) -> Markup:
    a, b = _place(row.a, steps), _place(row.b, steps)
    if row.difference is not Difference.CLEAR or a is None or b is None:
        return Markup("")
    return joined(
        pen.line((a, 34), (a, 50), "clear"), pen.line((a, 50), (b, 50), "clear"), pen.line((b, 50), (b, 66), "clear")
    )


def _marks(row: DotRow, voice: Voice, pen: Pen, steps: tuple[int, ...]) -> Markup:
    marks = []
    for point, y, line in ((row.a, A_AT, "la wh"), (row.b, B_AT, "lb wh")):
        bounds, at = _interval(point), _place(point, steps)
        if bounds and not steps:
            marks.append(pen.line((bounds[0], y), (bounds[1], y), line))
        if at is not None:
            marks.append(pen.circle(at, y, 6.5, "ca") if y == A_AT else pen.diamond(at, y, 8, "cb"))
        elif point is not None:
            marks.append(pen.text(0, y, voice.say(point.value), "lab sm " + ("ta" if y == A_AT else "tb"), "start"))
    return joined(*marks)


def _said(point: Point | None, spec: Dots, voice: Voice) -> str:
    if point is None:
        return "–"
    return (not spec.as_counts and voice.share(point.value, point.base)) or voice.said_of(point.value, point.base)


def _value(spec: Dots, row: DotRow, voice: Voice) -> Markup:
    short = [
        voice.say(point.value) if point and spec.as_counts else _said(point, spec, voice) for point in (row.a, row.b)
    ]
    return Markup('<b class="sa"><bdi>{} {}</bdi></b> · <b class="sb"><bdi>{} {}</bdi></b>').format(
        spec.a_name, short[0], spec.b_name, short[1]
    )


def _head(spec: Dots, voice: Voice) -> tuple[str, ...]:
    ranges = (voice.low_head, voice.high_head) if spec.range_name else ()
    columns = [(name, *ranges) for name in (spec.a_name, spec.b_name)]
    return (*columns[0], *columns[1], *((spec.difference_name,) if spec.difference_name else ()))


def _cells(spec: Dots, row: DotRow, voice: Voice) -> tuple[str, ...]:
    cells = [row.label]
    for point in (row.a, row.b):
        share = voice.share(point.value, point.base) if point and not spec.as_counts else ""
        said = voice.said_of(point.value, point.base) if point else "–"
        cells.append(f"{said} · {share}" if share else said)
        if spec.range_name:
            bounds = _interval(point)
            cells += [voice.percent(round(bound)) for bound in bounds] if bounds else ["–", "–"]
    return (*cells, *((row.detail or "–",) if spec.difference_name else ()))
