"""Stacked bars of one question, and five-point scales around their neutral middle."""

from __future__ import annotations

from markupsafe import Markup

from consult.disclosure.rules import Mark
from consult.findings.charts.drawing import (
    KINDS,
    SOLID,
    Drawing,
    LegendEntry,
    Plot,
    Row,
    framed,
    greatest,
    withheld_legend,
)
from consult.findings.charts.pen import Pen, joined, swatch
from consult.findings.charts.spec import Diverging, DivergingRow, StackedBars, StackedRow, Value
from consult.findings.charts.voice import Voice

ROOM_FOR_NUMBER, ROOM_ON_PHONES = 5.5, 12.0
SIDES = ("ag", "ag2", "nil", "for2", "for")
APART_FROM, APART_TO = 80.0, 89.0
SIDES_TO = 74.0


def draw_stacked(spec: StackedBars, voice: Voice, pen: Pen) -> Drawing:
    """Draw each row as one bar cut into its categories."""
    kinds = tuple(KINDS[category.meaning] for category in spec.categories)
    longest = greatest(tuple(row.base for row in spec.rows))
    rows = tuple(
        Row(
            label=row.label,
            marks=_stack(row, kinds, _rest(spec, voice), pen, (voice, longest if spec.by_size else None)),
            value=row.value or voice.say(row.base),
            detail=row.detail,
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        shape="slim" if spec.by_size else "",
        legend=tuple(
            LegendEntry(swatch(kind), category.label) for kind, category in zip(kinds, spec.categories, strict=True)
        )
        + _hidden_legend(spec, voice),
        rows=rows,
        head=(*(category.label for category in spec.categories), voice.total_head),
        cells=tuple((row.label, *(voice.say(value) for value in row.values), voice.say(row.base)) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _rest(spec: StackedBars, voice: Voice) -> tuple[str, str]:
    """Return how hidden cells are drawn, and what is written on them."""
    return (KINDS[spec.rest.meaning], "") if spec.rest else ("sup", voice.withheld)


def _hidden_legend(spec: StackedBars, voice: Voice) -> tuple[LegendEntry, ...]:
    """Explain what stands for hidden cells, where there are any."""
    cells = any(isinstance(value, Mark) for row in spec.rows for value in row.values if not isinstance(row.base, Mark))
    whole = any(isinstance(row.base, Mark) for row in spec.rows)
    rest = (LegendEntry(swatch(KINDS[spec.rest.meaning]), spec.rest.label),) if spec.rest and cells else ()
    hatched = whole or (cells and spec.rest is None)
    return (*rest, *withheld_legend((Mark.WITHHELD,) if hatched else (), voice))


def _stack(
    row: StackedRow, kinds: tuple[str, ...], rest: tuple[str, str], pen: Pen, scaled: tuple[Voice, int | None]
) -> Markup:
    """Draw the shown categories; what remains of the base is drawn as one piece, never cell by cell."""
    voice, longest = scaled
    if isinstance(row.base, Mark) or row.base <= 0:
        return joined(pen.rect(0, 100, (18, 64), "sup"), pen.text(50, 50, voice.withheld, "lab bd"))
    scale = 100 / (longest or row.base)
    marks, at = [], 0.0
    for value, kind in zip(row.values, kinds, strict=True):
        if not isinstance(value, Mark) and value:
            marks.append(_piece(pen, at, value * scale, kind, voice.number(value)))
            at += value * scale
    if any(isinstance(value, Mark) for value in row.values):
        marks.append(_piece(pen, at, row.base * scale - at, *rest))
    return joined(*marks)


def _piece(pen: Pen, at: float, width: float, kind: str, words: str) -> Markup:
    piece = pen.rect(at, width, (18, 64), kind)
    if width < ROOM_FOR_NUMBER or not words:
        return piece
    kinds = ("on bd" if kind in SOLID else "lab bd") + ("" if width >= ROOM_ON_PHONES else " xl")
    return joined(piece, pen.text(at + width / 2, 50, words, kinds))


def draw_diverging(spec: Diverging, voice: Voice, pen: Pen) -> Drawing:
    """Draw against and for around one line; neutral and cannot judge on a line of their own."""
    centre, scale = _around(spec)
    kinds = ((0, "ag"), (1, "ag2"), (3, "for2"), (4, "for"))
    legend = [LegendEntry(swatch(kind), spec.scale_names[at]) for at, kind in kinds]
    legend += [LegendEntry(swatch("nil"), spec.scale_names[2]), LegendEntry(swatch("cj"), spec.cannot_judge_name)]
    values = tuple(value for row in spec.rows for value in (*row.scale, row.cannot_judge))
    rows = tuple(
        Row(
            label=row.label,
            marks=joined(_sides(row, voice, pen, (centre, scale)), _apart(row, voice, pen, spec)),
            value=row.value,
            detail=row.detail,
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        shape="wv",
        legend=(*legend, *withheld_legend(values, voice)),
        axis=joined(
            pen.text(centre, 50, spec.against_name, "tk", "end"),
            pen.text(centre, 50, spec.for_name, "tk", "start"),
            pen.text(APART_FROM, 50, spec.apart_name, "tk xl", "start"),
            pen.text(100, 50, spec.apart_name, "tk xs", "end"),
        ),
        rows=rows,
        head=(*spec.scale_names, spec.cannot_judge_name),
        cells=tuple((row.label, *(voice.say(value) for value in (*row.scale, row.cannot_judge))) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _known(value: Value) -> int:
    return 0 if isinstance(value, Mark) else value


def _around(spec: Diverging) -> tuple[float, float]:
    """Find where the line between against and for stands, and how wide one answer is."""
    against = max(_known(row.scale[0]) + _known(row.scale[1]) for row in spec.rows)
    favour = max(_known(row.scale[3]) + _known(row.scale[4]) for row in spec.rows)
    scale = SIDES_TO / max(against + favour, 1)
    return max(against * scale, 12.0), scale if against * scale >= 12.0 else (SIDES_TO - 12.0) / max(favour, 1)


def _sides(row: DivergingRow, voice: Voice, pen: Pen, around: tuple[float, float]) -> Markup:
    centre, scale = around
    marks = []
    for order, step in (((1, 0), -1), ((3, 4), 1)):
        at = centre
        for index in order:
            value = row.scale[index]
            width = _known(value) * scale
            if isinstance(value, Mark):
                marks.append(
                    pen.text(
                        at,
                        50,
                        voice.short(value),
                        "lab sm",
                        "end" if step < 0 else "start",
                    )
                )
                at += step * 9
                continue
            marks.append(_piece(pen, at - width if step < 0 else at, width, SIDES[index], voice.number(value)))
            at += step * width
    return joined(*marks, pen.upright(centre, "base"))


def _apart(row: DivergingRow, voice: Voice, pen: Pen, spec: Diverging) -> Markup:
    longest = greatest(tuple(value for each in spec.rows for value in (each.scale[2], each.cannot_judge)))
    marks = []
    for value, top, kind in ((row.scale[2], 20, "nil"), (row.cannot_judge, 54, "cj")):
        width = _known(value) * (APART_TO - APART_FROM) / longest
        marks.append(pen.rect(APART_FROM, width, (top, 26), kind) if width else Markup(""))
        marks.append(pen.text(APART_FROM + width, top + 13, voice.short(value), "sm", "start"))
    return joined(*marks, pen.upright(APART_FROM, "base"))
