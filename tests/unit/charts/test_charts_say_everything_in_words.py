"""The table holds every row; scales are honest; hostile words stay words."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from chart_samples import VOICE, bars, common_ground, counts, diverging, dots, every_kind, heat, stacked
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.charts import BarRow, Bars, Drawing, Heading, draw, to_plotly
from consult.findings.charts.drawing import count_steps

HOSTILE = "<script>alert(1)</script>\"' onload=x & </svg><b>"
each_kind = pytest.mark.parametrize("spec", every_kind(), ids=lambda spec: type(spec).__name__)


@each_kind
def test_the_table_holds_every_row_and_heads_every_column(spec):
    drawing = draw(spec, VOICE, rtl=False)
    assert [row[0] for row in drawing.table.rows] == [row.label for row in spec.rows]
    assert {len(row) for row in drawing.table.rows} == {len(drawing.table.head)}
    assert all(cell.strip() for row in (drawing.table.head, *drawing.table.rows) for cell in row)


@each_kind
def test_figures_are_plain_json_without_template(spec):
    figure = to_plotly(spec, VOICE, rtl=False)
    assert json.loads(json.dumps(figure)) == figure
    assert "template" not in figure["layout"]
    for trace in figure["data"]:
        pattern = trace["marker"].get("pattern") if "marker" in trace else None
        assert pattern is None or pattern["fillmode"] == "overlay"


def svg_of(drawing: Drawing) -> str:
    marks = [drawing.axis or "", *(row.marks for row in drawing.rows), *(entry.swatch for entry in drawing.legend)]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(marks)}</svg>'


@pytest.mark.parametrize("spec", every_kind(HOSTILE), ids=lambda spec: type(spec).__name__)
@pytest.mark.parametrize("rtl", [False, True])
def test_hostile_words_stay_words(spec, rtl):
    drawing = draw(spec, VOICE, rtl=rtl)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg_of(drawing)).iter()}
    assert tags <= {"svg", "rect", "line", "text", "circle", "path"}
    markup = " ".join(str(row.value) for row in drawing.rows if hasattr(row.value, "__html__"))
    assert set(re.findall(r"<(\w+)", markup)) <= {"b", "bdi"}
    figure = json.dumps(to_plotly(spec, VOICE, rtl=rtl))
    assert set(re.findall(r"<(\w+)", figure)) <= {"br", "extra"}


@each_kind
def test_no_mark_carries_a_style_or_a_handler(spec):
    attributes = {
        name for element in ET.fromstring(svg_of(draw(spec, VOICE, rtl=False))).iter() for name in element.attrib
    }
    assert "style" not in attributes
    assert not [name for name in attributes if name.startswith("on")]


def test_a_bar_is_as_long_as_its_share():
    assert 'width="82.93%"' in draw(bars(), VOICE, rtl=False).rows[0].marks


@given(value=st.integers(0, 500), more=st.integers(0, 500))
def test_shares_stay_inside_the_scale(value, more):
    spec = Bars(
        heading=Heading(title="t", base_line="b", table_caption="c", row_name="r"),
        rows=(BarRow(label="x", value=value, base=value + more),),
    )
    for x, width in re.findall(r'x="([\d.]+)%" y="24%" width="([\d.]+)%"', draw(spec, VOICE, rtl=False).rows[0].marks):
        assert 0 <= float(x) + float(width) <= 100.01


@given(st.integers(0, 100_000))
def test_a_scale_of_counts_begins_at_zero_and_holds_the_greatest(greatest):
    steps = count_steps(greatest)
    assert steps[0] == 0
    assert steps[-1] >= greatest
    assert 2 <= len(steps) <= 6


def test_the_pieces_of_a_row_add_up_to_its_base():
    widths = re.findall(r'width="([\d.]+)%"', draw(stacked(), VOICE, rtl=False).rows[0].marks)
    assert sum(map(float, widths)) == pytest.approx(100, abs=0.1)


def test_neutral_and_cannot_judge_stand_apart_from_both_sides():
    marks = draw(diverging(), VOICE, rtl=False).rows[0].marks
    starts = {kind: float(x) for x, kind in re.findall(r'<rect x="([\d.]+)%"[^>]* class="(\w+)"', marks)}
    assert max(starts["ag"], starts["ag2"]) < starts["for2"] < starts["for"] < starts["nil"] == starts["cj"]


def test_strands_keep_their_shapes():
    marks = draw(dots(), VOICE, rtl=False).rows[0].marks
    assert re.search(r'<circle[^>]* class="ca"', marks)
    assert re.search(r'<path[^>]* class="cb"', marks)


def test_a_clear_difference_is_a_line_and_an_unclear_one_a_band():
    unclear, clear, _ = draw(dots(), VOICE, rtl=False).rows
    assert 'class="band"' in unclear.marks
    assert 'class="clear"' not in unclear.marks
    assert 'class="clear"' in clear.marks
    assert 'class="band"' not in clear.marks


def test_cells_are_coloured_by_the_share_of_their_group():
    marks = draw(heat(), VOICE, rtl=False).rows[0].marks
    assert re.findall(r'class="cell (b\d)"', marks) == ["b3", "b3", "b3"]


def test_a_mark_is_full_only_above_half():
    drawing = draw(common_ground(), VOICE, rtl=False)
    assert drawing.rows[0].marks.count("✓") == 3
    assert drawing.rows[1].marks.count("✓") == 0
    assert drawing.rows[1].marks.count('class="off"') == 1
    assert str(drawing.rows[0].value) == "<b>3</b> of 3"


def test_counts_name_their_base():
    assert str(draw(counts(), VOICE, rtl=False).rows[0].value) == "<b>17</b> of 19"
