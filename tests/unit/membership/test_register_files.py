"""Files given as registers: odd ones are read or refused with a reason, never with a traceback."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

from consult.membership.exchange import register_xlsx
from consult.membership.exchange.register import SIZE_LIMIT, read_register
from consult.membership.exchange.register_csv import decode
from consult.membership.rules.given import Sheet
from consult.membership.rules.reading import read_sheet
from consult.membership.rules.troubles import Trouble
from tests.conftest import examples
from tests.unit.membership.registers import BOTH, ORDINARY, as_csv, as_xlsx, rewritten, saved, terms, troubles

HEAD = ["Name", "Country", "Coalition"]
SHEET = "xl/worksheets/sheet1.xml"
FRENCH = [HEAD, ["Médecins d’ailleurs", "Sénégal", "A"], ["Forêt", "Côte d’Ivoire", "A"]]
SPANISH = [["Organización", "País", "Coalición"], ["Niñez y Paz", "Perú", "A"]]
RUSSIAN = [["Название", "Страна", "Коалиция"], ["Союз Велимост", "Россия", "A"]]
ARABIC = [HEAD, ["Plain House", "Jordan", "A"], ["شبكة نساء دارينة", "Lebanon", "A"]]


def rows(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in sheet.rows]


def only(notes: tuple[object, ...]) -> list[Trouble]:
    return [note.trouble for note in notes]  # type: ignore[attr-defined]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_unicode_needs_no_warning(charset: str, delimiter: str) -> None:
    sheet = read_register(as_csv(ORDINARY, delimiter=delimiter, charset=charset), BOTH)
    assert rows(sheet) == ORDINARY
    assert sheet.warnings == ()


@pytest.mark.parametrize(
    ("table", "charset"),
    [
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (ARABIC, "cp1256"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "mac_roman"),
        (FRENCH, "utf-16-le"),
    ],
)
def test_another_charset_is_found_and_named_in_a_warning(table: list[list[str]], charset: str) -> None:
    sheet = read_register(as_csv(table, charset=charset), BOTH)
    assert rows(sheet) == table
    (note,) = sheet.warnings
    assert note.trouble is Trouble.CHARSET_GUESSED
    assert dict(note.values)["charset"] == charset


def test_letters_lost_before_are_pointed_at() -> None:
    sheet = read_register("Name,Country\nM�decins,Chile\n".encode())
    assert troubles(sheet.warnings) == [(2, Trouble.LETTERS_LOST)]


def test_a_declared_delimiter_keeps_row_numbers() -> None:
    sheet = read_register(b"sep=;\nName;Country\nCasa;Chile, Peru\n")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("Name", "Country")), (3, ("Casa", "Chile, Peru"))]


def test_line_ends_within_quotes_stay_in_their_cell() -> None:
    sheet = read_register(b'Name,Country\r\n"Casa\nAzul",Chile\r\n')
    assert rows(sheet)[1] == ["Casa\nAzul", "Chile"]


def test_a_quotation_mark_never_closed_is_a_fault_where_it_opens() -> None:
    sheet = read_register(b'Name,Country\nGood,Peru\n"Casa,Chile\nRed,Peru\n')
    assert troubles(sheet.faults) == [(3, Trouble.UNCLOSED_QUOTE)]


def test_loose_quotation_marks_are_a_warning() -> None:
    sheet = read_register(b'Name,Country\n"Casa" Azul,Chile\n')
    assert troubles(sheet.warnings) == [(2, Trouble.LOOSE_QUOTES)]
    assert sheet.faults == ()


def test_a_cell_beyond_the_csv_limit_is_a_fault() -> None:
    assert only(read_register(b"Name,Country\n" + b"x" * 200_000 + b",Chile\n").faults) == [Trouble.BROKEN_ROW]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.EMPTY_FILE),
        (b"\n \n", Trouble.EMPTY_FILE),
        (b"\xef\xbb\xbf", Trouble.EMPTY_FILE),
        (b"%PDF-1.7 x", Trouble.NOT_A_TABLE),
        (b"<html><table>", Trouble.NOT_A_TABLE),
        (b"\x00\x01\x02\x03" * 50, Trouble.NOT_A_TABLE),
        (b"\xff\xfe\x00", Trouble.UNDECODABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, Trouble.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Trouble.ENCRYPTED),
        (b"PK\x03\x04 not a zip", Trouble.BROKEN_WORKBOOK),
        (b"x" * (SIZE_LIMIT + 1), Trouble.FILE_TOO_LARGE),
    ],
)
def test_what_is_no_register_is_refused_with_a_reason(content: bytes, trouble: Trouble) -> None:
    assert only(read_register(content).faults) == [trouble]


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("parts", "trouble"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, Trouble.OPEN_DOCUMENT),
        ({"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"}, Trouble.BINARY_EXCEL),
        ({"readme": b"x"}, Trouble.NOT_A_TABLE),
        ({"[Content_Types].xml": b"x"}, Trouble.BROKEN_WORKBOOK),
        ({"bomb": b"0" * 3_000_000}, Trouble.UNPACKS_TOO_LARGE),
        ({str(number): b"" for number in range(2001)}, Trouble.UNPACKS_TOO_LARGE),
    ],
)
def test_archives_that_are_no_workbook(parts: dict[str, bytes], trouble: Trouble) -> None:
    assert only(read_register(zipped(**parts)).faults) == [trouble]


def test_the_directory_is_checked_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_xlsx, "UNPACKED_LIMIT", 1000)
    assert only(read_register(as_xlsx(ORDINARY)).faults) == [Trouble.UNPACKS_TOO_LARGE]


def test_a_workbook_reads_as_its_rows() -> None:
    sheet = read_register(as_xlsx(ORDINARY))
    full = [cells + [""] * (12 - len(cells)) for cells in rows(sheet)]
    assert full == ORDINARY
    reading = read_sheet(sheet, terms())
    assert reading.faults == ()
    assert len(reading.organisations) == 4


def test_values_read_as_a_reader_would_type_them() -> None:
    sheet = read_register(as_xlsx([["n"], [2009.0], [2.5], [True], [datetime(2015, 4, 3, 12)], [None], [7]]))  # noqa: DTZ001
    assert [row[0] for row in rows(sheet) if row] == ["n", "2009", "2.5", "yes", "2015-04-03", "7"]


def test_calculated_formulas_are_taken_and_told() -> None:
    content = as_xlsx([HEAD, ["Casa", "Chile", "=1"]])
    stored = rewritten(content, SHEET, b"<f>1</f><v></v>", b"<f>1</f><v>2</v>")
    stored = rewritten(stored, SHEET, b"<f>1</f><v />", b"<f>1</f><v>2</v>")
    sheet = read_register(stored)
    assert rows(sheet)[1][2] == "2"
    assert only(sheet.warnings) == [Trouble.FORMULAS_USED]


def test_a_formula_without_a_value_is_a_fault_at_its_cell() -> None:
    sheet = read_register(as_xlsx([HEAD, ["Casa", "Chile", "=1"]]))
    assert troubles(sheet.faults) == [(2, Trouble.FORMULA_NOT_CALCULATED)]
    assert dict(sheet.faults[0].values) == {"cell": "C2"}


def test_an_error_in_a_cell_is_a_fault() -> None:
    sheet = read_register(as_xlsx([HEAD, ["Casa", "#REF!", "A"]]))
    assert troubles(sheet.faults) == [(2, Trouble.FORMULA_ERROR)]


def test_merged_cells_are_filled_downward_and_told() -> None:
    content = as_xlsx([HEAD, ["One", "Chile", "A"], ["Two", None, "A"], ["Three", None, "A"]], merge="B2:B4")
    sheet = read_register(content)
    assert [row[1] for row in rows(sheet)] == ["Country", "Chile", "Chile", "Chile"]
    assert troubles(sheet.warnings) == [(2, Trouble.CELLS_MERGED)]


def test_a_merged_title_above_the_headings_does_no_harm() -> None:
    content = as_xlsx([["Members of the coalition", None, None], HEAD, ["One", "Chile", "A"]], merge="A1:C1")
    reading = read_sheet(read_register(content), terms())
    assert reading.faults == ()
    assert len(reading.organisations) == 1


def test_a_merged_range_over_the_whole_sheet_builds_nothing() -> None:
    content = as_xlsx([HEAD, ["One", "Chile", "A"]], merge="E1:F2")
    huge = rewritten(content, SHEET, b'ref="E1:F2"', b'ref="E1:XFD1048576"')
    assert len(read_register(huge).rows) == 2


def test_a_cell_in_the_last_corner_builds_nothing() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = rewritten(as_xlsx([HEAD, ["One", "Chile", "A"]]), SHEET, b"</sheetData>", far)
    assert only(read_register(content).faults) == [Trouble.TOO_MANY_ROWS]


def test_the_first_sheet_with_something_is_read() -> None:
    sheet = read_register(as_xlsx([HEAD], others=[("Notes", "visible"), ("Old", "hidden")]))
    assert rows(sheet) == [HEAD]
    assert only(sheet.warnings) == [Trouble.SHEET_HIDDEN, Trouble.SHEET_CHOSEN]


def test_empty_sheets_are_a_fault() -> None:
    assert only(read_register(as_xlsx([])).faults) == [Trouble.EMPTY_SHEETS]


def test_a_chart_beside_the_register_does_no_harm() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([HEAD, ["One", "Chile", 3]])))
    chart = BarChart()
    chart.add_data(Reference(book.active, 3, 1, 3, 2))
    book.create_chartsheet("Chart", 0).add_chart(chart)
    assert len(read_register(saved(book)).rows) == 2


@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    sheet = read_register(content)
    assert sheet.faults or sheet.rows
    read_sheet(sheet, terms())


@given(st.binary(max_size=200))
def test_no_bytes_behind_a_heading_raise(content: bytes) -> None:
    read_sheet(read_register(b"Name,Country,Coalition\n" + content), terms())


@given(st.text(min_size=1, max_size=100), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_unicode_text_is_decoded_as_it_was(text: str, charset: str) -> None:
    plain = "".join(c for c in text if c.isprintable()) or "x"
    assert decode(f"{plain}\n".encode(charset))[0] == f"{plain}\n"


WORKBOOK = as_xlsx([HEAD, ["One", "Chile", "A"], ["Two", "=1+1", 3]], merge="B2:B3")


@settings(max_examples=examples(150))
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_no_damaged_workbook_raises(place: int, damage: bytes) -> None:
    read_sheet(read_register(WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :]), terms())


PARTS = {
    name: zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(name) for name in zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()
}


@settings(max_examples=examples(200))
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_no_workbook_with_a_damaged_part_raises(name: str, data: st.DataObject) -> None:
    part = PARTS[name]
    place = data.draw(st.integers(0, len(part)))
    damage = data.draw(st.binary(max_size=10) | st.sampled_from([b"<", b"&", b'"', b't="s"', b"-1", b"99999"]))
    cut = data.draw(st.integers(0, 40))
    read_sheet(read_register(zipped(**(PARTS | {name: part[:place] + damage + part[place + cut :]}))), terms())
