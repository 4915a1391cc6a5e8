"""Submitted answers as CSV: a row for each, in codes, without anything that says whose it is.

In: the structure that was asked and rows as they count. Out: a file for spreadsheets and statistics programs. The
order of rows is the caller's to make meaningless. No text begins a formula; what is invented says so in every row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.collection.rules import Unit
from consult.instrument.rules.condition import Value
from consult.instrument.rules.exporting import cells_of, columns_of
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit

WORDS = "words"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One answer as it counts: pruned, with what was written by part."""

    unit: Unit
    short: bool
    answers: Mapping[str, Value]
    words: Mapping[str, str]


def as_csv(structure: Structure, rows: Iterable[ExportRow], *, words: bool, fictitious: bool) -> str:
    """Return the rows as CSV; with `words` each part that was written has a column of its own, KEY:words."""
    texts = [key for key, part in structure.parts.items() if part.is_text and not part.sealed] if words else []
    columns = columns_of(structure)
    mark = ["fictitious"] if fictitious else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*mark, "unit", "form", *columns, *(f"{key}:{WORDS}" for key in texts)])
    for row in rows:
        cells = cells_of(structure, InstrumentUnit(row.unit), row.short, row.answers, row.words)
        said = (_defused(row.words.get(key, "")) for key in texts)
        form = "short" if row.short else "full"
        writer.writerow([*mark, row.unit.value, form, *(cells[name] for name in columns), *said])
    return "\ufeff" + out.getvalue()


def _defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; codes and numbers never look like one that does harm."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
