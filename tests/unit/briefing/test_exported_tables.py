"""Tables as files: texts that a spreadsheet would reckon with, and files that are the same whenever they are made."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from consult.briefing.exchange.contents import Line, Seal, Sheets, harmless, legal
from consult.briefing.exchange.csv_tables import as_csv
from consult.briefing.exchange.xlsx import FIELDS, as_xlsx

SEAL = Seal(3, "ab" * 32, datetime(2026, 11, 22, 9, tzinfo=UTC), fictitious=False)
LINE = Line(
    coalition="A",
    unit="organisation",
    item="F2",
    row="today",
    value="acceptable",
    by="region",
    wave="now",
    counted="Organisations",
    question="Could you live with it?",
    row_name="As it is",
    option="acceptable",
    by_name="Region",
    group="Africa",
    note="",
    n=24,
    base=42,
    percent=57.1,
)


def sheets(*lines: Line, rtl: bool = False, title: str = "A title") -> Sheets:
    return Sheets("About: this/file", (("Consultation", title),), "Figures", FIELDS, lines, rtl)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_of_the_long_table_says_what_is_counted_and_of_which_edition() -> None:
    (row,) = rows(as_csv([LINE], SEAL))
    assert (row["edition"], row["seal"]) == ("3", "ab" * 32)
    assert (row["item"], row["row"], row["value"], row["by"], row["group"]) == (
        "F2",
        "today",
        "acceptable",
        "region",
        "Africa",
    )
    assert (row["n"], row["base"], row["percent"]) == ("24", "42", "57.1")


def test_every_row_of_what_is_invented_says_so() -> None:
    content = as_csv([LINE, LINE], replace(SEAL, fictitious=True)).decode("utf-8-sig")
    assert [line.split(",")[0] for line in content.splitlines()] == ["fictitious"] * 3


def test_hidden_counts_are_texts_without_a_share() -> None:
    hidden = replace(LINE, n="fewer than 5", base="[c]", percent=None)
    (row,) = rows(as_csv([hidden], SEAL))
    assert (row["n"], row["base"], row["percent"]) == ("fewer than 5", "[c]", "")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(hidden), SEAL)))
    assert [cell.value for cell in book.worksheets[1][2]][-3:] == ["fewer than 5", "[c]", None]


@given(st.text())
def test_no_text_begins_a_formula_and_every_text_can_be_written(words: str) -> None:
    one = replace(LINE, group=words, option=f"={words}")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(one, title=f"@{words}"), SEAL)))
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    (row,) = rows(as_csv([one], SEAL))
    assert row["option"].startswith("'=")
    assert row["group"].lstrip("'") == words.lstrip("'")


def test_counts_stay_numbers_and_texts_that_look_like_formulas_do_not() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(replace(LINE, option="+1")), SEAL)))
    values = dict(zip(FIELDS, (cell.value for cell in book.worksheets[1][2]), strict=True))
    assert (values["n"], values["base"], values["percent"], values["option"]) == (24, 42, 57.1, "'+1")
    assert harmless("plain") == "plain"


def test_a_workbook_read_from_right_to_left_lies_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(LINE, rtl=True), SEAL)))
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    assert book.properties.identifier == SEAL.content_hash
    assert book.properties.modified == SEAL.frozen_at.replace(tzinfo=None)


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert legal("a\x00b\x0bc\ud800d\uffffe😀") == "abcde😀"
