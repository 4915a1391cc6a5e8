"""Plotly figures of the same specifications, as JSON-able data without a template."""

from __future__ import annotations

from dataclasses import dataclass

from consult.disclosure.rules import Mark
from consult.findings.charts import plotly_parts as parts
from consult.findings.charts.drawing import count_steps, greatest
from consult.findings.charts.plotly_grids import common_ground_figure, heat_figure
from consult.findings.charts.plotly_parts import Part
from consult.findings.charts.spec import (
    Bars,
    CommonGround,
    Counts,
    Diverging,
    Dots,
    Heat,
    Meaning,
    Point,
    Spec,
    StackedBars,
    Value,
)
from consult.findings.charts.voice import Voice, share_of

HALF: Part = {
    "type": "line",
    "x0": 50,
    "x1": 50,
    "yref": "paper",
    "y0": 0,
    "y1": 1,
    "line": {"color": "#5b6b78", "dash": "dash"},
}
SCALE_MEANINGS = (Meaning.AGAINST, Meaning.RATHER_AGAINST, Meaning.NEUTRAL, Meaning.CONDITIONS, Meaning.YES)


@dataclass(frozen=True, slots=True)
class _Strand:
    """One strand's points, and how they are told apart from the other's."""

    name: str
    symbol: str
    colour: str
    shift: float
    points: tuple[Point | None, ...]


def to_plotly(spec: Spec, voice: Voice, *, rtl: bool) -> Part:
    """Return data, layout and configuration of a Plotly figure."""
    match spec:
        case Bars():
            data, layout = _bars(spec, voice, rtl, shares=True)
        case Counts():
            data, layout = _bars(spec, voice, rtl, shares=False)
        case StackedBars():
            data, layout = _stacked(spec, voice, rtl)
        case Diverging():
            data, layout = _diverging(spec, voice, rtl)
        case Dots():
            data, layout = _dots(spec, voice, rtl)
        case Heat():
            data, layout = heat_figure(spec, voice, rtl)
        case CommonGround():
            data, layout = common_ground_figure(spec, voice, rtl)
    return {"data": data, "layout": layout, "config": parts.CONFIG}


def _hover(row: str, words: str) -> str:
    return f"{parts.label(row)}<br>{parts.label(words)}"


def _bars(spec: Bars | Counts, voice: Voice, rtl: bool, *, shares: bool) -> tuple[list[Part], Part]:
    steps = count_steps(greatest(tuple(row.value for row in spec.rows)))
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], (0, 100 if shares else steps[-1]), rtl)
    lead, other = (spec.lead_name, spec.other_name) if isinstance(spec, Bars) else ("", "")
    data = []
    for leads, name, meaning in ((True, lead, Meaning.YES), (False, other, Meaning.CONDITIONS)):
        rows = [at for at, row in enumerate(spec.rows) if row.lead is leads and not isinstance(row.value, Mark)]
        if not rows:
            continue
        chosen = [spec.rows[at] for at in rows]
        trace = parts.bar(rows, name, parts.FILLS[meaning])
        trace["x"] = [share_of(row.value, row.base) if shares else row.value for row in chosen]
        trace["hovertext"] = [_hover(row.label, voice.said_of(row.value, row.base)) for row in chosen]
        data.append(trace)
    layout["annotations"] = [
        parts.said((0, at), voice.say(row.value), rtl)
        for at, row in enumerate(spec.rows)
        if isinstance(row.value, Mark)
    ]
    layout["showlegend"] = bool(lead and other)
    layout["barmode"] = "overlay"
    if shares:
        layout["shapes"] = [HALF]
    return data, layout


def _stacked(spec: StackedBars, voice: Voice, rtl: bool) -> tuple[list[Part], Part]:
    longest = greatest(tuple(row.base for row in spec.rows))
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], (0, longest if spec.by_size else 100), rtl)
    layout["barmode"] = "stack"
    data = []
    for at, category in enumerate(spec.categories):
        trace = parts.bar(list(range(len(spec.rows))), category.label, parts.FILLS[category.meaning])
        trace["x"] = [_length(row.values[at], row.base, spec.by_size) for row in spec.rows]
        trace["hovertext"] = [
            _hover(row.label, f"{category.label}: {voice.said_of(row.values[at], row.base)}") for row in spec.rows
        ]
        data.append(trace)
    rest = [_rest(row.values, row.base, spec.by_size) for row in spec.rows]
    if any(rest):
        name = spec.rest.label if spec.rest else voice.withheld_name
        fill = parts.FILLS[spec.rest.meaning] if spec.rest else parts.WITHHELD
        trace = parts.bar(list(range(len(spec.rows))), name, fill)
        trace["x"] = rest
        trace["hovertext"] = [_hover(row.label, name) for row in spec.rows]
        data.append(trace)
    return data, layout


def _length(value: Value, base: Value, by_size: bool) -> float | None:
    if isinstance(value, Mark) or isinstance(base, Mark):
        return None
    return value if by_size else share_of(value, base)


def _rest(values: tuple[Value, ...], base: Value, by_size: bool) -> float:
    """Return what remains of a base beside the shown categories, if any of them is hidden."""
    if isinstance(base, Mark) or not any(isinstance(value, Mark) for value in values):
        return 0
    left = base - sum(value for value in values if not isinstance(value, Mark))
    return left if by_size else 100 * left / max(base, 1)


def _diverging(spec: Diverging, voice: Voice, rtl: bool) -> tuple[list[Part], Part]:
    known = [[0 if isinstance(value, Mark) else value for value in row.scale] for row in spec.rows]
    reach = max(max(line[0] + line[1], line[3] + line[4]) for line in known) or 1
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], (-reach, reach), rtl)
    layout["barmode"] = "relative"
    layout["xaxis"] |= {"domain": [0.3, 1] if rtl else [0, 0.7], "showticklabels": False, "zeroline": True}
    apart = [row.scale[2] for row in spec.rows], [row.cannot_judge for row in spec.rows]
    most = greatest((*apart[0], *apart[1]))
    layout["xaxis2"] = {
        "domain": [0, 0.24] if rtl else [0.76, 1],
        "range": [most * 2, 0] if rtl else [0, most * 2],
        "showticklabels": False,
        "showgrid": False,
    }
    data = []
    for at in (1, 0, 3, 4):
        column: list[Value] = [row.scale[at] for row in spec.rows]
        data.append(_column(spec, column, (spec.scale_names[at], SCALE_MEANINGS[at]), voice, -1 if at < 2 else 1))
    names = ((spec.scale_names[2], Meaning.NEUTRAL), (spec.cannot_judge_name, Meaning.CANNOT_JUDGE))
    data += [_column(spec, column, name, voice) | {"xaxis": "x2"} for column, name in zip(apart, names, strict=True)]
    return data, layout


def _column(spec: Diverging, column: list[Value], name: tuple[str, Meaning], voice: Voice, sign: int = 1) -> Part:
    trace = parts.bar(list(range(len(column))), name[0], parts.FILLS[name[1]])
    trace["x"] = [None if isinstance(value, Mark) else sign * value for value in column]
    trace["hovertext"] = [
        _hover(row.label, f"{name[0]}: {voice.say(value)}") for row, value in zip(spec.rows, column, strict=True)
    ]
    return trace


def _dots(spec: Dots, voice: Voice, rtl: bool) -> tuple[list[Part], Part]:
    points = tuple(point.value for row in spec.rows for point in (row.a, row.b) if point)
    end = count_steps(greatest(points))[-1] if spec.as_counts else 100
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], (0, end), rtl)
    if not spec.as_counts:
        layout["shapes"] = [HALF]
    strands = (
        _Strand(spec.a_name, "circle", parts.BLUE, -0.15, tuple(row.a for row in spec.rows)),
        _Strand(spec.b_name, "diamond-open", parts.RUST, 0.15, tuple(row.b for row in spec.rows)),
    )
    layout["annotations"] = [
        parts.said((0, at), f"{strand.name}: {voice.say(point.value)}", rtl) | {"y": at + strand.shift}
        for strand in strands
        for at, point in enumerate(strand.points)
        if point and _hidden(point)
    ]
    return [_strand_trace(spec, strand, voice) for strand in strands], layout


def _hidden(point: Point) -> bool:
    return isinstance(point.value, Mark) or isinstance(point.base, Mark)


def _strand_trace(spec: Dots, strand: _Strand, voice: Voice) -> Part:
    shown = [(at, point) for at, point in enumerate(strand.points) if point and not _hidden(point)]
    places = [_length(point.value, point.base, spec.as_counts) for _, point in shown]
    trace: Part = {
        "type": "scatter",
        "mode": "markers",
        "name": parts.label(strand.name, 60),
        "marker": {
            "symbol": strand.symbol,
            "color": strand.colour,
            "size": 13,
            "line": {"width": 2, "color": strand.colour},
        },
        "x": places,
        "y": [at + strand.shift for at, _ in shown],
        "hovertext": [
            _hover(spec.rows[at].label, f"{strand.name}: {voice.said_of(point.value, point.base)}")
            for at, point in shown
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if spec.range_name and not spec.as_counts:
        trace["error_x"] = _errors([point for _, point in shown], places)
    return trace


def _errors(points: list[Point], places: list[float | None]) -> Part:
    pairs = list(zip(points, places, strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "array": [max((point.high or at or 0) - (at or 0), 0) for point, at in pairs],
        "arrayminus": [max((at or 0) - (point.low or at or 0), 0) for point, at in pairs],
    }
