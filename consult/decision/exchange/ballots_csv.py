"""Ballots as CSV: a heading coalition,choice, then a row per paper; nothing of a file with a fault is counted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consult.decision.rules.kinds import Choice
from consult.shared.errors import InputFault, InputRefused
from consult.shared.text import clean_line

SIZE_LIMIT = 10 * 1024 * 1024
MOST_FAULTS = 100
DELIMITERS = ",;\t"
COLUMNS = ("coalition", "choice")
CHOICES = {choice.value: choice for choice in Choice}

Papers = dict[str, Counter[Choice]]


def read_ballots(content: bytes, file_name: str, members: Mapping[str, int]) -> Papers:
    """Return the papers of each coalition of `members` (how many it has), or raise `InputRefused` with every fault."""
    text = _text(content, file_name)
    rows = _Rows(file_name, members, {coalition: Counter() for coalition in members})
    heading: list[str] | None = None
    for number, cells in _records(text, file_name):
        if heading is None:
            heading = rows.heading(number, cells)
        else:
            rows.take(number, dict(zip(heading, cells, strict=False)), len(cells) == len(heading))
    rows.fit()
    if rows.faults:
        raise InputRefused(rows.faults)
    return rows.papers


@dataclass(slots=True)
class _Rows:
    """The papers found so far, and the faults."""

    file_name: str
    members: Mapping[str, int]
    papers: Papers
    faults: list[InputFault] = field(default_factory=list)

    def refuse(self, place: int | None, what: str, todo: str) -> None:
        where = self.file_name if place is None else f"{self.file_name}:{place}"
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(InputFault(where, what, todo))

    def heading(self, row: int, cells: list[str]) -> list[str]:
        """Return the names of the columns; without both of ours there is nothing more to read."""
        names = [cell.casefold() for cell in cells]
        missing = [name for name in COLUMNS if names.count(name) != 1]
        if missing:
            self.refuse(
                row, f"the heading does not name one column {missing[0]}", "begin the file with coalition,choice"
            )
            raise InputRefused(self.faults)
        return names

    def take(self, row: int, paper: Mapping[str, str], whole: bool) -> None:
        """Count one paper, or say what is wrong with it."""
        if not whole:
            self.refuse(row, "the row does not have as many cells as the heading", "write one cell for each column")
            return
        coalition, said = paper["coalition"], paper["choice"]
        choice = CHOICES.get(said.casefold())
        if coalition not in self.members:
            known = ", ".join(self.members)
            self.refuse(row, f"{_short(coalition)} is no coalition of this ballot", f"write one of {known}")
        elif choice is None:
            self.refuse(row, f"{_short(said)} is no choice", "write yes, no or abstain")
        else:
            self.papers[coalition][choice] += 1

    def fit(self) -> None:
        """Refuse more papers than members."""
        for coalition, counted in self.papers.items():
            if counted.total() > self.members[coalition]:
                self.refuse(
                    None,
                    f"{coalition} has {counted.total()} ballots and {self.members[coalition]} members",
                    "look for rows that stand there twice, or mend --members",
                )


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
        raise refused(1, "the file is empty", "write the heading coalition,choice and a row for each paper")
    return text


def _records(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, each with the number of its first line."""
    heading = next(line for line in text.splitlines() if line.strip())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=heading.count), strict=True)
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


def _short(value: str) -> str:
    """Cut what comes from somebody's file."""
    return f"“{value if len(value) <= 40 else value[:39] + '…'}”"
