"""A CSV somebody gave us as rows of clean cells: UTF-8 with or without a mark, commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from consult.shared.errors import InputFault, InputRefused
from consult.shared.text import clean_line

SIZE_LIMIT = 10 * 1024 * 1024
DELIMITERS = ",;\t"


@dataclass(slots=True)
class Rows:
    """The rows of a file with the number of the line each begins on, and the faults found in them."""

    file_name: str
    heading: list[str]
    heading_at: int
    records: list[tuple[int, list[str]]]
    faults: list[InputFault] = field(default_factory=list)

    @classmethod
    def of(cls, content: bytes, file_name: str) -> Rows:
        """Return the rows of a file that hold anything, or raise `InputRefused`."""
        records = list(_records(_text(content, file_name), file_name))
        (heading_at, heading), *others = records
        return cls(file_name, heading, heading_at, others)

    def refuse(self, row: int, what: str, todo: str) -> None:
        """Note a fault."""
        self.faults.append(InputFault(f"{self.file_name}:{row}", what, todo))

    def fits(self, row: int, cells: list[str]) -> bool:
        """Tell whether a row has as many cells as the heading; note it if not."""
        if len(cells) == len(self.heading):
            return True
        self.refuse(
            row,
            f"the row has {len(cells)} cells and the heading {len(self.heading)}",
            "leave a cell empty where nothing belongs in it",
        )
        return False

    def check(self) -> None:
        """Raise `InputRefused` if a fault was noted."""
        if self.faults:
            raise InputRefused(self.faults)


def short(value: str) -> str:
    """Cut what comes from somebody's file."""
    return f"“{value if len(value) <= 40 else value[:39] + '…'}”"


def _text(content: bytes, file_name: str) -> str:
    def refused(row: int, what: str, todo: str) -> InputRefused:
        return InputRefused([InputFault(f"{file_name}:{row}", what, todo)])

    if len(content) > SIZE_LIMIT:
        raise refused(1, "the file is larger than 10 MB", "divide it")
    if b"\0" in content:
        raise refused(1, "the file is not CSV in UTF-8", "save it as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise refused(row, "the letters are not UTF-8", "save the file as CSV in UTF-8") from error
    if not text.strip(" \r\n\t,;"):
        raise refused(1, "the file is empty", "write a heading and the rows below it")
    return text


def _records(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    heading = next(line for line in text.splitlines() if line.strip())
    unquoted = "".join(heading.split('"')[::2])  # a comma in a quoted name divides nothing
    delimiter = max(DELIMITERS, key=unquoted.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    clean = lru_cache(maxsize=4096)(clean_line)  # labels come again and again
    first = 1
    try:
        for cells in reader:
            cleaned = [clean(cell) for cell in cells]
            if any(cleaned):
                yield first, cleaned
            first = reader.line_num + 1
    except csv.Error as error:
        fault = InputFault(
            f"{file_name}:{first}", "the row cannot be divided into cells", "look for stray quotation marks"
        )
        raise InputRefused([fault]) from error
