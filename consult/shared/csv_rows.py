"""The rows of a CSV somebody gave us, under a heading: clean cells, each row with its line, or what is wrong with it.

UTF-8 with or without a mark; commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from consult.shared.errors import InputFault, InputRefused
from consult.shared.text import clean_line

SIZE_LIMIT = 10 * 1024 * 1024
MOST_FAULTS = 100
DELIMITERS = ",;\t"


@dataclass(slots=True)
class Faults:
    """What is wrong with a file so far."""

    file_name: str
    found: list[InputFault] = field(default_factory=list)

    def refuse(self, row: int | None, what: str, todo: str) -> None:
        """Take down one fault, of a row or of the whole file."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(InputFault(self.file_name if row is None else f"{self.file_name}:{row}", what, todo))

    def refuse_now(self, row: int | None, what: str, todo: str) -> InputRefused:
        """Return the refusal of a file of which nothing more can be read."""
        self.refuse(row, what, todo)
        return InputRefused(self.found)

    def stop(self) -> None:
        """Raise `InputRefused` if there was any fault."""
        if self.found:
            raise InputRefused(self.found)


def rows_of(content: bytes, columns: tuple[str, ...], faults: Faults) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield every row that holds anything as cells by column, with the number of its first line.

    The heading must name each of `columns` once; case and other columns do not matter. A row with too few or too many
    cells is a fault and is left out.
    """
    heading: list[str] | None = None
    for number, cells in records_of(content, columns, faults):
        if heading is None:
            heading = [cell.casefold() for cell in cells]
            missing = [name for name in columns if heading.count(name) != 1]
            if missing:
                what = f"the heading does not name one column {missing[0]}"
                raise faults.refuse_now(number, what, f"begin the file with {','.join(columns)}")
        elif len(cells) != len(heading):
            what = "the row does not have as many cells as the heading"
            faults.refuse(number, what, "write one cell for each column")
        else:
            yield number, dict(zip(heading, cells, strict=True))


def heading_of(content: bytes) -> frozenset[str]:
    """Return the names of a file's columns, in small letters; none where nothing can be read."""
    try:
        return frozenset(cell.casefold() for cell in next(records_of(content, (), Faults("")))[1])
    except (InputRefused, StopIteration):
        return frozenset()


def short(value: str) -> str:
    """Return what stands in somebody's file, cut, as a fault quotes it."""
    return f"“{value if len(value) <= 40 else value[:39] + '…'}”"


def records_of(content: bytes, columns: tuple[str, ...], faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that holds anything, the heading first, with the number of its first line.

    `columns` are only named where the file is empty.
    """
    return _records(_text(content, columns, faults), faults)


def _text(content: bytes, columns: tuple[str, ...], faults: Faults) -> str:
    if len(content) > SIZE_LIMIT:
        raise faults.refuse_now(1, "the file is larger than 10 MB", "divide it")
    if b"\0" in content:
        raise faults.refuse_now(1, "the file is not CSV in UTF-8", "save it as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise faults.refuse_now(row, "the letters are not UTF-8", "save the file as CSV in UTF-8") from error
    if not text.strip(" \r\n\t,;"):
        named = f"the heading {','.join(columns)}" if columns else "a heading"
        raise faults.refuse_now(1, "the file is empty", f"write {named} and the rows below")
    return text


@lru_cache(maxsize=4096)  # the same cells come again and again
def _cleaned(cell: str) -> str:
    """Return `clean_line(cell)`; most cells of a long file need no more than a look."""
    plain = cell.isascii() and cell.isprintable() and "  " not in cell
    return cell.strip() if plain else clean_line(cell)


def _records(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    heading = next(line for line in text.splitlines() if line.strip())
    unquoted = "".join(heading.split('"')[::2])  # a comma in a quoted name divides nothing
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=unquoted.count), strict=True)
    first = 1
    try:
        for cells in reader:
            cleaned = [_cleaned(cell) for cell in cells]
            if any(cleaned):
                yield first, cleaned
            first = reader.line_num + 1
    except csv.Error as error:
        what = "the row cannot be divided into cells"
        raise faults.refuse_now(first, what, "look for stray quotation marks") from error
