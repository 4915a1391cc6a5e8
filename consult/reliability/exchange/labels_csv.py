"""Labels as CSV: a heading, then a row per unit, its name first and a column per coder; an empty cell is no label."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from consult.reliability.rules import Metric, Ratings
from consult.shared.errors import InputFault, InputRefused
from consult.shared.text import clean_line

SIZE_LIMIT = 10 * 1024 * 1024
DELIMITERS = ",;\t"


def read_labels(content: bytes, file_name: str, metric: Metric = Metric.NOMINAL) -> Ratings:
    """Return the ratings in a file, or raise `InputRefused` with every fault of it."""
    text = _text(content, file_name)
    rows = _Rows(file_name, list(_records(text, file_name)))
    coders = rows.coders()
    units: dict[str, int] = {}
    labels: list[list[Hashable | None]] = []
    for number, cells in rows.records[1:]:
        if rows.fits(number, cells, len(coders) + 1) and rows.is_new(number, cells[0], units):
            labels.append([rows.label(number, cell, metric) for cell in cells[1:]])
    if not units and not rows.faults:
        rows.refuse(1, "no unit stands below the heading", "write a row for each unit")
    if rows.faults:
        raise InputRefused(rows.faults)
    return Ratings(tuple(units), coders, labels)


@dataclass(slots=True)
class _Rows:
    """The rows of a file with the number of the line each begins on, and the faults found in them."""

    file_name: str
    records: list[tuple[int, list[str]]]
    faults: list[InputFault]

    def __init__(self, file_name: str, records: list[tuple[int, list[str]]]) -> None:
        self.file_name, self.records, self.faults = file_name, records, []

    def refuse(self, row: int, what: str, todo: str) -> None:
        self.faults.append(InputFault(f"{self.file_name}:{row}", what, todo))

    def coders(self) -> tuple[str, ...]:
        """Return the coders named by the heading."""
        row, heading = self.records[0]
        coders = tuple(heading[1:])
        if len(coders) < 2:
            self.refuse(
                row, "the heading names fewer than two coders", "head the first column unit and give each coder one"
            )
        if "" in coders:
            self.refuse(row, "a coder has no name", "write it in the heading, or delete the column")
        for coder in sorted({coder for coder in coders if coder and coders.count(coder) > 1}):
            self.refuse(row, f"two coders are called {_short(coder)}", "give them different names")
        return coders

    def fits(self, row: int, cells: list[str], width: int) -> bool:
        if len(cells) == width:
            return True
        self.refuse(
            row,
            f"the row has {len(cells)} cells and the heading {width}",
            "leave a cell empty where a label is missing",
        )
        return False

    def is_new(self, row: int, unit: str, units: dict[str, int]) -> bool:
        if not unit:
            self.refuse(row, "the unit has no name", "write it in the first column")
        elif unit in units:
            self.refuse(row, f"the unit {_short(unit)} is also in row {units[unit]}", "keep one row for each unit")
        else:
            units[unit] = row
            return True
        return False

    def label(self, row: int, cell: str, metric: Metric) -> Hashable | None:
        if not cell or metric is Metric.NOMINAL:
            return cell or None
        number = _number(cell)
        if number is None:
            self.refuse(
                row, f"{_short(cell)} is not a number", "write one such as 3 or 2.5, or take the metric nominal"
            )
        elif metric is Metric.RATIO and number < 0:
            self.refuse(row, f"{_short(cell)} lies below nought", "take the metric interval if it is meant")
        return number


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
    if not text.strip():
        raise refused(1, "the file is empty", "write a heading and a row for each unit")
    return text


def _records(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Return the rows that hold anything, each with the number of its first line."""
    heading = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = 1
    try:
        for cells in reader:
            cleaned = [clean_line(cell) for cell in cells]
            if any(cleaned):
                yield first, cleaned
            first = reader.line_num + 1
    except csv.Error as error:
        fault = InputFault(
            f"{file_name}:{first}", "the row cannot be divided into cells", "look for stray quotation marks"
        )
        raise InputRefused([fault]) from error


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _short(value: str) -> str:
    """Cut what comes from somebody's file."""
    return f"“{value if len(value) <= 40 else value[:39] + '…'}”"
