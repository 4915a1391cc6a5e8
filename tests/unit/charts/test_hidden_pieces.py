"""Bars in which only the parts are hidden: the bar keeps its length, the parts no number."""

from __future__ import annotations

from chart_samples import VOICE

from consult.disclosure.rules import Mark
from consult.findings.charts import Category, Heading, Meaning, StackedBars, StackedRow, draw, to_plotly

HEADING = Heading(title="Themes", base_line="Of 42", table_caption="Themes", row_name="Theme")
CATEGORIES = (Category(label="for", meaning=Meaning.YES), Category(label="against", meaning=Meaning.AGAINST))
REST = Category(label="not shown", meaning=Meaning.UNTOLD)


def spec(*rows: StackedRow, rest: Category | None = REST) -> StackedBars:
    return StackedBars(heading=HEADING, categories=CATEGORIES, rows=rows, by_size=True, rest=rest)


HIDDEN = StackedRow(label="Jobs", values=(Mark.WITHHELD, Mark.FEWER), base=12)
PARTLY = StackedRow(label="Money", values=(8, Mark.FEWER), base=24)


def test_what_is_hidden_is_one_piece_without_a_number() -> None:
    drawn = draw(spec(HIDDEN, PARTLY), VOICE, rtl=False)
    assert drawn.rows[0].marks.count("<rect") == 1
    assert 'width="50%"' in drawn.rows[0].marks
    assert 'class="un"' in drawn.rows[0].marks
    assert "<text" not in drawn.rows[0].marks
    assert [entry.label for entry in drawn.legend] == ["for", "against", "not shown"]
    assert drawn.table.rows[0][1:3] == (VOICE.withheld, VOICE.few)


def test_a_bar_that_is_hidden_itself_stays_cross_hatched() -> None:
    whole = StackedRow(label="Trust", values=(Mark.WITHHELD, Mark.WITHHELD), base=Mark.WITHHELD)
    drawn = draw(spec(whole, PARTLY), VOICE, rtl=False)
    assert 'class="sup"' in drawn.rows[0].marks
    assert [entry.label for entry in drawn.legend][2:] == ["not shown", VOICE.withheld_name]


def test_without_a_name_for_it_what_is_hidden_is_withheld() -> None:
    drawn = draw(spec(HIDDEN, rest=None), VOICE, rtl=False)
    assert 'class="sup"' in drawn.rows[0].marks
    assert [entry.label for entry in drawn.legend][2:] == [VOICE.withheld_name]


def test_exploring_shows_the_same_piece() -> None:
    made = to_plotly(spec(HIDDEN, PARTLY), VOICE, rtl=False)
    rest = made["data"][-1]
    assert rest["x"] == [12, 16]
    assert "not shown" in rest["name"]
