"""A small world of answers, and every surface on which its figures can be read; no database, no pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from consult.collection.rules import Unit
from consult.disclosure.rules import By, GatedTable, Mark, Rule, Shape, Table
from consult.findings.presentation.plain import lines, table_document
from consult.findings.queries.elsewhere import Counted
from consult.findings.queries.figures import NETS, Dataset, figures_of, groups_of, merge, question_of, regroup, tally_of
from consult.findings.queries.lattice import lattice_of
from consult.findings.queries.strand import Kept, UnitFigures
from consult.findings.rules import AnswerRow, read_answers, table_of
from consult.findings.rules.published import FigureKey
from consult.instrument.rules import Part, PartType
from tests.security.gate.attacker import K, Notes

ATTRIBUTES = ("region", "language", "kind", "membership")
PARTS: Mapping[str, Part] = {
    "F2": Part(
        key="F2",
        item="F2",
        type=PartType.MATRIX,
        options_list="acceptability",
        options=("acceptable", "conditional", "unacceptable"),
        rows=("joint",),
    ),
    "G1.who": Part(key="G1.who", item="G1", type=PartType.SINGLE, options=("all", "delegates", "none")),
    "A1": Part(key="A1", item="A1", type=PartType.MULTIPLE, options=("law", "care")),
}


@dataclass(frozen=True)
class Small:
    """Members by attribute, and what each answered: None where a question was left empty."""

    members: Sequence[Mapping[str, str]]
    answers: Mapping[str, Sequence[object]]

    def rows(self) -> list[AnswerRow]:
        return [
            AnswerRow(
                {part: said[at] for part, said in self.answers.items() if said[at] is not None}, attributes=member
            )
            for at, member in enumerate(self.members)
        ]

    def answered(self, part: str) -> list[Mapping[str, str]]:
        return [one for one, said in zip(self.members, self.answers[part], strict=True) if said is not None]


class Gate:
    """Every table of one small world as the product would show it."""

    rule = Rule.FULL

    def __init__(self, world: Small) -> None:
        self.world = world
        questions = {key: question_of(part) for key, part in PARTS.items()}
        known = {key: one for key, one in questions.items() if one is not None}
        self.found = Dataset(Unit.ORGANISATION, known, PARTS, read_answers(world.rows(), known.values()), self.rule)
        self.mergings = merge(self.found.columns)
        self.groups = {by: groups_of(merging) for by, merging in self.mergings.items()}
        self.columns = regroup(self.found.columns, self.mergings)
        merged = Dataset(Unit.ORGANISATION, known, PARTS, self.columns, self.rule)
        self.merged = merged
        figures = figures_of(merged, self.groups)
        unit = UnitFigures(self.found, self.mergings, self.groups, figures, {})
        self.kept = Kept(cast("Any", None), {"organisation": unit}, {})

    def row(self, part: str) -> str:
        return PARTS[part].rows[0] if PARTS[part].rows else ""

    def table(self, part: str, by: By) -> GatedTable | None:
        """Return one table: of the findings where they have it, else of the lattice."""
        key = FigureKey("organisation", part, self.row(part), ",".join(by))
        published = self.kept.units["organisation"].figures
        if str(key) in published:
            table = published[str(key)]
            withheld = all(base is None for base in table.bases) and by
            return None if withheld else table  # nothing is shown of it: it is no table
        return lattice_of(self.kept, "organisation", part)[self.row(part)].get(by) if len(by) else None

    def members(self, part: str) -> list[Mapping[str, str]]:
        """Return who answered, in the groups that are published."""
        homes = {by: {p: one.key for one in merging.groups for p in one.parts} for by, merging in self.mergings.items()}
        return [
            {by: homes[by][one[by]] for by in ATTRIBUTES if not self.mergings[by].withheld}
            for one in self.world.answered(part)
        ]


class BaseGate(Gate):
    """The same by the base rule alone."""

    rule = Rule.BASES


class Naive(Gate):
    """A gate that hides small counts and nothing else: what the attacker must be able to break."""

    def table(self, part: str, by: By) -> GatedTable | None:
        if any(not self.groups[one] for one in by):
            return None
        question = self.merged.questions[part]
        columns = self.merged.columns
        if by:
            labels = [",".join(one) for one in zip(*(columns.memberships(one) for one in by), strict=True)]
            columns = columns.with_attribute("asked", labels)
        found = Dataset(Unit.ORGANISATION, self.merged.questions, PARTS, columns)
        row = self.row(part) or None
        counted = table_of(tally_of(found, question, row, "asked" if by else ""), row)
        return self.hide(counted)

    def hide(self, table: Table) -> GatedTable:
        return _primary_only(table)


class NaiveBase(Naive):
    """A gate that hides small groups and nothing else."""

    def hide(self, table: Table) -> GatedTable:
        return _primary_only(table, cells=False)


def _primary_only(table: Table, *, cells: bool = True) -> GatedTable:
    def shown(count: int, base: int) -> int | Mark:
        return count if (min(count, base - count) if cells else base) >= K else Mark.WITHHELD

    sums = [sum(line) for line in table.counts]
    return GatedTable(
        rows=table.rows,
        groups=table.groups,
        cells=tuple(tuple(shown(c, b) for c, b in zip(line, table.bases, strict=True)) for line in table.counts),
        totals=tuple(shown(one, table.total_base) for one in sums),
        bases=tuple(base if base >= K else None for base in table.bases),
        total_base=table.total_base if table.total_base >= K else None,
        shape=table.shape,
    )


def notes_of(part: str) -> Notes:
    """Return empty notes about one question."""
    own = PARTS[part]
    nets = NETS.get(own.options_list or "", ())
    return Notes(own.options, {net.row: net.parts for net in nets}, adds_up=own.type is not PartType.MULTIPLE)


def read(notes: Notes, by: By, table: GatedTable, surface: str) -> None:
    """Read one table where a reader would: the JSON of the command, its lines, or an edition."""
    document = json.loads(json.dumps(table_document(Counted(table), by=",".join(by))))
    notes.read_json(by, document)
    if surface == "lines":
        notes.read_lines(by, list(lines("", Counted(table))))
    elif surface == "edition" and len(by) < 2:
        notes.read_edition(by, table.at_least_k)


__all__ = ["ATTRIBUTES", "PARTS", "BaseGate", "Gate", "Naive", "NaiveBase", "Shape", "Small", "notes_of", "read"]
