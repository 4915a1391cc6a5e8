"""What can be said of themes from their gated counts alone: which were raised, on what conditions, and what contrasts.

A count below the gate may be nought: such a theme is named, never said to have been raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.disclosure.rules import Cell, Mark
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.shares import ORGANISATION, Share, number, total_share
from consult.findings.rules.themes import CONDITION, STANCES, TERMS, THEMES

TERM = "TERM"
JOBS = "RES-JOBS"
CONCERNED, CALM = ("concerned", "very_concerned"), ("not_concerned", "slightly_concerned")


@dataclass(frozen=True, slots=True)
class Raised:
    """How many of those heard raised a theme, past the gate."""

    code: str
    count: Cell
    base: int | None

    @property
    def parent(self) -> str:
        """Return the key of the codebook's parent."""
        return self.code.partition("-")[0]

    @property
    def share(self) -> Share:
        """Return the same as a share; unknown where it is hidden."""
        return Share(number(self.count), self.base)


@dataclass(frozen=True, slots=True)
class Condition:
    """How many set a condition: about an `aspect` of an option, or one that no closed item offered (`code`)."""

    aspect: str
    code: str
    count: Cell
    base: int | None

    @property
    def added(self) -> bool:
        """Tell whether a code was added for it, because nothing had asked for it."""
        return not self.aspect


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a survey and a conversation say about one matter: both shown, or there is no contrast to speak of.

    `calm`: the survey's side are those who were not concerned, or slightly.
    """

    surveyed: Share
    raised: Share
    calm: bool


def raised(found: StrandFindings, unit: str = ORGANISATION) -> tuple[Raised, ...]:
    """Return every theme of the codebook, in its order; nothing where nothing was coded."""
    table = found.figure(FigureKey(unit, THEMES))
    if table is None:
        return ()
    return tuple(Raised(code, table.total(code), table.total_base) for code in found.codes if code in table.rows)


def raised_as(found: StrandFindings, code: str, unit: str = ORGANISATION) -> Raised | None:
    """Return one theme, or None if the codebook has no such code."""
    return next((one for one in raised(found, unit) if one.code == code), None)


def in_families(themes: Sequence[Raised]) -> tuple[Raised, ...]:
    """Return the themes that are more than a few, family by family: the most often raised first, hidden counts last."""
    seen = [one for one in themes if one.count is not Mark.FEWER]
    most: dict[str, int] = {}
    for one in seen:
        most[one.parent] = max(most.get(one.parent, 0), one.share.count or 0)
    order = list(most)
    return tuple(sorted(seen, key=lambda t: (-most[t.parent], order.index(t.parent), -(t.share.count or 0))))


def few(themes: Sequence[Raised]) -> tuple[str, ...]:
    """Return the themes that a few raised, or nobody: which of the two, a reader is not told."""
    return tuple(one.code for one in themes if one.count is Mark.FEWER)


def stances(found: StrandFindings, code: str, unit: str = ORGANISATION) -> Mapping[str, Cell] | None:
    """Return how those who raised a theme stood to it; None where how many raised it is hidden."""
    table = found.figure(FigureKey(unit, STANCES, code))
    return None if table is None else {row: table.total(row) for row in table.rows}


def conditions_said(found: StrandFindings, option: str) -> tuple[Condition, ...]:
    """Return the conditions named for an option and those nothing had asked for, the most often named first."""
    table = found.figure(FigureKey(ORGANISATION, TERMS, option))
    aspects = [Condition(row, CONDITION, table.total(row), table.total_base) for row in table.rows] if table else []
    added = [
        Condition("", one.code, one.count, one.base)
        for one in raised(found)
        if one.parent == TERM and found.codes[one.code].added_on
    ]
    made = [one for one in (*aspects, *added) if one.count is not Mark.FEWER]
    return tuple(sorted(made, key=lambda one: -(number(one.count) or 0)))


def few_conditions(found: StrandFindings, option: str) -> tuple[str, ...]:
    """Return the aspects about which a few set a condition for an option, or nobody."""
    table = found.figure(FigureKey(ORGANISATION, TERMS, option))
    return tuple(row for row in table.rows if table.total(row) is Mark.FEWER) if table else ()


def jobs_contrast(found: StrandFindings) -> Contrast | None:
    """Return how many said of jobs what when asked, and how many spoke of them unasked; both must be shown.

    Asked: who was concerned; where that is hidden, who was not.
    """
    said = raised_as(found, JOBS)
    if said is None or said.share.count is None:
        return None
    asked = ((_together(found, answers), answers is CALM) for answers in (CONCERNED, CALM))
    return next((Contrast(share, said.share, calm) for share, calm in asked if share is not None), None)


def _together(found: StrandFindings, answers: Sequence[str]) -> Share | None:
    """Return several answers about jobs as one share; None where one of them is hidden."""
    given = [total_share(found, FigureKey(ORGANISATION, "J1", "jobs"), answer) for answer in answers]
    counts = [one.count for one in given if one.count is not None]
    return Share(sum(counts), given[0].base) if len(counts) == len(given) and given[0].base else None
