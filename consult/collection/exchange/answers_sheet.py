"""Answers from elsewhere as a table: headings and rows, whatever the charset and the delimiter."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import regex

from consult.membership.exchange.register_csv import DELIMITERS, decode
from consult.membership.rules.troubles import Noted, Trouble, noted

SIZE_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Headings and (number, cells) of every row that holds anything; or faults that say why there are none."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    faults: tuple[Noted, ...] = ()
    warnings: tuple[Noted, ...] = ()


def read_sheet(content: bytes) -> AnswerSheet:
    """Return the rows of a CSV file with commas, semicolons, tabs or bars; every fault is in it, nothing raises."""
    if len(content) > SIZE_LIMIT:
        return AnswerSheet(faults=(noted(0, Trouble.FILE_TOO_LARGE, limit=str(SIZE_LIMIT // 1024 // 1024)),))
    text, notes = decode(content)
    if text is None:
        return AnswerSheet(faults=tuple(notes))
    first, _, rest = text.partition("\n")
    declared = regex.fullmatch(r"\"?sep=(.)\"?\r?", first, regex.I)
    text = rest if declared else text
    records = _records(text, declared[1] if declared else _delimiter(text))
    if records is None:
        return AnswerSheet(faults=(noted(0, Trouble.UNCLOSED_QUOTE),))
    numbered = [(at, cells) for at, cells in enumerate(records, 2 if declared else 1) if any(map(str.strip, cells))]
    if not numbered:
        return AnswerSheet(faults=(noted(0, Trouble.EMPTY_FILE),))
    headings = tuple(" ".join(cell.split()) for cell in numbered[0][1])
    width = len(headings)
    rows = tuple((at, tuple(cells) + ("",) * (width - len(cells))) for at, cells in numbered[1:])
    return AnswerSheet(headings, rows, warnings=tuple(notes))


def _delimiter(text: str) -> str:
    """Return the delimiter under which most rows are as long as the first.

    The register's own way, the one that cuts most, would take the separators inside a cell of several codes.
    """

    def weight(delimiter: str) -> tuple[int, int]:
        rows = (_records(text[:50_000], delimiter, strict=False) or [])[:50]
        wide = len(rows[0]) if rows else 0
        return (sum(len(row) == wide for row in rows), wide) if wide > 1 else (0, 0)

    return max(DELIMITERS, key=weight)


def _records(text: str, delimiter: str, *, strict: bool = True) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))
    except csv.Error:
        return _records(text, delimiter, strict=False) if strict else None
