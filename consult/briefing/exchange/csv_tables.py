"""Every count of an edition as one long CSV (RFC 4180, UTF-8 with its mark): each row says of which edition it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from consult.briefing.exchange.contents import Line, Seal, harmless

COLUMNS = (
    "coalition",
    "unit",
    "item",
    "question",
    "row",
    "row_name",
    "value",
    "option",
    "by",
    "group",
    "wave",
    "n",
    "base",
    "percent",
)


def as_csv(lines: Iterable[Line], seal: Seal) -> bytes:
    """Return the counts as CSV; with `fictitious` as the first word of every row where nothing is real."""
    mark = ["fictitious"] if seal.fictitious else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*mark, "edition", "seal", *COLUMNS])
    for line in lines:
        cells = (getattr(line, name) for name in COLUMNS)
        writer.writerow([*mark, seal.number, seal.content_hash, *(_cell(value) for value in cells)])
    return ("\ufeff" + out.getvalue()).encode()


def _cell(value: str | float | None) -> str | float:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
