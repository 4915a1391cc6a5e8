"""Charts and slides that programs draw themselves: mirrored where it is read so, and nothing of what is hidden."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from lxml import etree

from consult.briefing.exchange.contents import Chart, Deck, Document, Paint, Seal, Series, Slide, Words
from consult.briefing.exchange.docx import as_docx
from consult.briefing.exchange.native_charts import chart_xml, pieces, workbook_of
from consult.briefing.exchange.pptx import as_pptx
from consult.findings.charts.drawing import Table

SEAL = Seal(3, "ab" * 32, datetime(2026, 11, 22, 9, tzinfo=UTC), fictitious=False)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TABLE = Table('A "caption" & <more>', ("Option", "A", "B"), (("Stay", "24 of 42", "[c]"), ("Merge", "<5", "\x00")))


def chart(*, stacked: bool = False) -> Chart:
    series = (Series("A", Paint.A, (57.1, None)), Series("B", Paint.B, (None, 12.0)))
    return Chart("Title", 'What "it" shows', ("Stay (B: [c])", "Merge (A: <5)"), series, stacked, percent=not stacked)


def deck(*slides: Slide, rtl: bool = False) -> Deck:
    foot = f"Fictitious · Edition 3 · sha256 {SEAL.content_hash}"
    return Deck("Title", "ar" if rtl else "en", rtl, foot, ("First", "Second"), slides)


def shown(content: bytes) -> Any:  # Any: the library is untyped
    return pptx.Presentation(io.BytesIO(content))


def test_what_is_hidden_is_no_point_and_no_cell() -> None:
    tree = etree.fromstring(chart_xml(chart(), "en", rtl=False))
    points = [[(one.get("idx"), one[0].text) for one in ser.iter(f"{C}pt")] for ser in tree.iter(f"{C}val")]
    assert points == [[("0", "57.1")], [("1", "12")]]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(chart()))).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        (None, "A", "B"),
        ("Stay (B: [c])", 57.1, None),
        ("Merge (A: <5)", None, 12),
    ]


@pytest.mark.parametrize("rtl", [True, False])
def test_bars_run_from_where_it_is_read(rtl: bool) -> None:
    tree = etree.fromstring(chart_xml(chart(), "ar", rtl=rtl))
    (values,) = tree.iter(f"{C}valAx")
    (names,) = tree.iter(f"{C}catAx")
    assert values.find(f"{C}scaling/{C}orientation").get("val") == ("maxMin" if rtl else "minMax")
    assert names.find(f"{C}axPos").get("val") == ("r" if rtl else "l")
    assert names.find(f"{C}scaling/{C}orientation").get("val") == "maxMin"  # the first category stands above


def test_series_are_told_apart_by_more_than_their_colour() -> None:
    xml = chart_xml(chart(), "en", rtl=False).decode()
    assert xml.count("<a:pattFill") == 1
    assert len({(one.pattern, one.colour) for one in Paint}) == len(Paint)


def test_many_bars_stand_in_several_charts_and_none_is_lost() -> None:
    names = tuple(str(at) for at in range(23))
    whole = Chart("T", "t", names, (Series("A", Paint.A, tuple(map(float, range(23)))),), False, False)
    parts = list(pieces(whole, 8))
    assert [len(one.categories) for one in parts] == [8, 8, 7]
    assert [value for one in parts for value in one.series[0].values] == list(range(23))
    assert list(pieces(whole, 23)) == [whole]


def test_slides_are_native_and_every_foot_bears_the_seal() -> None:
    made = shown(as_pptx(deck(Slide("One", ("Said",), chart(), TABLE), Slide("Two", ("Only words",))), SEAL))
    assert [slide.shapes.title.text for slide in made.slides] == ["Title", "One", "Two"]
    for slide in made.slides:
        assert any(SEAL.content_hash in one.text for one in slide.placeholders)
        ids = [one.shape_id for one in slide.shapes]
        assert len(ids) == len(set(ids))
    frames = {one.has_chart: one for one in made.slides[1].shapes if one.has_chart or one.has_table}
    assert list(frames[True].chart.plots[0].categories) == list(chart().categories)
    assert [one.values for one in frames[True].chart.series] == [(57.1, None), (None, 12.0)]
    assert [[cell.text for cell in row.cells] for row in frames[False].table.rows] == [
        list(TABLE.head),
        ["Stay", "24 of 42", "[c]"],
        ["Merge", "<5", ""],
    ]
    told = [one._element.xpath(".//p:cNvPr")[0].get("descr") for one in (frames[True], frames[False])]
    assert told == [chart().told, TABLE.caption]


@pytest.mark.parametrize("rtl", [True, False])
def test_slides_read_from_where_their_language_does(rtl: bool) -> None:
    made = shown(as_pptx(deck(Slide("One", ("Said",), chart(), TABLE), rtl=rtl), SEAL))
    slide = made.slides[1]
    paragraphs = slide._element.xpath(".//a:p/a:pPr")
    assert all((one.get("rtl") == "1") is rtl for one in paragraphs)
    assert all(one.get("algn") == ("r" if rtl else "l") for one in paragraphs)
    assert (slide._element.xpath(".//a:tblPr")[0].get("rtl") == "1") is rtl
    chart_left, table_left = (next(one.left for one in slide.shapes if getattr(one, kind)) for kind in KINDS)
    assert (chart_left > table_left) is rtl


KINDS = ("has_chart", "has_table")


def test_a_long_table_goes_on_and_its_head_comes_again() -> None:
    rows = tuple((f"Option {at}", "1 of 2", "2 of 3") for at in range(60))
    made = shown(as_pptx(deck(Slide("One", (), None, Table("T", ("Option", "A", "B"), rows))), SEAL))
    tables = [one.table for slide in made.slides for one in slide.shapes if one.has_table]
    assert len(tables) > 2
    assert all(table.cell(0, 0).text == "Option" for table in tables)
    found = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert found == [row[0] for row in rows]


def test_the_same_edition_is_the_same_slides() -> None:
    made = as_pptx(deck(Slide("One", ("Said",), chart(), TABLE)), SEAL)
    assert made == as_pptx(deck(Slide("One", ("Said",), chart(), TABLE)), SEAL)
    assert shown(made).core_properties.identifier == SEAL.content_hash


def test_a_document_holds_charts_with_their_workbooks() -> None:
    whole = Document("Title", "en", False, "foot", (Words("Title", "Title"), chart(), TABLE, chart(stacked=True)))
    content = as_docx(whole, SEAL)
    assert content == as_docx(whole, SEAL)
    made = docx.Document(io.BytesIO(content))
    drawn = made.element.body.xpath(".//wp:inline")
    assert [one.docPr.get("descr") for one in drawn] == [chart().told] * 2
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert {f"word/charts/chart{at}.xml" for at in (1, 2)} <= names
        assert {f"word/embeddings/chart{at}.xlsx" for at in (1, 2)} <= names
        assert b'Target="../embeddings/chart1.xlsx"' in archive.read("word/charts/_rels/chart1.xml.rels")
