"""A pairwise matrix: how many papers rank the option of the row before that of the column."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from consult.findings.charts.drawing import Drawing, LegendEntry, Plot, Row, framed
from consult.findings.charts.pen import Pen, joined, swatch
from consult.findings.charts.rounds import LETTERS
from consult.findings.charts.spec import Heading
from consult.findings.charts.voice import Voice

ALL_LETTERS = 80
"""About as many letters fit over all columns together on a wide page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """`over[a][b]`: papers that rank a before b; the diagonal is never read."""

    heading: Heading
    options: tuple[str, ...]
    over: tuple[tuple[int, ...], ...]
    leads: frozenset[str]
    more_name: str
    level_name: str
    fewer_name: str
    wins_head: str


def draw_pairs(spec: Pairs, voice: Voice, *, rtl: bool) -> Drawing:
    """Draw a cell for every two options: a tick where more papers rank the row first, an equals sign where as many."""
    pen, size = Pen(rtl), len(spec.options)
    wins = [sum(spec.over[a][b] > spec.over[b][a] for b in range(size) if b != a) for a in range(size)]
    names = [(f"{at + 1}", name) for at, name in enumerate(spec.options)]
    plot = Plot(
        shape="cells",
        legend=tuple(
            LegendEntry(swatch(kind), name)
            for kind, name in (("b3", f"✓ {spec.more_name}"), ("b1", f"= {spec.level_name}"), ("b0", spec.fewer_name))
        ),
        axis=_axis(spec, pen),
        rows=tuple(
            Row(
                label=f"{number} · {name}",
                marks=_line(spec, a, voice, pen),
                value=voice.shown_of(wins[a], size - 1),
                lead=name in spec.leads,
            )
            for a, (number, name) in enumerate(names)
        ),
        head=(*spec.options, spec.wins_head),
        cells=tuple(
            (
                spec.options[a],
                *("–" if a == b else voice.number(spec.over[a][b]) for b in range(size)),
                voice.said_of(wins[a], size - 1),
            )
            for a in range(size)
        ),
    )
    return framed(spec.heading, plot)


def _axis(spec: Pairs, pen: Pen) -> Markup:
    width = 100 / len(spec.options)
    letters = min(LETTERS, ALL_LETTERS // len(spec.options))
    marks = []
    for at, name in enumerate(spec.options):
        fits = f"{at + 1} · {name}" if len(name) + 4 <= letters else f"{at + 1}"
        marks.append(pen.text((at + 0.5) * width, 60, fits, "tk bd xl"))
        marks.append(pen.text((at + 0.5) * width, 60, f"{at + 1}", "tk bd xs"))
    return joined(*marks)


def _line(spec: Pairs, a: int, voice: Voice, pen: Pen) -> Markup:
    width = 100 / len(spec.options)
    marks = []
    for b in range(len(spec.options)):
        x = b * width
        if a == b:
            marks.append(pen.text(x + width / 2, 50, "–", "tk"))
            continue
        own, other = spec.over[a][b], spec.over[b][a]
        step, sign = ("b3", "✓ ") if own > other else ("b1", "= ") if own == other else ("b0", "")
        marks.append(pen.rect(x, width, (2, 96), f"cell {step}"))
        marks.append(pen.text(x + width / 2, 50, f"{sign}{voice.number(own)}", f"n{step[1]}"))
    return joined(*marks)
