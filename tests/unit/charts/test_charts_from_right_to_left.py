"""Marks mirror, words and order do not."""

import re

import pytest
from chart_samples import KINDS, VOICE, bars, counts, diverging, dots

from consult.findings.charts import Drawing, draw, to_plotly
from consult.findings.charts.pen import Pen

ids = {"ids": lambda make: make.__name__}


def extents(drawing: Drawing) -> list[tuple[float, float]]:
    """Where the bars of all rows begin and end, from the left."""
    found = re.findall(r'<rect x="([-\d.]+)%" y="[^"]*" width="([\d.]+)%"', "".join(row.marks for row in drawing.rows))
    return [(float(x), float(x) + float(width)) for x, width in found]


def places(drawing: Drawing) -> list[float]:
    """Where the dots, diamonds and words of all rows stand."""
    marks = "".join(row.marks for row in drawing.rows)
    return [float(x) for x in re.findall(r'<(?:circle cx|svg x|text x)="([-\d.]+)%"', marks)]


@pytest.mark.parametrize("make", KINDS, **ids)
def test_every_mark_is_mirrored(make):
    ltr, rtl = (draw(make(), VOICE, rtl=rtl) for rtl in (False, True))
    assert extents(rtl) == [
        (pytest.approx(100 - end, abs=0.02), pytest.approx(100 - start, abs=0.02)) for start, end in extents(ltr)
    ]
    assert places(rtl) == [pytest.approx(100 - x, abs=0.02) for x in places(ltr)]
    assert extents(ltr) or places(ltr)


@pytest.mark.parametrize("make", KINDS, **ids)
def test_words_table_and_order_stay(make):
    ltr, rtl = (draw(make(), VOICE, rtl=rtl) for rtl in (False, True))
    assert rtl.table == ltr.table
    assert [(row.label, row.value, row.note) for row in rtl.rows] == [
        (row.label, row.value, row.note) for row in ltr.rows
    ]
    assert re.findall(r">([^<]+)</text>", str(rtl.axis)) == re.findall(r">([^<]+)</text>", str(ltr.axis))


def test_zero_is_at_the_inline_start():
    assert 'x="0%"' in draw(bars(), VOICE, rtl=False).rows[0].marks
    assert 'x1="100%"' in draw(bars(), VOICE, rtl=True).rows[0].marks
    assert Pen(rtl=True).rect(0, 30, (0, 100), "for").startswith('<rect x="70%"')


def test_words_keep_away_from_their_mark_on_the_reading_side():
    assert 'dx="6"' in Pen(rtl=False).text(10, 50, "9", "sm", "start")
    assert 'dx="-6"' in Pen(rtl=True).text(10, 50, "9", "sm", "start")


@pytest.mark.parametrize("make", KINDS, **ids)
def test_a_figure_is_mirrored_deliberately(make):
    ltr, rtl = (to_plotly(make(), VOICE, rtl=rtl)["layout"] for rtl in (False, True))
    assert rtl["xaxis"]["range"] == list(reversed(ltr["xaxis"]["range"]))
    assert (ltr["yaxis"]["side"], rtl["yaxis"]["side"]) == ("left", "right")
    assert rtl["margin"]["r"] == ltr["margin"]["l"]


@pytest.mark.parametrize("make", [bars, counts, dots, diverging], **ids)
def test_labels_of_a_figure_are_isolated(make):
    for words in to_plotly(make("خيار 1"), VOICE, rtl=True)["layout"]["yaxis"]["ticktext"]:
        assert words.startswith("\u2068")
        assert words.endswith("\u2069")
