"""Live filters: one part of a strand within the groups of one or two attributes, out of a lattice made once.

A part's lattice holds every table by one or two attributes that may stand beside all that is published of it. What is
in no lattice is not answered, and the reason is said. A lattice is made from frozen data and kept with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from sqlalchemy.orm import Session

from consult.collection.queries.loaded import is_loaded
from consult.disclosure.rules import By, Counted, GatedTable, Net, People, Shape, lattice, people_of
from consult.findings.queries.figures import ATTRIBUTES, NETS, regroup, tally_of
from consult.findings.queries.strand import Kept, UnitFigures, kept_findings
from consult.findings.rules import Columns, Kind, Question, Tally
from consult.findings.rules.published import FigureKey

CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX, Kind.MATRIX_MULTIPLE)
"""What has a lattice; positions, numbers and points have figures of everybody, and the breaks chosen for them."""
PROFILE = "\0profile"
Rows = Mapping[str, Mapping[By, GatedTable]]
"""By the row of a part ("" where there are none): its tables, by what they are broken down by."""


class Why(StrEnum):
    """Why a part is not answered within some groups."""

    NO_FIGURE = "no_figure"
    KIND = "kind"
    ROUTED = "routed"
    ASKED_AGAIN = "asked_again"
    ELSEWHERE = "elsewhere"
    GROUPS = "groups"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Within:
    """One part within the groups asked for: a table by row, or why there is none."""

    by: By
    tables: Mapping[str, GatedTable]
    why: Why | None = None


def within(session: Session, strand_id: str, key: FigureKey) -> Within:
    """Return a part of a frozen strand within the groups of `by`, attributes with a comma between them."""
    return within_kept(session, kept_findings(session, strand_id), key)


def within_kept(session: Session, kept: Kept, key: FigureKey) -> Within:
    """Return the same of findings that were read already."""
    unit, by = kept.units[key.unit], ordered(key.by)
    why = Why.ELSEWHERE if is_loaded(session, kept.findings.strand_id) else _refused(kept, unit, key)
    if why is None and not (by and all(len(unit.groups.get(one, ())) > 1 for one in by)):
        why = Why.GROUPS
    if why is not None:
        return Within(by, {}, why)
    rows = lattice_of(kept, key.unit, key.part)
    tables = {row: tables[by] for row, tables in rows.items() if by in tables}
    return Within(by, tables, None if tables else Why.FEW)


def ordered(by: str) -> By:
    """Return attributes in the order lattices have them, each once."""
    return tuple(one for one in ATTRIBUTES if one in by.split(","))


def lattice_of(kept: Kept, unit: str, part: str) -> Rows:
    """Return the lattice of one part, made the first time it is asked for and kept with the strand's findings."""
    found = kept.lattices.get((unit, part))
    if found is None:
        found = kept.lattices[unit, part] = _made(kept.units[unit], part)
    return found


def _refused(kept: Kept, unit: UnitFigures, key: FigureKey) -> Why | None:
    """Say why a part has no lattice: its groups would tell of answers elsewhere, or it has no figure to begin with.

    Whoever is asked further is a group of what was answered before; whoever was asked again counts in two waves.
    """
    part, question = unit.found.parts.get(key.part), unit.found.questions.get(key.part)
    if part is None or question is None:
        return Why.NO_FIGURE
    if question.kind not in CHOSEN:
        return Why.KIND
    if part.when or part.rows_when:
        return Why.ROUTED
    if any(trail.part == key.part for trail in kept.findings.trails):
        return Why.ASKED_AGAIN
    return None if _published(unit, key.part, question) else Why.NO_FIGURE


def _published(unit: UnitFigures, part: str, question: Question) -> Rows:
    """Return what is published of each row already: of everybody, and by one attribute."""
    found: dict[str, dict[By, GatedTable]] = {}
    for row in question.items:
        key = FigureKey(unit.found.unit.value, part, row or "")
        tables: dict[By, FigureKey] = {(): key, **{(by,): replace(key, by=by) for by in ATTRIBUTES}}
        own = {by: unit.figures[str(one)] for by, one in tables.items() if str(one) in unit.figures}
        if () in own:
            found[row or ""] = own
    return found


def _made(unit: UnitFigures, key: str) -> Rows:
    """Make the lattice of every row of a part, from one tally by profile."""
    question = unit.found.questions[key]
    columns = regroup(unit.found.columns, unit.mergings)
    attributes = [by for by in ATTRIBUTES if unit.groups.get(by)]
    people = people_of({by: columns.memberships(by) for by in attributes})
    found = replace(unit.found, columns=_by_profile(columns, people))
    counted = tally_of(found, question, question.items[0], PROFILE)
    nets = NETS.get(unit.found.parts[key].options_list or "", ())
    return {
        row: lattice(tables, _counted(counted, row or None, people, nets), attributes, unit.found.rule)
        for row, tables in _published(unit, key, question).items()
    }


def _by_profile(columns: Columns, people: People) -> Columns:
    """Add the profile of each respondent as an attribute, so that the one tally counts by it."""
    names = [str(at) for at in range(len(people.sizes))]
    return columns.with_attribute(PROFILE, [names[at] for at in people.places], names)


def _counted(counted: Tally, row: str | None, people: People, nets: Sequence[Net]) -> Counted:
    """Return the counts of one row by profile: only the sum a reader compares, where there is one."""
    at = counted.items.index(row)
    lines = {option: counted.counts[at, place].astype(np.int64) for place, option in enumerate(counted.options)}
    shape = Shape.PARTITION if counted.partition and len(lines) > 1 else Shape.INDEPENDENT
    if nets:
        lines, shape = {nets[0].row: sum((lines[one] for one in nets[0].parts), np.int64(0))}, Shape.INDEPENDENT
    return Counted(replace(people, sizes=counted.base[at]), lines, shape)


__all__ = ["Why", "Within", "lattice_of", "ordered", "within", "within_kept"]
