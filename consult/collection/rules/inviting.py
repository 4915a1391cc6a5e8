"""How long a link lasts, and links as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from consult.shared.time import end_of


def expiry(closes_on: date, withdraw_until: date) -> datetime:
    """Return the moment an invitation ends: when the last day to answer or withdraw is over everywhere (UTC−12).

    An organisation has no other way back to its answer, so the link lasts as long as the promise to withdraw.
    """
    return end_of(max(closes_on, withdraw_until))


def links_as_csv(rows: Iterable[Sequence[str]], *, fictitious: bool = False) -> str:
    """Return new links (organisation, contact, e-mail, language, link) as a file; no cell begins a formula.

    Invented ones have a first column that says so in every line, whatever becomes of the file.
    """
    mark = ["fictitious"] if fictitious else []
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*mark, "organisation", "contact", "email", "language", "link"])
    writer.writerows(
        [*mark, *("'" + cell if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in row)] for row in rows
    )
    return "\ufeff" + out.getvalue()
