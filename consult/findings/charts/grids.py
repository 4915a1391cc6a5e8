"""Grids: a number in every cell, or a mark where more than half of a group could live with an option."""

from __future__ import annotations

from markupsafe import Markup

from consult.disclosure.rules import Mark
from consult.findings.charts.drawing import Drawing, LegendEntry, Plot, Row, framed, withheld_legend
from consult.findings.charts.pen import Pen, joined, swatch
from consult.findings.charts.spec import CommonGround, CommonGroundRow, Group, Heat, HeatRow, Value
from consult.findings.charts.voice import Voice, share_of

WIDE = 6
"""More columns than this have no room for words in their cells."""
LETTERS = 85
"""About as many letters fit over all columns together on a wide page."""
LETTERS_ON_A_PHONE = 40
"""About as many fit there; where the short forms have more, neighbours stand on two lines."""
FULL = Markup('<circle cx="7" cy="8" r="6" class="for"/><path d="M18 2 24 8 18 14 12 8z" class="for"/>')
OFF = Markup('<circle cx="7" cy="8" r="4" class="off"/><path d="M18 4 22 8 18 12 14 8z" class="off"/>')


def draw_heat(spec: Heat, voice: Voice, pen: Pen) -> Drawing:
    """Draw a grid coloured in four steps of the share of each group."""
    values = tuple(value for row in spec.rows for value in row.cells)
    legend = tuple(LegendEntry(swatch(f"b{at}"), name) for at, name in enumerate(voice.bins))
    rows = tuple(
        Row(
            label=row.label,
            note=row.note,
            marks=_heat_cells(row, spec, voice, pen),
            value=voice.shown_of(row.total, spec.total_base),
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        shape="cells",
        legend=legend + withheld_legend(values, voice),
        axis=_heat_axis(spec, voice, pen),
        rows=rows,
        head=(*(_named(group, voice) for group in spec.groups), voice.total_head),
        cells=tuple((row.label, *(voice.say(value) for value in (*row.cells, row.total))) for row in spec.rows),
    )
    return framed(spec.heading, plot)


def _named(group: Group, voice: Voice) -> str:
    return f"{group.label} ({voice.say(group.base)})"


def _heat_axis(spec: Heat, voice: Voice, pen: Pen) -> Markup:
    width = 100 / len(spec.groups)
    crowded = max(len(group.short) for group in spec.groups) > LETTERS_ON_A_PHONE // len(spec.groups)
    marks = []
    for at, group in enumerate(spec.groups):
        middle = (at + 0.5) * width
        line = (6, 38)[at % 2] if crowded else 30
        marks += _column_head(group, (middle, 30), len(spec.groups), "tk bd", pen, short_at=line)
        marks.append(pen.text(middle, 74, voice.say(group.base), "tk"))
    return joined(*marks)


def _column_head(
    group: Group, at: tuple[float, float], columns: int, kind: str, pen: Pen, *, short_at: float | None = None
) -> list[Markup]:
    """Write a group's name where it fits, and its short form on phones, there at a height of its own."""
    name = group.label if len(group.label) <= LETTERS // columns else group.short
    height = at[1] if short_at is None else short_at
    return [pen.text(*at, name, f"{kind} xl"), pen.text(at[0], height, group.short, f"{kind} xs")]


def _heat_cells(row: HeatRow, spec: Heat, voice: Voice, pen: Pen) -> Markup:
    width = 100 / len(spec.groups)
    return joined(
        *(
            _heat_cell((at * width, width), value, group.base, voice, pen)
            for at, (value, group) in enumerate(zip(row.cells, spec.groups, strict=True))
        )
    )


def _heat_cell(place: tuple[float, float], value: Value, base: Value, voice: Voice, pen: Pen) -> Markup:
    x, width = place
    middle = x + width / 2
    if value is Mark.WITHHELD:
        return joined(pen.rect(x, width, (2, 96), "cell sup"), pen.text(middle, 50, voice.withheld, "lab sm bd"))
    if isinstance(value, Mark):
        words = voice.few if 100 / width <= WIDE else voice.short(value)
        return joined(
            pen.rect(x, width, (2, 96), "cell b0"),
            pen.text(middle, 50, words, "sm xl"),
            pen.text(middle, 50, voice.short(value), "sm xs"),
        )
    step = _step(value, base)
    return joined(pen.rect(x, width, (2, 96), f"cell b{step}"), pen.text(middle, 50, voice.number(value), f"n{step}"))


def _step(value: Value, base: Value) -> int:
    """Return 0 to 3: up to a quarter, up to half, more than half, more than three quarters."""
    share = share_of(value, base)
    if share is None:
        return 0
    return sum(share > bound for bound in (25, 50, 75))


def draw_common_ground(spec: CommonGround, voice: Voice, pen: Pen) -> Drawing:
    """Draw a full mark where more than half of a group could live with an option."""
    groups = tuple(group for side in spec.sides for group in side.groups)
    values = tuple(value for row in spec.rows for value in row.cells)
    rows = tuple(
        Row(
            label=row.label,
            marks=_ground(row, spec, voice, pen),
            value=_groups_won(row, groups, voice),
            lead=row.lead,
        )
        for row in spec.rows
    )
    plot = Plot(
        shape="cells",
        legend=(LegendEntry(FULL, spec.full_name), LegendEntry(OFF, spec.off_name), *withheld_legend(values, voice)),
        axis=_ground_axis(spec, pen),
        rows=rows,
        head=tuple(f"{side.name}: {group.label}" for side in spec.sides for group in side.groups),
        cells=tuple(
            (row.label, *(voice.said_of(value, group.base) for value, group in zip(row.cells, groups, strict=True)))
            for row in spec.rows
        ),
    )
    return framed(spec.heading, plot)


def _is_full(value: Value, base: Value) -> bool | None:
    """Say whether more than half agreed; None if that is not published."""
    share = share_of(value, base)
    return None if share is None else share > 50


def _groups_won(row: CommonGroundRow, groups: tuple[Group, ...], voice: Voice) -> Markup:
    full = [_is_full(value, group.base) for value, group in zip(row.cells, groups, strict=True)]
    return voice.shown_of(full.count(True), len(full))


def _columns(spec: CommonGround) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Spread the groups of each side over a little less than half of the width."""
    a, b = (len(side.groups) for side in spec.sides)
    width = 95 / (a + b)
    left = tuple((at + 0.5) * width for at in range(a))
    return left, tuple(a * width + 5 + (at + 0.5) * width for at in range(b))


def _ground_axis(spec: CommonGround, pen: Pen) -> Markup:
    marks = []
    for side, columns, kind in zip(spec.sides, _columns(spec), ("ta", "tb"), strict=True):
        marks.append(pen.text(sum(columns) / max(len(columns), 1), 24, side.name, f"bd sm {kind}"))
        for group, x in zip(side.groups, columns, strict=True):
            marks += _column_head(group, (x, 70), sum(len(each.groups) for each in spec.sides), "tk", pen)
    return joined(*marks)


def _ground(row: CommonGroundRow, spec: CommonGround, voice: Voice, pen: Pen) -> Markup:
    columns = _columns(spec)
    places = [(x, pen.circle if side == 0 else pen.diamond) for side, xs in enumerate(columns) for x in xs]
    groups = [group for side in spec.sides for group in side.groups]
    marks = [pen.upright((columns[0][-1] + columns[1][0]) / 2, "sep")] if columns[0] and columns[1] else []
    for (x, shape), value, group in zip(places, row.cells, groups, strict=True):
        full = _is_full(value, group.base)
        if full is None:
            marks.append(pen.text(x, 50, voice.short(value), "sm bd"))
        elif full:
            marks += [shape(x, 50, 11 if shape == pen.circle else 13, "for"), pen.text(x, 51, "✓", "on bd sm")]
        else:
            marks.append(shape(x, 50, 5 if shape == pen.circle else 6, "off"))
    return joined(*marks)
