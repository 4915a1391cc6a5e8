"""An edition as a workbook: what it is on the first sheet, every count on the second. No cell begins a formula."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import regex
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from consult.briefing.exchange.contents import Line, Seal, Sheets, harmless, legal
from consult.shared.packing import entries_of, packed

FIELDS = (
    "coalition",
    "counted",
    "item",
    "question",
    "row_name",
    "option",
    "by_name",
    "group",
    "note",
    "n",
    "base",
    "percent",
)
_WIDTHS = (11, 16, 14, 60, 34, 44, 20, 26, 22, 14, 14, 10)
_CORE = "docProps/core.xml"
_MODIFIED = regex.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")

Sheet = Any  # openpyxl ships no types


def as_xlsx(sheets: Sheets, seal: Seal) -> bytes:
    """Return the workbook; it bears the moment of its edition, so that the same edition is the same file."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.title = legal(sheets.about[0][1])
    book.properties.creator = "Consult"
    book.properties.identifier = seal.content_hash
    book.properties.created = seal.frozen_at.replace(tzinfo=None)
    _write_about(book.create_sheet(_title(sheets.about_name)), sheets)
    _write_lines(book.create_sheet(_title(sheets.lines_name)), sheets)
    held = io.BytesIO()
    book.save(held)
    moment = seal.frozen_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return packed(
        (name, _MODIFIED.sub(rb"\g<1>" + moment, content) if name == _CORE else content)
        for name, content in entries_of(held.getvalue())
    )


def _title(name: str) -> str:
    """Return a name as a sheet may bear it: 31 characters, none of those that addresses use."""
    return str(regex.sub(r"[\\*?:/\[\]]", " ", legal(name)))[:31]


def _write_about(sheet: Sheet, sheets: Sheets) -> None:
    sheet.sheet_view.rightToLeft = sheets.rtl
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    for name, words in sheets.about:
        sheet.append([_text(sheet, name, bold=True), _text(sheet, words)])


def _write_lines(sheet: Sheet, sheets: Sheets) -> None:
    sheet.sheet_view.rightToLeft = sheets.rtl
    sheet.freeze_panes = "A2"
    for at, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(FIELDS))}{len(sheets.lines) + 1}"
    sheet.append([_text(sheet, name, bold=True) for name in sheets.head])
    for line in sheets.lines:
        sheet.append([_value(line, name) for name in FIELDS])


def _value(line: Line, name: str) -> str | float | None:
    value: str | float | None = getattr(line, name)
    return harmless(legal(value)) if isinstance(value, str) else value


def _text(sheet: Sheet, words: str, *, bold: bool = False) -> Sheet:
    cell = WriteOnlyCell(sheet, harmless(legal(words)))
    cell.alignment = _WRAPPED
    if bold:
        cell.font = _BOLD
    return cell
