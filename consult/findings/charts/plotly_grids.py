"""Plotly figures of grids: heat maps and common ground."""

from __future__ import annotations

from consult.disclosure.rules import Mark
from consult.findings.charts import plotly_parts as parts
from consult.findings.charts.plotly_parts import Part
from consult.findings.charts.spec import CommonGround, Group, Heat
from consult.findings.charts.voice import Voice, share_of

FEW = 6
"""More columns than this are named by their short forms."""
STEPS = [[edge, colour] for at, colour in enumerate(parts.SCALE) for edge in (at / 4, (at + 1) / 4)]


def _columns(layout: Part, groups: tuple[Group, ...]) -> None:
    layout["xaxis"] |= {
        "tickmode": "array",
        "tickvals": list(range(len(groups))),
        "ticktext": [parts.label(group.label if len(groups) <= FEW else group.short, 14) for group in groups],
        "side": "top",
        "tickangle": 0,
        "showgrid": False,
    }
    layout["margin"]["t"] = 72


def heat_figure(spec: Heat, voice: Voice, rtl: bool) -> tuple[list[Part], Part]:
    """Return a heat map in four steps, the words of every cell written in it."""
    span = (-0.5, len(spec.groups) - 0.5)
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], span, rtl)
    _columns(layout, spec.groups)
    shares = [
        [share_of(value, group.base) for value, group in zip(row.cells, spec.groups, strict=True)] for row in spec.rows
    ]
    trace: Part = {
        "type": "heatmap",
        "x": list(range(len(spec.groups))),
        "y": list(range(len(spec.rows))),
        "z": shares,
        "zmin": 0,
        "zmax": 100,
        "colorscale": STEPS,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "text": [
            [
                "<br>".join(map(parts.label, (row.label, group.label, voice.said_of(value, group.base))))
                for value, group in zip(row.cells, spec.groups, strict=True)
            ]
            for row in spec.rows
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverongaps": True,
    }
    layout["annotations"] = [
        _cell(
            (column, line), voice.say(value) if value is not Mark.FEWER else voice.few_short, shares[line][column], rtl
        )
        for line, row in enumerate(spec.rows)
        for column, value in enumerate(row.cells)
    ]
    return [trace], layout


def _cell(at: tuple[int, int], words: str, share: float | None, rtl: bool) -> Part:
    colour = parts.PAPER if share is not None and share > 75 else parts.INK
    return parts.said(at, words, rtl, "middle") | {"bgcolor": "rgba(0,0,0,0)", "font": {"color": colour}}


def common_ground_figure(spec: CommonGround, voice: Voice, rtl: bool) -> tuple[list[Part], Part]:
    """Return marks: full where more than half of a group could live with an option."""
    groups = tuple(group for side in spec.sides for group in side.groups)
    layout = parts.layout(spec.heading, [row.label for row in spec.rows], (-0.5, len(groups) - 0.5), rtl)
    _columns(layout, groups)
    layout["annotations"] = []
    data, first = [], 0
    for side, symbol in zip(spec.sides, ("circle", "diamond"), strict=True):
        marks: list[tuple[int, int, bool, str]] = []
        for line, row in enumerate(spec.rows):
            for column in range(first, first + len(side.groups)):
                value, group = row.cells[column], groups[column]
                share = share_of(value, group.base)
                words = f"{row.label}, {group.label}: {voice.said_of(value, group.base)}"
                if share is None:
                    hidden = voice.few_short if value is Mark.FEWER else voice.withheld
                    layout["annotations"].append(parts.said((column, line), hidden, rtl, "middle"))
                else:
                    marks.append((column, line, share > 50, parts.label(words, 60)))
        first += len(side.groups)
        data.append(_marks(side.name, symbol, marks))
    return data, layout


def _marks(name: str, symbol: str, marks: list[tuple[int, int, bool, str]]) -> Part:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": parts.label(name, 60),
        "x": [column for column, _, _, _ in marks],
        "y": [line for _, line, _, _ in marks],
        "hovertext": [words for _, _, _, words in marks],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "opacity": 1,
            "symbol": [symbol if full else f"{symbol}-open" for _, _, full, _ in marks],
            "size": [20 if full else 10 for _, _, full, _ in marks],
            "color": [parts.TEAL if full else parts.GREY for _, _, full, _ in marks],
        },
    }
