"""Coded segments as CSV and JSON: one line per segment, offsets in code points with the end exclusive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

Lines = Iterable[Mapping[str, Any]]  # Any: text or number


def as_csv(lines: Lines, columns: Iterable[str], *, fictitious: bool) -> str:
    """Return the lines as CSV for spreadsheets; a demonstration's every line says that it is fictitious."""
    out = io.StringIO()
    mark = ["fictitious"] if fictitious else []
    names = list(columns)
    writer = csv.writer(out)
    writer.writerow([*mark, *names])
    writer.writerows([*mark, *(_cell(line[name]) for name in names)] for line in lines)
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def as_json(lines: Lines, columns: Iterable[str], *, fictitious: bool) -> str:
    """Return the lines as JSON; a demonstration's says first that it is fictitious."""
    names = list(columns)
    mark = {"fictitious": True} if fictitious else {}
    segments = [{name: line[name] for name in names} for line in lines]
    return json.dumps({**mark, "segments": segments}, ensure_ascii=False, indent=1) + "\n"
