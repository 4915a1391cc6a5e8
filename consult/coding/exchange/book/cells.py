"""The rows of a codebook's file as cells of text, whatever it is: CSV or XLSX."""

from __future__ import annotations

import csv
import io

import regex

from consult.coding.rules.book import unguarded
from consult.membership.exchange.register_xlsx import read_xlsx
from consult.membership.labels import worded
from consult.shared.csv_rows import DELIMITERS, SIZE_LIMIT, Faults
from consult.shared.text import clean_text

_ESCAPED = regex.compile(r"_x([0-9A-Fa-f]{4})_")
Cells = list[tuple[int, list[str]]]


def cells_of(content: bytes, ending: str, faults: Faults) -> Cells:
    """Return every row that holds anything, with its number; raise `InputRefused` for what cannot be read."""
    if len(content) > SIZE_LIMIT:
        raise faults.refuse_now(None, "the file is larger than 10 MB", "divide it")
    rows = _of_workbook(content, faults) if ending == ".xlsx" else _of_lines(content, faults)
    cleaned = [(number, [clean_text(unguarded(cell)) for cell in cells]) for number, cells in rows]
    found = [(number, cells) for number, cells in cleaned if any(cells)]
    if not found:
        raise faults.refuse_now(None, "the file is empty", "write a heading and one row for each code")
    return found


def _of_workbook(content: bytes, faults: Faults) -> Cells:
    sheet = read_xlsx(content)
    faults.found += [worded(one, faults.file_name) for one in sheet.faults]
    faults.stop()
    return [(row.number, [_unescaped(cell) for cell in row.cells]) for row in sheet.rows]


def _unescaped(cell: str) -> str:
    """Return a cell with the characters that workbooks write by their number, such as _x000D_."""
    return str(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell))


def _of_lines(content: bytes, faults: Faults) -> Cells:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise faults.refuse_now(row, "the letters are not UTF-8", "save the file as CSV in UTF-8") from error
    heading = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(heading.split('"')[::2])  # a comma in a quoted name divides nothing
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=unquoted.count), strict=True)
    found: Cells = []
    first = 1
    try:
        for cells in reader:
            found.append((first, cells))
            first = reader.line_num + 1
    except csv.Error as error:
        what = "the row cannot be divided into cells"
        raise faults.refuse_now(first, what, "look for stray quotation marks") from error
    return found
