"""Spans as CSV: columns coder, code, start and length in any order; a row with a coder alone marked nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.reliability.exchange.tables import Rows, short
from consult.reliability.rules import Continuum, Misplaced, Span, misplaced

COLUMNS = ("coder", "code", "start", "length")
GREATEST = 10**15


@dataclass(frozen=True, slots=True)
class Marked:
    """Who read a continuum, and what they marked in it."""

    coders: Sequence[str]
    spans: Sequence[Span]


def read_spans(content: bytes, file_name: str, continuum: Continuum) -> Marked:
    """Return the spans in a file, or raise `InputRefused` with every fault of it."""
    rows = Rows.of(content, file_name)
    places = _places(rows)
    coders: dict[str, None] = {}
    spans: list[Span] = []
    numbers: list[int] = []
    for number, cells in rows.records:
        if not rows.fits(number, cells):
            continue
        coder, code, start, length = (cells[place] for place in places)
        if not coder:
            rows.refuse(number, "the span has no coder", "write who marked it")
            continue
        coders[coder] = None
        span = _span(rows, number, coder, (code, start, length))
        if span:
            spans.append(span)
            numbers.append(number)
    _check_places(rows, continuum, spans, numbers)
    if not rows.records:
        rows.refuse(rows.heading_at, "no span stands below the heading", "write a row for each span")
    rows.check()
    return Marked(tuple(coders), spans)


def _places(rows: Rows) -> list[int]:
    heading = [name.casefold() for name in rows.heading]
    for name in COLUMNS:
        if heading.count(name) != 1:
            what = f"the heading has {'more than one' if name in heading else 'no'} column {name}"
            rows.refuse(rows.heading_at, what, "the columns are coder, code, start and length")
    rows.check()
    return [heading.index(name) for name in COLUMNS]


def _span(rows: Rows, row: int, coder: str, cells: tuple[str, str, str]) -> Span | None:
    if not any(cells):
        return None
    code, start, length = cells
    if not code:
        rows.refuse(row, "the span has no code", "write it in the column code")
    found = [_whole(rows, row, name, cell) for name, cell in (("start", start), ("length", length))]
    if not code or found[0] is None or found[1] is None:
        return None
    return Span(coder, code, found[0], found[1])


def _whole(rows: Rows, row: int, name: str, cell: str) -> int | None:
    digits = cell.removeprefix("-")
    number = int(cell) if digits.isascii() and digits.isdigit() and len(digits) <= 16 else None
    if number is None or abs(number) > GREATEST:
        rows.refuse(row, f"the {name} {short(cell)} is not a whole number", "write one such as 120")
        return None
    if name == "length" and number < 1:
        rows.refuse(row, f"the length {short(cell)} is less than 1", "a span is at least 1 long")
        return None
    return number


def _check_places(rows: Rows, continuum: Continuum, spans: Sequence[Span], numbers: Sequence[int]) -> None:
    for at, why, other in sorted(misplaced(continuum, spans)):
        span, row = spans[at], numbers[at]
        if why is Misplaced.OUTSIDE:
            where = f"{continuum.start} to {continuum.end}"
            rows.refuse(
                row,
                f"the span {span.start} to {span.end} leaves the continuum {where}",
                "mend it, or what --continuum says",
            )
        else:
            what = f"the span overlaps the one of the same coder and code in row {numbers[other]}"
            rows.refuse(row, what, "join them, or shorten one")
    rows.faults.found.sort(key=lambda fault: int(fault.place.rpartition(":")[2]))
