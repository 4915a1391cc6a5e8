"""Codebooks as CSV and XLSX: out and in again to the letter, lenient with other programs' files, faults row by row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consult.coding.exchange.book import TooLong, book_as_csv, book_as_xlsx, read_book
from consult.coding.rules.book import BookCode, guarded, in_order, unguarded
from consult.coding.rules.codebook import TEXTS
from consult.shared.errors import InputRefused
from consult.shared.text import clean_text
from tests.builders_coding import MIXED

HOSTILE = (
    "=1+1",
    "'=1",
    "''@x",
    "-",
    "_x0041_",
    "a;b,c\td",
    'say "no"',
    "two\r\nlines",
    MIXED,
    "1",
    "TRUE",
    "2026-01-02",
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=20),
).map(clean_text)
said = st.dictionaries(st.sampled_from(("en", "ar", "pt-BR", "zh-Hant")), texts.filter(bool), min_size=1, max_size=2)
names = st.dictionaries(st.sampled_from(("en", "fr")), texts.filter(bool), min_size=1, max_size=2)


@st.composite
def books(draw: st.DrawFn) -> tuple[BookCode, ...]:
    codes = []
    shortcuts = iter(f"{letter}{digit}" for letter in "abc" for digit in "123456789")
    for head in draw(st.lists(st.sampled_from(("GOAL", "NEXT", "ZZ")), min_size=1, max_size=3, unique=True)):
        codes.append(BookCode(key=head, texts={"name": draw(names)}))
        for half in draw(st.lists(st.sampled_from(("AA", "BB", "CC")), max_size=2, unique=True)):
            others = draw(st.dictionaries(st.sampled_from(TEXTS[1:]), said, max_size=3))
            codes.append(
                BookCode(
                    key=f"{head}-{half}",
                    parent=head,
                    shortcut=draw(st.sampled_from(("", next(shortcuts)))),
                    colour=draw(st.sampled_from(("", "#2a58a8"))),
                    texts={"name": draw(names), **others},
                    added_on=draw(st.none() | st.dates()),
                    reason=draw(texts),
                    retired_on=draw(st.none() | st.dates()),
                )
            )
    return tuple(codes)


@pytest.mark.parametrize(("ending", "write"), [("csv", book_as_csv), ("xlsx", book_as_xlsx)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=books())
@example(
    codes=(
        BookCode(key="GOAL", texts={"name": {"en": "x"}}),
        *(
            BookCode(key=f"GOAL-{a}{b}", parent="GOAL", texts={"name": {"en": clean_text(text)}})
            for (a, b), text in zip([(a, b) for a in "ABCD" for b in "ABCD"], HOSTILE, strict=False)
        ),
    )
)
def test_out_and_in_again_is_the_same_codebook(
    tmp_path: Path, ending: str, write: object, codes: tuple[BookCode, ...]
) -> None:
    path = tmp_path / f"book.{ending}"
    path.write_bytes(write(codes))  # type: ignore[operator] - one of the two writers above
    found = read_book(path)
    assert (found.codes, found.dropped) == (codes, ())


@given(text=st.text())
def test_a_guarded_cell_begins_no_formula_and_is_read_as_it_was(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(cell) == text


def book(tmp_path: Path, text: str, name: str = "book.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def test_columns_are_known_by_many_names_in_any_order(tmp_path: Path) -> None:
    text = "Color;Description;Exclusion criteria [fr];Code;Notes;Label\n2A58A8;what;non;GOAL-AA;x;Met\n"
    found = read_book(book(tmp_path, text))
    head, code = found.codes
    assert (head.key, head.texts) == ("GOAL", {"name": {"en": "GOAL"}})
    assert code.texts == {"name": {"en": "Met"}, "definition": {"en": "what"}, "not_when": {"fr": "non"}}
    assert code.colour == "#2a58a8"
    assert found.dropped == ("the column “Notes”",)


def test_a_file_of_names_and_parents_gets_keys(tmp_path: Path) -> None:
    text = "tag,parent,description\nMoney,,all of it\nFees,Money,dues\nLate fees,Fees,\nالاسم,,\n"
    found = read_book(book(tmp_path, text), "fr").codes
    told = [(one.key, one.parent, *one.texts["name"].values()) for one in found]
    assert told == [
        ("AA", "", "Money"),
        ("AA-AA", "AA", "Fees"),
        ("AA-AB", "AA", "Fees / Late fees"),
        ("AB", "", "Codes"),
        ("AB-AA", "AB", "الاسم"),
    ]
    assert found[1].texts["definition"] == {"fr": "dues"}


def test_every_fault_is_told_with_its_row_and_nothing_is_read(tmp_path: Path) -> None:
    text = (
        "code,name,shortcut,colour,added on\nGOAL-AA,One,ga,,\nGOAL-AA,Two,,,\ngoal,Three,,,\n"
        "GOAL-BB,,ga,red,\nGOAL-CC,Four,x,,yesterday\n,Five,,,\nGOAL-DD,Six,,,,more\n"
    )
    with pytest.raises(InputRefused) as caught:
        read_book(book(tmp_path, text))
    places = [fault.place for fault in caught.value.faults]
    assert {place.rpartition(":")[2] for place in places} == {"3", "4", "5", "6", "7", "8"}
    assert "yesterday" in " ".join(map(str, caught.value.faults))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "name\n", "a,b\n1,2\n", 'name\n"x\n', "name,parent\nA,B\nB,A\n", "name\n\x00"]
)
def test_what_is_no_codebook_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefused):
        read_book(book(tmp_path, text))
    with pytest.raises(InputRefused):
        read_book(book(tmp_path, text, "book.xlsx"))


def test_what_spreadsheets_show_is_text(tmp_path: Path) -> None:
    codes = in_order([BookCode(key="GOAL", texts={"name": {"en": "=cmd()"}})])
    (_heading, row) = csv.reader(io.StringIO(book_as_csv(codes).decode("utf-8-sig")))
    assert "'=cmd()" in row
    (tmp_path / "b.xlsx").write_bytes(book_as_xlsx(codes))
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    with pytest.raises(TooLong):
        book_as_xlsx([BookCode(key="GOAL", texts={"name": {"en": "x" * 40_000}})])
