"""Coded passages as a workbook: one row for each, no cell a formula."""

from __future__ import annotations

from collections.abc import Sequence

from consult.coding.exchange.book.writing import LONGEST, workbook
from consult.coding.exchange.passages.contents import Quoted, Report
from consult.coding.rules.book import guarded

SHEET = "Passages"
LONGER = "(longer than a cell of a workbook holds: the words are in the .csv and the .docx)"
COLUMNS = (
    "code",
    "name",
    "source",
    "passage",
    "speaker",
    "language",
    "start",
    "end",
    "quote",
    "stance",
    "option",
    "aspect",
    "about",
    "consent",
)
"""Called as in the CSV of segments; places in code points, the end exclusive."""


def as_xlsx(report: Report) -> bytes:
    """Return a workbook of one sheet; a demonstration's every row says that it is fictitious."""
    said = [report.heading.fictitious] if report.heading.fictitious else []
    rows = (_row(one) for section in report.sections for one in section.quoted)
    lines: list[Sequence[str | int]] = [[*COLUMNS, *(["fictitious"] if said else [])], *([*row, *said] for row in rows)]
    safe = ([guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return workbook(SHEET, safe, rtl=report.heading.direction == "rtl")


def _row(one: Quoted) -> list[str | int]:
    return [
        one.code,
        one.code_name,
        one.source,
        one.passage,
        one.speaker,
        one.language,
        one.start,
        one.end,
        _held(one.words or one.instead),
        one.stance,
        one.option,
        one.aspect,
        one.about,
        one.consent,
    ]


def _held(words: str) -> str:
    """Return words as far as a cell holds them whole; else where they are, for a cell would be cut in silence."""
    return words if len(words) + 6 * words.count("_x") < LONGEST else LONGER
