"""Reading a codebook from a table: columns in any order and by many names, faults row by row, nothing half-read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import regex

from consult.coding.exchange.book.cells import cells_of
from consult.coding.exchange.book.columns import Column, columns_of
from consult.coding.exchange.book.keys import Given, keyed
from consult.coding.rules.book import BookCode, faults_of, in_order
from consult.coding.rules.codebook import TEXTS
from consult.shared.csv_rows import Faults, short
from consult.shared.text import clean_line

_SHORT_COLOUR = regex.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])")


@dataclass(frozen=True, slots=True)
class ReadBook:
    """The codes of a file, each parent before its own, and what of it could not be kept."""

    codes: tuple[BookCode, ...]
    dropped: tuple[str, ...]


def read_book(path: Path, language: str = "en") -> ReadBook:
    """Return the codebook in a CSV or XLSX; raise `InputRefused` with every fault.

    `language` is that of columns which do not say theirs.
    """
    faults = Faults(path.name)
    (first, names), *rows = cells_of(path.read_bytes(), path.suffix.lower(), faults)
    columns = columns_of(names)
    if not any(one.holds == "name" for one in columns.values()):
        raise faults.refuse_now(first, "the heading names no column “name” or “code”", "say in it what stands below")
    unknown = [name for at, name in enumerate(names) if name and at not in columns]
    dropped = [f"the column {short(clean_line(name))}" for name in unknown]
    given = []
    for number, cells in rows:
        if any(cells[len(names) :]):
            faults.refuse(number, "the row has more cells than the heading", "write one cell for each column")
            continue
        given.append(_given(number, cells, columns, language, faults))
    if not given:
        faults.refuse(None, "there is no code in it", "write one row for each code")
    codes = _checked(keyed(given, faults), faults)
    faults.stop()
    return ReadBook(in_order(codes), tuple(dropped))


def _given(number: int, cells: list[str], columns: Mapping[int, Column], language: str, faults: Faults) -> Given:
    texts: dict[str, dict[str, str]] = {}
    plain: dict[str, str] = {}
    for at, column in columns.items():
        cell = cells[at] if at < len(cells) else ""
        if column.holds in TEXTS:
            if cell:
                texts.setdefault(column.holds, {})[column.language or language] = cell
        elif not column.language:
            plain[column.holds] = cell
    days = {name: _day(number, plain.get(name, ""), faults) for name in ("added_on", "retired_on")}
    code = BookCode(
        key=clean_line(plain.get("key", "")),
        parent=clean_line(plain.get("parent", "")),
        shortcut=plain.get("shortcut", ""),
        colour=_colour(plain.get("colour", "")),
        texts=texts,
        reason=plain.get("reason", ""),
        **days,
    )
    return Given(number, code)


def _day(number: int, cell: str, faults: Faults) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        faults.refuse(number, f"{short(clean_line(cell))} is not a day", "write year-month-day, such as 2026-03-31")
        return None


def _colour(cell: str) -> str:
    """Return a colour as it is kept, from one with three digits or without its mark too."""
    plain = cell.casefold()
    if found := _SHORT_COLOUR.fullmatch(plain):
        return "#" + "".join(digit * 2 for digit in found.groups())
    return plain if plain.startswith("#") or not plain else f"#{plain}"


def _checked(given: list[Given], faults: Faults) -> list[BookCode]:
    """Return the codes, having taken down what is wrong with each; a parent nobody describes is called by its key."""
    keys: set[str] = set()
    shortcuts: set[str] = set()
    found = []
    for one in given:
        code = one.code if one.code.parent else replace(one.code, shortcut="")
        for what, todo in faults_of(code, keys, shortcuts):
            faults.refuse(one.row, what, todo)
        keys.add(code.key)
        shortcuts.add(code.shortcut)
        found.append(code)
    return found
