"""Writing a codebook as a table: plain words in the heading, one row per code, one column per text and language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import openpyxl
import regex
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from consult.coding.rules.book import BookCode, guarded, languages_of, spoken
from consult.coding.rules.codebook import TEXTS
from consult.shared.errors import ConsultError

LONGEST = 32_767
"""As many characters as a cell of a workbook holds; what is longer would be cut in silence."""
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_ESCAPE = regex.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNFIT = regex.compile("[\\p{Cs}\ufffe\uffff]")
_DAY_ONE = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook's dates know no zone


class TooLong(ConsultError):
    """A text that no cell of a workbook holds."""


def heading(codes: Sequence[BookCode]) -> list[str]:
    """Return the names of the columns."""
    texts = [f"{spoken(text)} ({tag})" for text in TEXTS for tag in _tags(codes, text)]
    return ["code", "parent", *texts, "shortcut", "colour", "added on", "reason", "retired on"]


def rows(codes: Sequence[BookCode]) -> list[list[str]]:
    """Return the cells of every code, as text."""
    columns = [(text, tag) for text in TEXTS for tag in _tags(codes, text)]
    return [
        [
            one.key,
            one.parent,
            *(one.texts.get(text, {}).get(tag, "") for text, tag in columns),
            one.shortcut,
            one.colour,
            _day(one.added_on),
            one.reason,
            _day(one.retired_on),
        ]
        for one in codes
    ]


def _tags(codes: Sequence[BookCode], text: str) -> list[str]:
    return languages_of(codes, text) or ["en"]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def book_as_csv(codes: Sequence[BookCode]) -> bytes:
    """Return a codebook as CSV for spreadsheets: UTF-8 with a mark, no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading(codes))
    writer.writerows([guarded(cell) for cell in row] for row in rows(codes))
    return ("\ufeff" + out.getvalue()).encode()


def book_as_xlsx(codes: Sequence[BookCode]) -> bytes:
    """Return a codebook as a workbook of one sheet; raise `TooLong` for a text that no cell holds."""
    return workbook("Codebook", ([guarded(text) for text in row] for row in [heading(codes), *rows(codes)]))


def workbook(name: str, lines: Iterable[Sequence[str | int]], *, rtl: bool = False) -> bytes:
    """Return a workbook of one sheet, its first line the heading; raise `TooLong` for a text that no cell holds."""
    fitted = [[_fitting(one, str(line[0])) if isinstance(one, str) else one for one in line] for line in lines]
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.created = "Consult", _DAY_ONE
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    sheet.sheet_view.rightToLeft = rtl
    for at, row in enumerate(fitted):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.alignment = _WRAPPED
            if at == 0:
                cell.font = _BOLD
            cells.append(cell)
        sheet.append(cells)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _fitting(text: str, key: str) -> str:
    """Return a text as a cell has it: what looks like an escape is escaped, what XML cannot hold is not there."""
    found = str(_ESCAPE.sub("_x005F_", str(_UNFIT.sub("", text))))
    if len(found) > LONGEST:
        raise TooLong(f"a text of {key} is longer than a cell of a workbook holds: write it as .csv")
    return found
