"""Tables of answers: the delimiter is the one that keeps the rows as long as the first."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.collection.exchange.answers_sheet import SIZE_LIMIT, read_sheet
from consult.membership.rules.troubles import Trouble

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12).map(str.strip)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [("unit", "A1", "A2"), ("organisation", "yes", "a")])
    assert read_sheet(text.encode()).headings == ("unit", "A1", "A2")


def test_separators_inside_a_cell_are_not_taken_for_the_delimiter() -> None:
    sheet = read_sheet(b"unit,A2\norganisation,a;b;c;d\norganisation,a;b\norganisation,\n")
    assert sheet.headings == ("unit", "A2")
    assert [cells for _, cells in sheet.rows] == [
        ("organisation", "a;b;c;d"),
        ("organisation", "a;b"),
        ("organisation", ""),
    ]


def test_rows_keep_the_number_a_spreadsheet_shows_and_blank_ones_are_left_out() -> None:
    sheet = read_sheet(b"sep=;\nunit;A1\n\norganisation;yes\n;\norganisation\n")
    assert sheet.rows == ((4, ("organisation", "yes")), (6, ("organisation", "")))


@pytest.mark.parametrize(("content", "trouble"), [
    (b"", Trouble.EMPTY_FILE),
    (b"\n\n", Trouble.EMPTY_FILE),
    (b"PK\x03\x04\x00\x00\x00\x00\x00\x00binary\x00\x01\x02", Trouble.NOT_A_TABLE),
    (b"x" * (SIZE_LIMIT + 1), Trouble.FILE_TOO_LARGE),
], ids=["empty", "blank", "archive", "large"])  # fmt: skip
def test_what_is_no_table_is_said(content: bytes, trouble: Trouble) -> None:
    assert [one.trouble for one in read_sheet(content).faults] == [trouble]


@given(st.lists(st.tuples(CELL.filter(bool), CELL, CELL), min_size=1, max_size=8))
def test_what_is_written_as_csv_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("one", "two", "three"), *rows])
    sheet = read_sheet(out.getvalue().encode())
    assert [cells for _, cells in sheet.rows] == rows
