"""Figures of answers from elsewhere: one question at a time, broken down by whatever is known, weighted if wanted.

The gate decides on unweighted counts alone: what is hidden unweighted is hidden weighted, noughts and bases too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from consult.collection.queries import counted_answers
from consult.collection.queries.loaded import brought_along
from consult.collection.rules import Unit
from consult.disclosure.rules import GatedTable, Mark, gate_table
from consult.findings.queries.amounts import means
from consult.findings.queries.figures import (
    ELSEWHERE,
    Dataset,
    answered,
    dataset,
    figures_of,
    groups_of,
    items_of,
    merge,
    regroup,
    tally_of,
)
from consult.findings.rules import NOT_SHOWN, Kind, effective_base, table_of
from consult.findings.rules.published import INSTEAD, FigureKey
from consult.findings.rules.tally import mean_points
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import Part
from consult.shared.errors import ConsultError, NotFound

Weights = NDArray[np.float64]
Place = tuple[str, str | None]


class NoSuchFigure(ConsultError):
    """There is no such figure, and the words say which there are."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weighted counts by (row, group), and per group what they add up to and are worth; None is everybody.

    `mean` is the weighted mean of points, whatever may be shown of it.
    """

    counts: Mapping[Place, float]
    bases: Mapping[str | None, float]
    effective: Mapping[str | None, float]
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One table past the gate, with weighted counts beside it where they were asked for.

    `part` is what was asked, and `mean` the mean share of its points in per cent where it may be shown.
    """

    table: GatedTable
    weighted: Weighted | None = None
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part: Part | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted: a part of one unit, by an attribute and with a weight ("" for none)."""

    unit: str
    part: str
    by: str = ""
    weight: str = ""


def counted_elsewhere(session: Session, strand_id: str, asked: Asked) -> Mapping[str, Counted]:
    """Return one figure by row ("" where there are none); raise `NoSuchFigure` for what was not loaded."""
    newest = newest_version(session, strand_id)
    if newest is None:
        raise NotFound(strand_id)
    along, answers = brought_along(session, strand_id), counted_answers(session, strand_id, Unit(asked.unit))
    found = dataset(structure_of(session, newest.id), answers, Unit(asked.unit), along)
    weights = _weights(asked.weight, [along[one.answer_id].weights for one in answers]) if asked.weight else None
    none = dict.fromkeys(ELSEWHERE, ())
    toplines = figures_of(found, none, breaks=())
    if asked.part not in found.questions:
        known = ", ".join(dict.fromkeys(key.split("/")[1] for key in toplines))
        raise NoSuchFigure(f"no figure of {asked.part} among {asked.unit}s: choose one of {known}")
    rows = {
        row or "": toplines.get(str(FigureKey(asked.unit, asked.part, row or ""))) or _silent(found, asked.part, row)
        for row in items_of(found.questions[asked.part])
    }
    if asked.by:
        counted = _broken_down(found, asked, rows, toplines, weights)
    else:
        counted = {row: Counted(table, _weighted(found, asked, row, weights)) for row, table in rows.items()}
    return {row: _with_mean(found, asked.part, row, one) for row, one in counted.items()}


def _with_mean(found: Dataset, key: str, row: str, counted: Counted) -> Counted:
    """Say what was asked and, of points, the mean share; the weighted one where the plain one may be shown."""
    part, figure = found.parts[key], str(FigureKey(found.unit.value, key, row))
    shown = means(found.unit.value, found.columns, [(part, found.questions[key])], {figure: counted.table})
    mean: float | None = shown.get(figure)
    if mean is not None and counted.weighted is not None and counted.weighted.mean is not None and part.total:
        mean = round(100 * counted.weighted.mean / part.total, 1)
    return replace(counted, part=part, mean=mean)


def _broken_down(
    found: Dataset,
    asked: Asked,
    rows: Mapping[str, GatedTable],
    toplines: dict[str, GatedTable],
    weights: Weights | None,
) -> dict[str, Counted]:
    """Gate the breaks of one question by everything known at once, and take the one asked for."""
    if "," in asked.by:
        raise NoSuchFigure("answers loaded from elsewhere are broken down by one attribute")
    if asked.by not in ELSEWHERE or set(found.columns.memberships(asked.by)) == {NOT_SHOWN}:
        raise NoSuchFigure(f"nothing was loaded that says the {asked.by} of {asked.unit}s")
    known = [one for one in ELSEWHERE if set(found.columns.memberships(one)) != {NOT_SHOWN}]
    mergings = merge(found.columns, known)
    grouped = replace(found, columns=regroup(found.columns, mergings))
    groups = {by: groups_of(merging) for by, merging in mergings.items()}
    made = figures_of(grouped, groups, only=asked.part, breaks=known, began=toplines)
    merged = {one.key: one.parts for one in groups[asked.by] if one.merged}
    names = tuple(sorted(set(found.columns.memberships(asked.by))))
    counted = {}
    for row, topline in rows.items():
        table = made.get(str(FigureKey(asked.unit, asked.part, row, asked.by)))
        weighted = _weighted(grouped, asked, row, weights) if table else _weighted(found, asked, row, weights)
        counted[row] = Counted(table or _withheld(topline, names), weighted, merged)
    return counted


def _silent(found: Dataset, part: str, row: str | None) -> GatedTable:
    """Return a table that shows nothing at all: who was asked would tell what was hidden elsewhere."""
    table = table_of(tally_of(found, found.questions[part], row), None if row == INSTEAD else row)
    return gate_table(table, table.total_base + 1)


def _withheld(topline: GatedTable, names: tuple[str, ...]) -> GatedTable:
    """Return a break none of whose groups can be shown apart, under its totals."""
    hidden = tuple(Mark.WITHHELD for _ in names)
    return replace(
        topline,
        groups=names,
        cells=tuple(hidden for _ in topline.rows),
        bases=tuple(None for _ in names),
        at_least_k=frozenset(one for one in topline.at_least_k if one[1] is None),
    )


def _weights(name: str, brought: list[Mapping[str, float]]) -> Weights:
    known = sorted({one for weights in brought for one in weights})
    if name not in known:
        there = f"choose one of {', '.join(known)}" if known else "load a column of weights with them"
        raise NoSuchFigure(f"no weight {name} was loaded with these answers: {there}")
    return np.array([weights[name] for weights in brought], dtype=np.float64)


def _weighted(found: Dataset, asked: Asked, row: str, weights: Weights | None) -> Weighted | None:
    if weights is None:
        return None
    question = found.questions[asked.part]
    given = answered(found, question, row or None)
    counts: dict[Place, float] = {}
    bases: dict[str | None, float] = {}
    effective: dict[str | None, float] = {}
    for by in (None, asked.by) if asked.by else (None,):
        made = tally_of(found, question, row or None, by or "", weights)
        members = np.array(found.columns.memberships(by)) if by else None
        at = 0 if row == INSTEAD else made.items.index(row or None)
        for place, group in enumerate(made.groups):
            name = group if by else None
            own = given if members is None else given & (members == group)
            bases[name], effective[name] = float(weights[own].sum()), effective_base(weights[own])
            counts |= {(option, name): float(made.counts[at, line, place]) for line, option in enumerate(made.options)}
    points = question.kind is Kind.ALLOCATION and row != INSTEAD
    mean = mean_points(found.columns, question, row, weights) if points else None
    return Weighted(counts, bases, effective, mean)
