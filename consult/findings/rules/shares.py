"""What can be said of one strand from its gated figures alone.

Nothing here sees an answer: where the gate hid a count, a share is unknown and no sentence is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.disclosure.rules import Cell, Mark
from consult.findings.rules.intervals import Band, Interval, Sample, compare, likely_range
from consult.findings.rules.published import FigureKey, StrandFindings

ORGANISATION, INDIVIDUAL = "organisation", "individual"
ACCEPTABILITY, RANKING, CONDITIONS = "F2", "F3", "F6.conditions"
COULD_LIVE_WITH, CONDITIONAL, UNACCEPTABLE = "could_live_with", "conditional", "unacceptable"


@dataclass(frozen=True, slots=True)
class Share:
    """A published count with its published base; `None` where the gate hid either."""

    count: int | None
    base: int | None

    @property
    def of(self) -> float | None:
        """Return the share, 0 to 1."""
        return None if self.count is None or not self.base else self.count / self.base

    @property
    def is_majority(self) -> bool | None:
        """Tell whether more than half agree; None where that is not published."""
        return None if self.count is None or not self.base else 2 * self.count > self.base


@dataclass(frozen=True, slots=True)
class GroupShare:
    """The share of one published group; the count is said to be `below` a threshold where it is hidden for that."""

    group: str
    share: Share
    below: int | None = None

    @property
    def is_majority(self) -> bool | None:
        """Tell whether more than half agree, as far as a reader can know."""
        if self.below is not None and self.share.base is not None and 2 * (self.below - 1) <= self.share.base:
            return False
        return self.share.is_majority


@dataclass(frozen=True, slots=True)
class Standing:
    """How one future stands in one strand: in all, and group by group."""

    option: str
    total: Share
    groups: tuple[GroupShare, ...]

    @property
    def majorities(self) -> int:
        """Return in how many groups more than half could live with it."""
        return sum(group.is_majority is True for group in self.groups)

    @property
    def everywhere(self) -> bool:
        """Tell whether that is so in every group, and every group is published."""
        return bool(self.groups) and all(group.is_majority is True for group in self.groups)

    @property
    def weakest(self) -> GroupShare | None:
        """Return the published group with the smallest share; None where a hidden one may be smaller."""
        if any(group.share.of is None for group in self.groups):
            return None
        return min(self.groups, key=lambda group: group.share.of or 0.0, default=None)

    @property
    def strongest(self) -> GroupShare | None:
        """Return the published group with the largest share."""
        known = [group for group in self.groups if group.share.of is not None]
        return max(known, key=lambda group: group.share.of or 0.0, default=None)

    @property
    def without_majority(self) -> tuple[GroupShare, ...]:
        """Return the groups in which half or fewer could live with it."""
        return tuple(group for group in self.groups if group.is_majority is False)

    @property
    def spread(self) -> float | None:
        """Return the distance between the strongest and the weakest group; None where one is hidden."""
        low, high = self.weakest, self.strongest
        return (high.share.of or 0.0) - (low.share.of or 0.0) if low and high else None


@dataclass(frozen=True, slots=True)
class UnitContrast:
    """An option on which organisations and individuals come out on different sides of half."""

    option: str
    organisations: Share
    individuals: Share


def number(cell: Cell) -> int | None:
    """Return a shown count, or None."""
    return cell if type(cell) is int else None


def total_share(found: StrandFindings, key: FigureKey, row: str) -> Share:
    """Return one row of a figure for everybody together."""
    table = found.figure(key)
    if table is None or row not in table.rows:
        return Share(None, None)
    return Share(number(table.total(row)), table.total_base)


def group_shares(found: StrandFindings, key: FigureKey, row: str) -> tuple[GroupShare, ...]:
    """Return one row of a broken-down figure, group by group in the figure's order."""
    table = found.figure(key)
    if table is None or row not in table.rows:
        return ()
    return tuple(
        GroupShare(group, Share(number(cell), base), table.k if cell is Mark.FEWER else None)
        for group, base in zip(table.groups, table.bases, strict=True)
        for cell in (table.cell(row, group),)
    )


def standings(
    found: StrandFindings, options: Sequence[str], unit: str = ORGANISATION, by: str = "region"
) -> tuple[Standing, ...]:
    """Return how every future stands, the most widely acceptable first; hidden totals last."""
    made = [
        Standing(
            option,
            total_share(found, FigureKey(unit, ACCEPTABILITY, option), COULD_LIVE_WITH),
            group_shares(found, FigureKey(unit, ACCEPTABILITY, option, by), COULD_LIVE_WITH),
        )
        for option in options
    ]
    return tuple(sorted(made, key=lambda one: -(one.total.of or 0.0)))


def conditional(found: StrandFindings, option: str) -> Share:
    """Return, of those who could live with an option, how many set conditions."""
    key = FigureKey(ORGANISATION, ACCEPTABILITY, option)
    accepting = total_share(found, key, COULD_LIVE_WITH)
    return Share(total_share(found, key, CONDITIONAL).count, accepting.count)


def unacceptable(found: StrandFindings, option: str) -> Share:
    """Return how many could not live with an option."""
    return total_share(found, FigureKey(ORGANISATION, ACCEPTABILITY, option), UNACCEPTABLE)


def conditions(found: StrandFindings, option: str) -> tuple[tuple[str, Share], ...]:
    """Return what must be true for an option, the most often named first; hidden counts last."""
    table = found.figure(FigureKey(ORGANISATION, CONDITIONS, option))
    if table is None:
        return ()
    made = [(row, Share(number(table.total(row)), table.total_base)) for row in table.rows]
    return tuple(sorted(made, key=lambda one: -(one[1].count or 0)))


def leading_conditions(found: StrandFindings, option: str) -> tuple[str, ...]:
    """Return the conditions that more than half of those asked named, the most often named first."""
    return tuple(code for code, share in conditions(found, option) if share.is_majority)


def first_choices(found: StrandFindings) -> tuple[tuple[str, Share], ...]:
    """Return how often each option was ranked first, the most often first; hidden counts last."""
    table = found.figure(FigureKey(ORGANISATION, RANKING))
    if table is None:
        return ()
    made = [(row, Share(number(table.total(row)), table.total_base)) for row in table.rows]
    return tuple(sorted(made, key=lambda one: -(one[1].count or 0)))


def first_choice(found: StrandFindings) -> tuple[str, Share] | None:
    """Return the option most often ranked first, or None where that is not published or shared."""
    known = [one for one in first_choices(found) if one[1].count is not None]
    if not known or (len(known) > 1 and known[0][1].count == known[1][1].count):
        return None
    return known[0]


def if_all_silent_objected(found: StrandFindings, option: str) -> Share:
    """Return the assumption-free lower bound: of all members, how many said they could live with an option."""
    said = total_share(found, FigureKey(ORGANISATION, ACCEPTABILITY, option), COULD_LIVE_WITH)
    return Share(said.count, found.coverage.members)


def range_of(found: StrandFindings, share: Share) -> Interval | None:
    """Return the range if the silent resembled those who answered; None for a full count or a hidden one."""
    if share.count is None or not share.base:
        return None
    return likely_range(Sample(share.count, share.base, max(found.coverage.members, share.base)))


def in_every_group(found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Return the options that more than half could live with in every published group."""
    return tuple(one for one in found if one.everywhere)


def most_divided(found: Sequence[Standing]) -> Standing | None:
    """Return the option on which groups are furthest apart, on both sides of half; None if there is none."""
    split = [one for one in found if one.majorities and one.without_majority and one.spread is not None]
    return max(split, key=lambda one: one.spread or 0.0, default=None)


def unit_contrasts(found: StrandFindings, options: Sequence[str]) -> tuple[UnitContrast, ...]:
    """Return the options on which organisations and individuals clearly differ, on different sides of half."""
    made = []
    for option in options:
        organisations, individuals = (
            total_share(found, FigureKey(unit, ACCEPTABILITY, option), COULD_LIVE_WITH)
            for unit in (ORGANISATION, INDIVIDUAL)
        )
        sides = organisations.is_majority, individuals.is_majority
        if None not in sides and sides[0] is not sides[1] and _differ(found, organisations, individuals):
            made.append(UnitContrast(option, organisations, individuals))
    return tuple(made)


def _differ(found: StrandFindings, organisations: Share, individuals: Share) -> bool:
    """Tell whether two shares clearly differ; how many individuals there could be, nobody knows."""
    if organisations.count is None or not organisations.base or individuals.count is None or not individuals.base:
        return False
    frame = max(found.coverage.members, organisations.base)
    own = Sample(organisations.count, organisations.base, frame)
    return compare(own, Sample(individuals.count, individuals.base)).band is not Band.NO_CLEAR_DIFFERENCE
