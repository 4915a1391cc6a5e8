"""The parts all Plotly figures share: palette, patterns, labels, axes. Plain data; the library is not imported.

Plotly knows nothing of right to left: the page wraps the figure in dir=ltr, labels are isolated, and the
x axis is mirrored deliberately.
"""

from __future__ import annotations

import textwrap
from typing import Any

from markupsafe import escape

from consult.findings.charts.spec import Heading, Meaning

Part = dict[str, Any]  # Any: plotly's figure is open-ended JSON
INK, PAPER, TEAL, PLUM, GREY, PALE, BLUE, RUST = (
    "#16232e",
    "#ffffff",
    "#0b5d5e",
    "#74315f",
    "#6f7e89",
    "#eceff1",
    "#1d4f91",
    "#a8480f",
)
SCALE = ("#eef5f4", "#c6e2df", "#6fb5b1", "#0b5d5e")
LINE, LETTER = 24, 7.6
"""Letters in a line of a label, and about how many pixels one takes."""
ISOLATE, POP = "\u2068", "\u2069"
CONFIG: Part = {"displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["toImage", "lasso2d", "select2d"]}
FILLS = {
    Meaning.YES: (TEAL, "", TEAL),
    Meaning.CONDITIONS: ("#cfe6e4", "/", TEAL),
    Meaning.AGAINST: (PLUM, "", PLUM),
    Meaning.RATHER_AGAINST: ("#f0dbe8", "\\", PLUM),
    Meaning.NEUTRAL: (PALE, "", GREY),
    Meaning.CANNOT_JUDGE: (PAPER, "-", GREY),
    Meaning.NOT_HEARD: (PAPER, ".", GREY),
    Meaning.UNTOLD: (SCALE[1], "", TEAL),
}
WITHHELD = (PAPER, "x", GREY)


def label(words: str, width: int = LINE) -> str:
    """Wrap, escape and isolate a label, so that neither tags nor direction leak out of it."""
    lines = (str(escape(line)) for line in textwrap.wrap(words, width) or [""])
    return "<br>".join(f"{ISOLATE}{line}{POP}" for line in lines)


def fill(paint: tuple[str, str, str]) -> Part:
    """Return a marker of a colour with a pattern over it."""
    colour, shape, ink = paint
    marker: Part = {"color": colour, "line": {"color": ink, "width": 1}}
    if shape:
        marker["pattern"] = {"shape": shape, "fillmode": "overlay", "fgcolor": ink, "size": 7, "solidity": 0.25}
    return marker


def layout(heading: Heading, labels: list[str], span: tuple[float, float], rtl: bool) -> Part:
    """Return a layout with one row per label from top to bottom and x over `span` from the inline start."""
    longest = max((len(line) for words in labels for line in textwrap.wrap(words, LINE)), default=0)
    side = "right" if rtl else "left"
    return {
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"color": INK, "size": 14},
        "height": 170 + 56 * len(labels),
        "margin": {"l": 24, "r": 24, "t": 32, "b": 80} | {side[0]: 24 + round(longest * LETTER)},
        "hovermode": "closest",
        "legend": {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "traceorder": "normal"},
        "meta": {"caption": label(heading.title, 200)},
        "xaxis": {
            "range": list(reversed(span)) if rtl else list(span),
            "gridcolor": "#dde3e6",
            "zeroline": False,
            "fixedrange": False,
        },
        "yaxis": {
            "tickmode": "array",
            "tickvals": list(range(len(labels))),
            "ticktext": [label(words) for words in labels],
            "range": [len(labels) - 0.5, -0.5],
            "side": side,
            "ticks": "outside",
            "ticklen": 8,
            "tickcolor": PAPER,
            "showgrid": False,
            "zeroline": False,
        },
    }


def said(at: tuple[float, int], words: str, rtl: bool, anchor: str = "start") -> Part:
    """Return an annotation: words at a place, reading away from the inline start."""
    sides = {"start": "right" if rtl else "left", "middle": "center"}
    return {
        "x": at[0],
        "y": at[1],
        "text": label(words),
        "showarrow": False,
        "xanchor": sides[anchor],
        "bgcolor": PAPER,
    }


def bar(rows: list[int], name: str, paint: tuple[str, str, str]) -> Part:
    """Return an empty horizontal bar trace; the caller adds x, text and hover text."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": rows,
        "width": 0.62,
        "name": label(name, 60),
        "marker": fill(paint),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "none",
    }
