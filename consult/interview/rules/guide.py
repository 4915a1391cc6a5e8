"""The guide of an interview: what is asked about which items, and how far a conversation came with it.

In: the shipped file, or a guide as a strand keeps it. Out: the rows for one kind of conversation, and the items asked,
raised unprompted and not reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from consult.interview.rules.kinds import InterviewKind

FILE = Path(__file__).parents[1] / "data" / "guide.yaml"


class Reached(StrEnum):
    """What became of a row of the guide in one conversation."""

    NOT_REACHED = "not_reached"
    ASKED = "asked"
    UNPROMPTED = "unprompted"


@dataclass(frozen=True, slots=True)
class GuideRow:
    """What is asked first and then about some items; `key` stays when the words change."""

    key: str
    items: tuple[str, ...]
    lead: str
    probes: str


@dataclass(frozen=True, slots=True)
class Variant:
    """How a kind of conversation differs: only some items, or without some; without probes; another length."""

    only: frozenset[str]
    without: frozenset[str]
    probes: bool
    minutes: int
    note: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A whole guide; `minutes`, `note` and `rows` are those of the kind of conversation it was cut for."""

    opening: str
    closing: str
    minutes: int
    rows: tuple[GuideRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GuideCoverage:
    """The items of a guide by what became of them."""

    asked: tuple[str, ...]
    unprompted: tuple[str, ...]
    not_reached: tuple[str, ...]


@cache
def reference_guide() -> Guide:
    """Return the guide as it is shipped."""
    return guide_from(_document())


@cache
def variants() -> Mapping[InterviewKind, Variant]:
    """Return how each kind of conversation differs."""
    return {
        InterviewKind(kind): Variant(
            frozenset(given.get("only", ())),
            frozenset(given.get("without", ())),
            bool(given.get("probes", True)),
            int(given.get("minutes", _document()["minutes"])),
            str(given.get("note", "")),
        )
        for kind, given in _document()["variants"].items()
    }


def _document() -> dict[str, Any]:  # Any: YAML
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def guide_from(document: Mapping[str, Any]) -> Guide:  # Any: JSON or YAML
    """Return a guide as it was kept."""
    rows = (GuideRow(one["key"], tuple(one["items"]), one["lead"], one["probes"]) for one in document["rows"])
    return Guide(document["opening"], document["closing"], int(document["minutes"]), tuple(rows))


def guide_to(guide: Guide) -> dict[str, Any]:  # Any: JSON
    """Return a guide as it is kept."""
    rows = [{"key": one.key, "items": list(one.items), "lead": one.lead, "probes": one.probes} for one in guide.rows]
    return {"opening": guide.opening, "closing": guide.closing, "minutes": guide.minutes, "rows": rows}


def cut_for(guide: Guide, kind: InterviewKind) -> Guide:
    """Return what of a guide belongs into one kind of conversation: rows keep the items that do, and go without any."""
    how = variants()[kind]
    rows = []
    for row in guide.rows:
        items = tuple(one for one in row.items if one not in how.without and (not how.only or one in how.only))
        if items:
            rows.append(replace(row, items=items, probes=row.probes if how.probes else ""))
    return replace(guide, rows=tuple(rows), minutes=how.minutes, note=how.note)


def covered_by(rows: Sequence[GuideRow], reached: Mapping[str, Reached]) -> GuideCoverage:
    """Return the items of some rows by what became of each row; a row nothing was said of was not reached."""
    found: dict[Reached, list[str]] = {one: [] for one in Reached}
    for row in rows:
        found[reached.get(row.key, Reached.NOT_REACHED)] += row.items
    return GuideCoverage(*(tuple(found[one]) for one in (Reached.ASKED, Reached.UNPROMPTED, Reached.NOT_REACHED)))
