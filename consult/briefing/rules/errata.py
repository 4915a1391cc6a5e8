"""Corrections of what was released: what an erratum says, and figure by figure what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from consult.disclosure.rules import Cell, GatedTable, Mark
from consult.findings.rules.published import StrandFindings

BASE = ""
"""The row of a change that is one of how many answered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One count that is another than before: of a strand, figure, row and group ("" for everybody); None is no count.

    `figure` is the key of a figure, or "" for how many of a unit (`row`) answered at all.
    """

    mark: str
    figure: str
    row: str
    group: str
    before: Cell | None
    now: Cell | None


@dataclass(frozen=True, slots=True)
class ErratumView:
    """A correction as an edition has it: its number, who asked (a strand), why, when, and the edition it corrects."""

    number: int
    mark: str
    reason: str
    on: str
    corrects: int
    edition: int
    changes: tuple[Change, ...]


def changes(before: Sequence[StrandFindings], now: Sequence[StrandFindings]) -> tuple[Change, ...]:
    """Return every count that two editions state differently, in the order of the newer."""
    return tuple(one for old, new in zip(before, now, strict=True) for one in _of_strand(old, new))


def _of_strand(old: StrandFindings, new: StrandFindings) -> Iterator[Change]:
    for unit in new.bases:
        if old.bases.get(unit) != new.bases[unit]:
            yield Change(new.mark, "", unit, "", old.bases.get(unit), new.bases[unit])
    for name in dict.fromkeys((*new.figures, *old.figures)):
        before, after = (_counts(found.figures.get(name)) for found in (old, new))
        for place in dict.fromkeys((*after, *before)):
            if before.get(place) != after.get(place):
                yield Change(new.mark, name, *place, before.get(place), after.get(place))


def _counts(table: GatedTable | None) -> dict[tuple[str, str], Cell | None]:
    if table is None:
        return {}
    told: dict[tuple[str, str], Cell | None] = {}
    if len(table.groups) > 1 or table.groups[:1] != ("",):
        for at, group in enumerate(table.groups):
            told[BASE, group] = table.bases[at]
            told |= {(row, group): table.cells[line][at] for line, row in enumerate(table.rows)}
        return told
    told[BASE, ""] = table.total_base
    return told | {(row, ""): table.total(row) for row in table.rows}


def erratum_document(erratum: ErratumView) -> dict[str, Any]:  # Any: JSON
    """Return an erratum as plain JSON."""
    own = {name: getattr(erratum, name) for name in ("number", "mark", "reason", "on", "corrects", "edition")}
    return {**own, "changes": [list(astuple(one)) for one in erratum.changes]}


def read_erratum(document: Mapping[str, Any]) -> ErratumView:  # Any: JSON
    """Return the erratum that `erratum_document` wrote."""
    told = tuple(
        Change(mark, figure, row, group, _cell(before), _cell(now))
        for mark, figure, row, group, before, now in document["changes"]
    )
    return ErratumView(**{**document, "changes": told})


def _cell(value: int | str | None) -> Cell | None:
    return Mark(value) if isinstance(value, str) else value
