"""Findings as they may be read: every table has passed the gate, every group knows what it was merged from.

A strand's findings turn into plain JSON and back without loss: an edition keeps exactly this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from typing import Any

from consult.disclosure.rules import Cell, GatedTable, Mark, Net, Rule, Shape

INSTEAD = "-"
"""The row of a figure of reasons given in place of an answer; no code of an instrument is written so."""


class Wave(StrEnum):
    """Which answer to a re-asked part is counted: the present one, or the one before the correction."""

    NOW = "now"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What one figure counts; `by` is an attribute, or "" for everybody together."""

    unit: str
    part: str
    row: str = ""
    by: str = ""
    wave: Wave = Wave.NOW

    def __str__(self) -> str:
        """Return the key as addresses and editions write it."""
        return "/".join((self.unit, self.part, self.row, self.by, self.wave.value))


@dataclass(frozen=True, slots=True)
class PublishedGroup:
    """A group as shown: its key, the groups it was merged from, and how many of its unit answered at all."""

    key: str
    parts: tuple[str, ...]
    base: int

    @property
    def merged(self) -> bool:
        """Tell whether more than one group stands behind the name."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """How many member organisations of one group are in the frame, and how many answered; both shown or both not."""

    group: str
    parts: tuple[str, ...]
    members: Cell
    answered: Cell

    @property
    def not_heard(self) -> Cell:
        """Return how many did not answer, or not as members of this group."""
        if isinstance(self.members, Mark) or isinstance(self.answered, Mark):
            return Mark.WITHHELD
        return self.members - self.answered


@dataclass(frozen=True, slots=True)
class StrandCoverage:
    """Who was heard: dispositions of all member organisations, and answers by attribute, past the gate.

    `members` is the size of the frame.
    """

    dispositions: Mapping[str, Cell]
    lines: Mapping[str, tuple[CoverageLine, ...]]
    members: int

    @property
    def answered(self) -> int:
        """Return how many member organisations gave an answer that counts; this is never hidden."""
        count = self.dispositions.get("complete", 0)
        return 0 if isinstance(count, Mark) else count


@dataclass(frozen=True, slots=True)
class WordingTrail:
    """One re-asked part: in which languages it was corrected, why, and when (ISO date)."""

    part: str
    languages: tuple[str, ...]
    reason: str
    on: str


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """A quote as an edition keeps it: where the words are and what they must still be, never the words themselves.

    `region` and `kind` are what its speaker may be described by, "" where they may not.
    """

    segment_id: str
    code: str
    stance: str
    option: str
    digest: str
    speaker: str
    region: str
    kind: str


@dataclass(frozen=True, slots=True)
class ThemeCode:
    """A code as it stood when findings were made: its name and definition per language, and when it was added."""

    name: Mapping[str, str]
    use_when: Mapping[str, str]
    added_on: str = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """How it was listened: interviews by kind, open answers per unit, and how many of a unit said anything at all.

    `voices` holds a unit only where five or more did.
    """

    interviews: Mapping[str, int]
    answers: Mapping[str, int]
    voices: Mapping[str, int] = field(default_factory=dict)


NOTHING_HEARD = Listening({}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandFindings:
    """All that may be read of one strand; `means` are mean shares of points in per cent, by the key of their figure.

    `late` is how many organisations answered after the announced day, None where no record tells; `rule` is how much
    is hidden in tables of what organisations answered.
    """

    strand_id: str
    mark: str
    coalition_name: str
    dataset_hash: str
    version_hash: str
    core_hash: str
    coverage: StrandCoverage
    bases: Mapping[str, int]
    groups: Mapping[str, Mapping[str, tuple[PublishedGroup, ...]]]
    figures: Mapping[str, GatedTable]
    trails: tuple[WordingTrail, ...]
    safety_condition: bool
    k: int
    coding_hash: str = ""
    codes: Mapping[str, ThemeCode] = field(default_factory=dict)
    quotes: tuple[QuoteRef, ...] = ()
    listening: Listening = NOTHING_HEARD
    means: Mapping[str, int] = field(default_factory=dict)
    late: Cell | None = None
    rule: Rule = Rule.FULL

    def figure(self, key: FigureKey) -> GatedTable | None:
        """Return one gated table, or None if these findings hold no such figure."""
        return self.figures.get(str(key))

    def shown_groups(self, unit: str, by: str) -> tuple[PublishedGroup, ...]:
        """Return the groups of a break as published; empty where the break is withheld."""
        return self.groups.get(unit, {}).get(by, ())


def to_document(found: StrandFindings) -> dict[str, Any]:
    """Return findings as plain JSON."""
    return {
        "strand_id": found.strand_id,
        "mark": found.mark,
        "coalition_name": found.coalition_name,
        "dataset_hash": found.dataset_hash,
        "version_hash": found.version_hash,
        "core_hash": found.core_hash,
        "coverage": {
            "members": found.coverage.members,
            "dispositions": dict(found.coverage.dispositions),
            "lines": {
                by: [[line.group, list(line.parts), line.members, line.answered] for line in lines]
                for by, lines in found.coverage.lines.items()
            },
        },
        "bases": dict(found.bases),
        "groups": {
            unit: {by: [[g.key, list(g.parts), g.base] for g in groups] for by, groups in breaks.items()}
            for unit, breaks in found.groups.items()
        },
        "figures": {key: _table_document(table) for key, table in found.figures.items()},
        "trails": [[t.part, list(t.languages), t.reason, t.on] for t in found.trails],
        "safety_condition": found.safety_condition,
        "k": found.k,
        "coding_hash": found.coding_hash,
        "codes": {key: [dict(code.name), dict(code.use_when), code.added_on] for key, code in found.codes.items()},
        "quotes": [list(astuple(one)) for one in found.quotes],
        "listening": [dict(one) for one in astuple(found.listening)],
        **({"means": dict(found.means)} if found.means else {}),
        **({"late": found.late} if found.late is not None else {}),
        **({} if found.rule is Rule.FULL else {"rule": found.rule.value}),
    }


def from_document(document: Mapping[str, Any]) -> StrandFindings:
    """Return the findings that `to_document` wrote."""
    coverage = StrandCoverage(
        {one: _cell(count) for one, count in document["coverage"]["dispositions"].items()},
        {
            by: tuple(
                CoverageLine(group, tuple(parts), _cell(members), _cell(answered))
                for group, parts, members, answered in lines
            )
            for by, lines in document["coverage"]["lines"].items()
        },
        document["coverage"]["members"],
    )
    groups = {
        unit: {by: tuple(PublishedGroup(key, tuple(p), base) for key, p, base in found) for by, found in breaks.items()}
        for unit, breaks in document["groups"].items()
    }
    plain = ("strand_id", "mark", "coalition_name", "dataset_hash", "version_hash", "core_hash", "bases", "k")
    return StrandFindings(
        **{name: document[name] for name in plain},
        coverage=coverage,
        groups=groups,
        figures={key: _table(table) for key, table in document["figures"].items()},
        trails=tuple(WordingTrail(part, tuple(tags), reason, on) for part, tags, reason, on in document["trails"]),
        safety_condition=document["safety_condition"],
        **_said(document),
    )


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """Read what was said; editions of format 1 hold nothing of it."""
    return {
        "coding_hash": document.get("coding_hash", ""),
        "codes": {key: ThemeCode(*code) for key, code in document.get("codes", {}).items()},
        "quotes": tuple(QuoteRef(*one) for one in document.get("quotes", ())),
        "listening": Listening(*document.get("listening", ({}, {}))),
        "means": document.get("means", {}),
        "late": _cell(document["late"]) if "late" in document else None,
        "rule": Rule(document.get("rule", Rule.FULL)),
    }


def _table_document(table: GatedTable) -> dict[str, Any]:
    return {
        "rows": list(table.rows),
        "groups": list(table.groups),
        "cells": [list(line) for line in table.cells],
        "totals": None if table.totals is None else list(table.totals),
        "bases": list(table.bases),
        "total_base": table.total_base,
        "shape": table.shape.value,
        "nets": [[net.row, list(net.parts)] for net in table.nets],
        "at_least_k": [list(one) for one in sorted(table.at_least_k, key=_in_one_order)],
        "k": table.k,
    }


def _in_one_order(one: tuple[str, str | None]) -> tuple[str, bool, str]:
    """Sort a total (None) before the groups, so that the same findings always have the same hash."""
    return one[0], one[1] is not None, one[1] or ""


def _cell(value: int | str) -> Cell:
    return value if isinstance(value, int) else Mark(value)


def _table(document: Mapping[str, Any]) -> GatedTable:
    totals = document["totals"]
    return GatedTable(
        rows=tuple(document["rows"]),
        groups=tuple(document["groups"]),
        cells=tuple(tuple(_cell(value) for value in line) for line in document["cells"]),
        totals=None if totals is None else tuple(_cell(value) for value in totals),
        bases=tuple(document["bases"]),
        total_base=document["total_base"],
        shape=Shape(document["shape"]),
        nets=tuple(Net(row, tuple(parts)) for row, parts in document["nets"]),
        at_least_k=frozenset((row, group) for row, group in document["at_least_k"]),
        k=document["k"],
    )
