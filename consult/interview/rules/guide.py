"""The guide of an interview: what is asked about which items, and how far a conversation came with it.

In: the shipped files, one for each language, or a guide as a strand keeps it. Out: the rows for one kind of
conversation, and the items asked, raised unprompted and not reached.
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
WORDS = FILE.with_suffix("")
ENGLISH = "en"
TRANSLATED = ("fr", "es", "pt", "ru", "ar")
"""All but English are drafts until somebody who speaks the language has read them (`state` in their files)."""


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
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """A whole guide; `minutes`, `note` and `rows` are those of the kind of conversation it was cut for.

    `language` is that of its words, or of those it was made from; `draft` where nobody has reviewed the translation.
    """

    opening: str
    closing: str
    minutes: int
    rows: tuple[GuideRow, ...]
    note: str = ""
    language: str = ENGLISH
    draft: bool = False


@dataclass(frozen=True, slots=True)
class GuideCoverage:
    """The items of a guide by what became of them."""

    asked: tuple[str, ...]
    unprompted: tuple[str, ...]
    not_reached: tuple[str, ...]


@cache
def reference_guide(tag: str = ENGLISH) -> Guide:
    """Return the guide as it is shipped, in a language; in English where it has no words in that one."""
    english = guide_from(_document())
    if tag not in TRANSLATED:
        return english
    words = _words(tag)
    rows = (
        replace(row, lead=words["rows"][row.key]["lead"], probes=words["rows"][row.key]["probes"])
        for row in english.rows
    )
    draft = words["state"] != "reviewed"
    return Guide(words["opening"], words["closing"], english.minutes, tuple(rows), language=tag, draft=draft)


def in_language(guide: Guide, tag: str) -> Guide:
    """Return a strand's own guide with the words that are as they were shipped in another language.

    What somebody wrote themselves stays as they wrote it; rows are known by their keys.
    """
    was, now = reference_guide(guide.language), reference_guide(tag)
    shipped, wanted = ({row.key: row for row in one.rows} for one in (was, now))
    as_shipped = {key for key, one in shipped.items() if _same_words(one, guide)}
    rows = (
        replace(row, lead=wanted[row.key].lead, probes=wanted[row.key].probes) if row.key in as_shipped else row
        for row in guide.rows
    )
    return replace(
        guide,
        opening=now.opening if guide.opening == was.opening else guide.opening,
        closing=now.closing if guide.closing == was.closing else guide.closing,
        rows=tuple(rows),
        language=now.language,
        draft=now.draft and bool(as_shipped),
    )


def _same_words(shipped: GuideRow, guide: Guide) -> bool:
    return any((one.key, one.lead, one.probes) == (shipped.key, shipped.lead, shipped.probes) for one in guide.rows)


@cache
def variants() -> Mapping[InterviewKind, Variant]:
    """Return how each kind of conversation differs."""
    return {
        InterviewKind(kind): Variant(
            frozenset(given.get("only", ())),
            frozenset(given.get("without", ())),
            bool(given.get("probes", True)),
            int(given.get("minutes", _document()["minutes"])),
            {ENGLISH: str(given.get("note", "")), **{tag: _words(tag)["notes"].get(kind, "") for tag in TRANSLATED}},
        )
        for kind, given in _document()["variants"].items()
    }


@cache
def _words(tag: str) -> dict[str, Any]:  # Any: YAML
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{tag}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def _document() -> dict[str, Any]:  # Any: YAML
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def guide_from(document: Mapping[str, Any]) -> Guide:  # Any: JSON or YAML
    """Return a guide as it was kept."""
    rows = (GuideRow(one["key"], tuple(one["items"]), one["lead"], one["probes"]) for one in document["rows"])
    language = document.get("language", ENGLISH)
    return Guide(document["opening"], document["closing"], int(document["minutes"]), tuple(rows), language=language)


def guide_to(guide: Guide) -> dict[str, Any]:  # Any: JSON
    """Return a guide as it is kept."""
    rows = [{"key": one.key, "items": list(one.items), "lead": one.lead, "probes": one.probes} for one in guide.rows]
    whole = {"opening": guide.opening, "closing": guide.closing, "minutes": guide.minutes, "rows": rows}
    return {**whole, "language": guide.language}


def cut_for(guide: Guide, kind: InterviewKind) -> Guide:
    """Return what of a guide belongs into one kind of conversation: rows keep the items that do, and go without any."""
    how = variants()[kind]
    rows = []
    for row in guide.rows:
        items = tuple(one for one in row.items if one not in how.without and (not how.only or one in how.only))
        if items:
            rows.append(replace(row, items=items, probes=row.probes if how.probes else ""))
    return replace(guide, rows=tuple(rows), minutes=how.minutes, note=how.notes.get(guide.language, how.notes[ENGLISH]))


def covered_by(rows: Sequence[GuideRow], reached: Mapping[str, Reached]) -> GuideCoverage:
    """Return the items of some rows by what became of each row; a row nothing was said of was not reached."""
    found: dict[Reached, list[str]] = {one: [] for one in Reached}
    for row in rows:
        found[reached.get(row.key, Reached.NOT_REACHED)] += row.items
    return GuideCoverage(*(tuple(found[one]) for one in (Reached.ASKED, Reached.UNPROMPTED, Reached.NOT_REACHED)))
