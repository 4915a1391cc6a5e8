"""Registers as XLSX: the first sheet with something in it, values as a reader sees them.

The zip directory is checked before anything is unpacked, and openpyxl reads in its streaming mode: in the other
one a single merged range or a cell in the last corner builds billions of cells.
"""

from __future__ import annotations

import io
import struct
import warnings as python_warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import openpyxl
import regex
from openpyxl.utils.exceptions import InvalidFileException

from consult.membership.rules.cells import column_letters
from consult.membership.rules.given import Row, Sheet
from consult.membership.rules.troubles import Noted, Trouble, noted

UNPACKED_LIMIT = 50 * 1024 * 1024
RATIO_LIMIT = 100
ENTRY_LIMIT = 2_000
ROW_LIMIT = 50_000
COLUMN_LIMIT = 256
# Everything a malformed part has made openpyxl and zipfile raise; there is no class of their own for it.
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_MERGED = regex.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_FORMULA = regex.compile(rb"<(?:\w+:)?f[\s/>]")

Cell = Any  # openpyxl ships no types


@dataclass(slots=True)
class Notes:
    """What was found on the way."""

    faults: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)


def read_xlsx(content: bytes) -> Sheet:
    """Return the rows of the first sheet that holds anything."""
    try:
        fault = _directory_fault(content)
        if fault:
            return Sheet((), faults=(noted(0, fault),))
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions no register needs
            return _read(content)
    except UNREADABLE:
        return Sheet((), faults=(noted(0, Trouble.BROKEN_WORKBOOK),))


def _directory_fault(content: bytes) -> Trouble | None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > ENTRY_LIMIT:
            return Trouble.UNPACKS_TOO_LARGE
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * max(len(content), 1):
            return Trouble.UNPACKS_TOO_LARGE
        if any(entry.flag_bits & 1 for entry in entries):
            return Trouble.ENCRYPTED
        if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
            return Trouble.OPEN_DOCUMENT
    if "xl/workbook.bin" in names:
        return Trouble.BINARY_EXCEL
    return None if "[Content_Types].xml" in names else Trouble.NOT_A_TABLE


def _read(content: bytes) -> Sheet:
    values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    notes = Notes()
    try:
        filled = []
        for sheet in values.worksheets:
            sheet.reset_dimensions()  # files lie about their size
            if not any(_has_value(row) for row in _limited(sheet)):
                continue
            if sheet.sheet_state != "visible":
                notes.warnings.append(noted(0, Trouble.SHEET_HIDDEN, sheet=sheet.title))
                continue
            filled.append(sheet)
        if not filled:
            return Sheet((), (noted(0, Trouble.EMPTY_SHEETS),), tuple(notes.warnings))
        chosen = filled[0]
        if len(filled) > 1:
            others = ", ".join(sheet.title for sheet in filled[1:])
            notes.warnings.append(noted(0, Trouble.SHEET_CHOSEN, sheet=chosen.title, others=others))
        return _rows(content, chosen, notes)
    finally:
        values.close()


def _limited(sheet: Cell) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows, each as long as its own last cell: padded ones cost half a minute where most are empty."""
    for row in islice(sheet.iter_rows(max_row=ROW_LIMIT + 1), ROW_LIMIT + 1):
        yield row[:COLUMN_LIMIT]


def _has_value(row: tuple[Cell, ...]) -> bool:
    return any(cell.value is not None for cell in row)


def _rows(content: bytes, sheet: Cell, notes: Notes) -> Sheet:
    # The part behind a sheet has no public name in openpyxl's streaming mode.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(sheet._worksheet_path.lstrip("/"))
    formulas = _formulas(content, sheet.title) if _FORMULA.search(part) else {}
    rows: dict[int, list[str]] = {}
    used: dict[int, int] = {}
    for number, cells in enumerate(_limited(sheet), 1):
        if number > ROW_LIMIT:
            notes.faults.append(noted(0, Trouble.TOO_MANY_ROWS, limit=str(ROW_LIMIT)))
            break
        rows[number] = [
            _text(cell, number, place, (number, place) in formulas, used, notes) for place, cell in enumerate(cells)
        ]
    for place, count in used.items():
        notes.warnings.append(noted(0, Trouble.FORMULAS_USED, column=column_letters(place), count=str(count)))
    _fill_merged(part, rows, notes)
    trimmed = tuple(Row(number, _trimmed(cells)) for number, cells in rows.items())
    return Sheet(trimmed, tuple(notes.faults), tuple(notes.warnings))


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Return a row without the empty cells after its last value."""
    end = next((place for place in range(len(cells), 0, -1) if cells[place - 1]), 0)
    return tuple(cells[:end])


def _formulas(content: bytes, title: str) -> set[tuple[int, int]]:
    """Return where formulas stand, as (row, column counted from 0)."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book[title]
        sheet.reset_dimensions()
        return {
            (number, place)
            for number, cells in enumerate(_limited(sheet), 1)
            for place, cell in enumerate(cells)
            if cell.value is not None and cell.data_type == "f"
        }
    finally:
        book.close()


def _text(cell: Cell, number: int, place: int, is_formula: bool, used: dict[int, int], notes: Notes) -> str:
    where = f"{column_letters(place)}{number}"
    if is_formula:
        if cell.value is None and getattr(cell, "data_type", "n") != "str":
            notes.faults.append(noted(number, Trouble.FORMULA_NOT_CALCULATED, cell=where))
            return ""
        used[place] = used.get(place, 0) + 1
    if cell.value is not None and cell.data_type == "e":
        notes.faults.append(noted(number, Trouble.FORMULA_ERROR, cell=where, value=str(cell.value)))
        return ""
    return as_text(cell.value)


def as_text(value: object) -> str:
    """Return a cell's value as a reader would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _fill_merged(part: bytes, rows: dict[int, list[str]], notes: Notes) -> None:
    """Repeat downward what merged cells hold: a spreadsheet shows it beside each of their rows."""
    for found in islice(_MERGED.finditer(part), ROW_LIMIT):
        left, top, right, bottom = (piece.decode() for piece in found.groups())
        place, first, last = _column(left), int(top), min(int(bottom), max(rows, default=0))
        above = rows.get(first, [])
        value = above[place] if place < len(above) else ""
        if not value or last <= first:
            continue
        for number in range(first + 1, last + 1):
            cells = rows.setdefault(number, [])
            cells.extend([""] * (place + 1 - len(cells)))
            cells[place] = value
        notes.warnings.append(noted(first, Trouble.CELLS_MERGED, cells=f"{left}{top}:{right}{bottom}"))


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
