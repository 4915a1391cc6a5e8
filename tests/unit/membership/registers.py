"""Registers as ordinary spreadsheets export them, made here and not kept as files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

from consult.membership.exchange.names import known_names
from consult.membership.rules.cells import Terms
from consult.membership.rules.columns import CoalitionName
from consult.membership.rules.given import Reading, Row
from consult.membership.rules.reading import read_rows
from consult.membership.rules.troubles import Trouble

A = CoalitionName("A", "Coalition Against Ember Charges")
B = CoalitionName("B", "Drift Shell Campaign")
BOTH = (A, B)

# Headings in three languages with odd columns, accents, Arabic and Cyrillic names, one body in both coalitions.
ORDINARY: list[list[str]] = [
    ["Register of members, spring", "", "", "", "", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "", "", "", ""],
    [
        "Nº",
        "E-mail (contact)",
        "Organisation / Organización",
        "País",
        "Working languages",
        "Type",
        "Survivor-led?",
        "Coalition",
        "Call endorsed",
        "Member since",
        "Contact person",
        "Web site",
    ],
    ["1", "", "دار سهل ورسان", "لبنان", "العربية", "منظمة وطنية", "لا", "A", "2014-05-03", "2011", "ليلى", ""],
    [
        "2",
        "zoe@ailleurs.example",
        "Médecins d’ailleurs",
        "Côte d'Ivoire",
        "français et anglais",
        "ONG",
        "non",
        "both",
        "oui",
        "2009",
        "Zoé Koné",
        "https://ailleurs.example",
    ],
    ["3", "", "Союз Велимост", "Россия", "русский", "нпо", "да", "Drift Shell Campaign", "", "", "", ""],
    ["4", "r@valdoriega.example", "Red Valdoriega", "MX", "es", "Red nacional", "sí", "A; B", "x", "2015", "", ""],
]


def as_csv(rows: Sequence[Sequence[str]], *, delimiter: str = ",", charset: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(charset)


def as_xlsx(rows: Sequence[Sequence[Any]], *, merge: str = "", others: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook; `others` are further sheets with one cell, by name and state."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Members"
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    for name, state in others:
        other = book.create_sheet(name)
        other["A1"] = "something"
        other.sheet_state = state
    return saved(book)


def saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with `old` replaced in one of its parts, as other programs write it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            piece = source.read(entry)
            target.writestr(entry.filename, piece.replace(old, new) if entry.filename == part else piece)
    return changed.getvalue()


def terms(everyone_in: str | None = None, only: str | None = None) -> Terms:
    return Terms(known_names(), BOTH, everyone_in=everyone_in, only=only)


def read(*rows: Sequence[str], everyone_in: str | None = None, only: str | None = None) -> Reading:
    return read_rows([Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)], terms(everyone_in, only))


def troubles(notes: Sequence[Any]) -> list[tuple[int, Trouble]]:
    return [(note.row, note.trouble) for note in notes]
