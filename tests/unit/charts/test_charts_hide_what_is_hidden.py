"""What the gate withheld is nowhere: not in marks, words, table, legend or figure."""

import json

import pytest
from chart_samples import FEWER, KINDS, VOICE, WITHHELD, bars, dots, every_kind, stacked
from markupsafe import Markup

from consult.findings.charts import (
    BarRow,
    Bars,
    Difference,
    DotRow,
    Dots,
    Drawing,
    Heading,
    Point,
    StackedBars,
    StackedRow,
    draw,
    to_plotly,
)

BARE = Heading(title="t", base_line="b", table_caption="c", row_name="r")
BOTH = pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])


def everything_said(drawing: Drawing) -> str:
    rows = [f"{row.label} {row.note} {row.marks} {row.value} {row.detail}" for row in drawing.rows]
    cells = [cell for row in (drawing.table.head, *drawing.table.rows) for cell in row]
    legend = [f"{entry.swatch} {entry.label}" for entry in drawing.legend]
    return " ".join([*rows, *cells, *legend, str(drawing.axis or "")])


@BOTH
@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize("mark", [WITHHELD, FEWER])
def test_a_hidden_cell_reads_as_its_mark_everywhere(make, mark, rtl):
    drawing = draw(make(value=mark), VOICE, rtl=rtl)
    assert VOICE.say(mark) in drawing.table.rows[0]
    assert "None" not in everything_said(drawing)
    assert "Mark." not in everything_said(drawing)
    assert "Mark." not in json.dumps(to_plotly(make(value=mark), VOICE, rtl=rtl))


def test_two_hidden_bars_look_the_same_whatever_else_the_row_knows():
    one, other = (Bars(heading=BARE, rows=(BarRow(label="x", value=WITHHELD, base=base),)) for base in (41, 60))
    assert draw(one, VOICE, rtl=False).rows[0].marks == draw(other, VOICE, rtl=False).rows[0].marks


def test_the_bounds_of_a_hidden_point_are_not_drawn_listed_or_exported():
    hidden = Point(value=WITHHELD, base=41, low=31.25, high=62.5)
    shown = Point(value=26, base=34, low=68.75, high=82.5)
    rows = (DotRow(label="x", a=hidden, b=shown, difference=Difference.UNCLEAR),)
    spec = Dots(heading=BARE, a_name="A", b_name="B", range_name="range", rows=rows)
    drawing, figure = draw(spec, VOICE, rtl=False), to_plotly(spec, VOICE, rtl=False)
    for bound in ("31.25", "62.5", "31 %", "62 %"):
        assert bound not in everything_said(drawing)
        assert bound not in json.dumps(figure)
    assert "band" not in drawing.rows[0].marks


def test_a_point_whose_base_is_hidden_is_not_drawn():
    spec = Dots(
        heading=BARE, a_name="A", b_name="B", rows=(DotRow(label="x", a=Point(value=9, base=WITHHELD), b=None),)
    )
    assert "<circle" not in draw(spec, VOICE, rtl=False).rows[0].marks
    assert to_plotly(spec, VOICE, rtl=False)["data"][0]["x"] == []


@BOTH
def test_hidden_categories_are_one_piece(rtl):
    """Two hidden categories of 3 and 8 must not show where one ends and the other begins."""
    row = draw(stacked(), VOICE, rtl=rtl).rows[1]
    assert row.marks.count('class="sup"') == 1
    assert row.marks.count("<rect") == 2


def test_a_row_with_a_hidden_base_shows_no_lengths():
    spec = StackedBars(
        heading=BARE, categories=stacked().categories, rows=(StackedRow(label="x", values=(9, 6, 5), base=WITHHELD),)
    )
    assert draw(spec, VOICE, rtl=False).rows[0].marks.count("<rect") == 1
    assert all(trace["x"] == [None] for trace in to_plotly(spec, VOICE, rtl=False)["data"])


def test_a_weakest_group_that_is_hidden_has_no_place():

    row = bars().rows[0]
    assert row.weakest
    changed = BarRow(
        label="x", value=34, base=41, weakest=type(row.weakest)(sentence="in some group", value=WITHHELD, base=9)
    )
    assert "tick" not in draw(Bars(heading=BARE, rows=(changed,)), VOICE, rtl=False).rows[0].marks


@pytest.mark.parametrize("spec", every_kind(), ids=lambda spec: type(spec).__name__)
def test_the_cross_hatch_is_explained_where_it_is_used(spec):
    drawing = draw(spec, VOICE, rtl=False)
    used = any('sup"' in row.marks for row in drawing.rows)
    assert not used or VOICE.withheld_name in [entry.label for entry in drawing.legend]


def test_shares_of_small_bases_are_counts_only():
    assert VOICE.share(3, 9) == ""
    assert VOICE.share(5, 10) == "50 %"
    assert VOICE.shown_of(3, 9) == Markup("<b>3</b> of 9")
    assert VOICE.say(FEWER) in draw(dots(value=FEWER), VOICE, rtl=False).rows[0].value
