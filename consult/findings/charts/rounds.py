"""A bump chart: the place of every option in every round, from the first round to the last it is in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from consult.findings.charts.drawing import Drawing, LegendEntry, Plot, Row, framed
from consult.findings.charts.pen import Pen, joined
from consult.findings.charts.spec import Heading

MOST_DRAWN = 10
"""More options than this are read from the table alone."""
NAMES_END = 24.0
"""Names stand before this much of the width, rounds behind it."""
LETTERS, LETTERS_ON_A_PHONE = 22, 7
RADIUS = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One option: its place in each round it is in, counted from 0, and what is said of each round."""

    label: str
    places: tuple[int, ...]
    said: tuple[str, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The courses in the order of the first round; who has the number n in the picture is the n-th of them."""

    heading: Heading
    round_names: tuple[str, ...]
    numbers: tuple[str, ...]
    courses: tuple[Course, ...]
    wins_name: str
    goes_name: str
    more: tuple[tuple[str, ...], ...] = ()


def draw_rounds(spec: Rounds, *, rtl: bool) -> Drawing:
    """Draw a line for each option; a full circle has won, a diamond goes after the round it stands in."""
    pen = Pen(rtl)
    wins = Markup('<circle cx="12" cy="8" r="7" class="for"/>')
    goes = Markup('<path d="M12 0 20 8 12 16 4 8z" class="off"/>')
    samples = [(wins, spec.wins_name if any(one.lead for one in spec.courses) else ""), (goes, spec.goes_name)]
    plot = Plot(
        shape=f"bump of{len(spec.courses)}",
        legend=tuple(LegendEntry(sample, name) for sample, name in samples if name),
        axis=joined(*(pen.text(_at(spec, at), 50, number, "tk bd") for at, number in enumerate(spec.numbers))),
        rows=(Row(label="", marks=joined(*_lines(spec, pen), *_dots(spec, pen))),),
        head=spec.round_names,
        cells=(*(_cells(spec, one) for one in spec.courses), *spec.more),
    )
    return framed(spec.heading, plot)


def _at(spec: Rounds, number: int) -> float:
    return NAMES_END + (number + 0.5) * (100 - NAMES_END) / len(spec.numbers)


def _height(spec: Rounds, place: int) -> float:
    return (place + 0.5) * 100 / len(spec.courses)


def _lines(spec: Rounds, pen: Pen) -> list[Markup]:
    marks = []
    for one in spec.courses:
        points = [(_at(spec, at), _height(spec, place)) for at, place in enumerate(one.places)]
        for start, end in pairwise(points):
            marks.append(pen.line(start, end, "way won" if one.lead else "way"))
    return marks


def _dots(spec: Rounds, pen: Pen) -> list[Markup]:
    marks: list[Markup] = []
    for name, one in enumerate(spec.courses, 1):
        y = _height(spec, one.places[0])
        number = f"{name}"
        for letters, kind in ((LETTERS, "lab xl"), (LETTERS_ON_A_PHONE, "lab sm xs")):
            marks.append(pen.text(0, y, shortened(one.label, letters), f"{kind} bd" if one.lead else kind, "start"))
        for at, place in enumerate(one.places):
            marks += _dot(pen, (_at(spec, at), _height(spec, place)), number, _kind(spec, one, at))
    return marks


def _kind(spec: Rounds, one: Course, at: int) -> str:
    last = at == len(one.places) - 1
    if one.lead and last:
        return "for"
    return "goes" if last and len(one.places) < len(spec.numbers) else "off"


def _dot(pen: Pen, at: tuple[float, float], number: str, kind: str) -> list[Markup]:
    if kind == "goes":
        return [pen.diamond(*at, RADIUS + 4, "off"), pen.text(*at, number, "sm")]
    return [pen.circle(*at, RADIUS, kind), pen.text(*at, number, "on bd sm" if kind == "for" else "sm")]


def shortened(name: str, letters: int) -> str:
    """Return a name, cut with a sign of it where it has more letters than fit."""
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def _cells(spec: Rounds, one: Course) -> tuple[str, ...]:
    return (one.label, *one.said, *("–" for _ in spec.numbers[len(one.said) :]))
