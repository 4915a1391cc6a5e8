"""What a page shows of a chart, and the pieces all kinds of chart share."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from consult.disclosure.rules import Mark
from consult.findings.charts.pen import Pen, joined, swatch
from consult.findings.charts.spec import Heading, Meaning, Value
from consult.findings.charts.voice import Voice

KINDS = {
    Meaning.YES: "for",
    Meaning.CONDITIONS: "for2",
    Meaning.AGAINST: "ag",
    Meaning.RATHER_AGAINST: "ag2",
    Meaning.NEUTRAL: "nil",
    Meaning.CANNOT_JUDGE: "cj",
    Meaning.NOT_HEARD: "nr",
    Meaning.UNTOLD: "un",
}
SOLID = frozenset({"for", "ag"})


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample and its meaning."""

    swatch: Markup
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label, marks to be put into an svg element, and the value in words."""

    label: str
    marks: Markup
    value: Markup | str = ""
    note: str = ""
    detail: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Every figure of the chart in words."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as templates/components/charts.html shows it; `shape` is a class of the figure."""

    shape: str
    number: str
    title: str
    base_line: str
    source: str
    legend: tuple[LegendEntry, ...]
    axis: Markup | None
    rows: tuple[Row, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The part of a drawing that differs from kind to kind."""

    rows: tuple[Row, ...]
    head: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    shape: str = ""
    legend: tuple[LegendEntry, ...] = ()
    axis: Markup | None = None


def framed(heading: Heading, plot: Plot) -> Drawing:
    """Put the words around a plot."""
    return Drawing(
        shape=plot.shape,
        number=heading.number,
        title=heading.title,
        base_line=heading.base_line,
        source=heading.source,
        legend=plot.legend,
        axis=plot.axis,
        rows=plot.rows,
        table=Table(heading.table_caption, (heading.row_name, *plot.head), plot.cells),
    )


def share_axis(pen: Pen, voice: Voice) -> Markup:
    """Write 0 to 100 above the rows."""
    words = {
        0: voice.number(0),
        25: voice.number(25),
        50: voice.percent(50),
        75: voice.number(75),
        100: voice.number(100),
    }
    return joined(*(pen.text(at, 50, word, "tk") for at, word in words.items()))


def share_grid(pen: Pen, half: str = "half") -> Markup:
    """Draw the lines behind a row of shares; half is dashed, or drawn as the kind of line given."""
    return joined(
        pen.upright(0, "base"),
        pen.upright(25, "g"),
        pen.upright(50, half),
        pen.upright(75, "g"),
        pen.upright(100, "g"),
    )


def count_steps(greatest: int) -> tuple[int, ...]:
    """Return round numbers from 0 to at least `greatest`, four or five steps."""
    unit = next(u * 10**power for power in range(9) for u in (1, 2, 5) if u * 10**power * 5 >= greatest)
    return tuple(range(0, -(-max(greatest, unit) // unit) * unit + 1, unit))


def count_axis(pen: Pen, voice: Voice, steps: tuple[int, ...]) -> Markup:
    """Write the steps above the rows."""
    return joined(*(pen.text(100 * step / steps[-1], 50, voice.number(step), "tk") for step in steps))


def count_grid(pen: Pen, steps: tuple[int, ...]) -> Markup:
    """Draw the lines behind a row of counts."""
    return joined(*(pen.upright(100 * step / steps[-1], "g" if step else "base") for step in steps))


def hidden(pen: Pen, voice: Voice, value: Mark) -> Markup:
    """Draw what stands for a hidden bar: withheld is cross-hatched, a small count is said."""
    if value is Mark.FEWER:
        return pen.text(0, 50, voice.few, "lab sm", "start")
    return joined(pen.rect(0, 100, (24, 52), "sup"), pen.text(50, 50, voice.withheld, "lab bd"))


def withheld_legend(values: tuple[Value, ...], voice: Voice) -> tuple[LegendEntry, ...]:
    """Explain the cross-hatch where there is one."""
    return (LegendEntry(swatch("sup"), voice.withheld_name),) if Mark.WITHHELD in values else ()


def greatest(values: tuple[Value, ...]) -> int:
    """Return the greatest shown count, at least 1."""
    return max((value for value in values if not isinstance(value, Mark)), default=1) or 1
