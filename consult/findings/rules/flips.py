"""Would it come out differently? Each statement of the board, tried again with its figures counted in other ways.

A scenario is worked out from published figures alone, and its outcome is told only where every set of answers behind
those figures gives the same one. So it tells nothing that a reader with a pencil could not find: two sets of answers
with the same published figures are told the same, and no outcome can be subtracted from another. Counted from the
answers instead, one flip would bound how a hidden group answered. What is not told stays unknown; it is never "same".

One organisation, one voice is what every figure counts, so it is no scenario. Of late answers it is published how many
there are and nothing else: a statement is told only where it comes out alike whatever the late ones said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consult.disclosure.rules import Cell, Mark
from consult.findings.rules.columns import NOT_SHOWN
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    CONDITIONAL,
    COULD_LIVE_WITH,
    INDIVIDUAL,
    ORGANISATION,
    RANKING,
    conditional,
    first_choice,
    first_choices,
    standings,
)

FEWEST = 10
"""A scenario with fewer answers than this is not told."""
HALF = Fraction(1, 2)


class Outcome(StrEnum):
    """What a scenario does to a statement, as far as a reader may know."""

    SAME = "same"
    FLIPS = "flips"
    NOT_TOLD = "not_told"


class Way(StrEnum):
    """In which other way the answers are counted."""

    EQUAL_REGIONS = "equal_regions"
    WITHOUT_BOTH = "without_both"
    WITHOUT_LATE = "without_late"
    WITHOUT_LANGUAGE = "without_language"
    WITH_INDIVIDUALS = "with_individuals"


class Claim(StrEnum):
    """What a statement says: who leads, or whether more than half agree."""

    LEAD = "lead"
    CONDITIONS = "conditions"
    MAJORITY = "majority"
    FIRST_CHOICE = "first_choice"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One other way of counting; `group` is the published group that is left out, if one is."""

    way: Way
    group: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One statement of the board: its option, and for a majority whether there is one."""

    claim: Claim
    option: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """A statement with what each scenario does to it, in the order of the scenarios."""

    headline: Headline
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a count can be for somebody who reads what is published."""

    low: Fraction
    high: Fraction

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Bounds) -> Bounds:
        return Bounds(max(Fraction(0), self.low - other.high), max(Fraction(0), self.high - other.low))


@dataclass(frozen=True, slots=True)
class Proportion:
    """How many say yes, of how many, as far as is published."""

    yes: Bounds
    base: Bounds

    @property
    def share(self) -> Bounds:
        """Return the least and the greatest share these can make."""
        low = self.yes.low / self.base.high if self.base.high else Fraction(0)
        high = min(Fraction(1), self.yes.high / self.base.low) if self.base.low else Fraction(1)
        return Bounds(min(low, Fraction(1)), high)


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a count stands: a row of a figure, of all who answered or only of those counted in the row `among`."""

    part: str
    item: str
    row: str
    among: str = ""


def scenarios(found: StrandFindings) -> tuple[Scenario, ...]:
    """Return the ways in which a strand's statements are tried again."""
    groups = found.shown_groups(ORGANISATION, "language")
    languages = [one.key for one in groups if one.key not in (NOT_SHOWN, "not_shown")] if len(groups) > 1 else []
    return (
        Scenario(Way.EQUAL_REGIONS),
        Scenario(Way.WITHOUT_BOTH),
        *([] if found.late is None else [Scenario(Way.WITHOUT_LATE)]),
        *(Scenario(Way.WITHOUT_LANGUAGE, one) for one in languages),
        Scenario(Way.WITH_INDIVIDUALS),
    )


def statements(found: StrandFindings, options: Sequence[str]) -> tuple[Headline, ...]:
    """Return what the board says of organisations that could come out differently; a shared lead is no lead."""
    standing = standings(found, options)
    known = [one for one in standing if one.total.of is not None]
    made = []
    if known and [one.total.of for one in known].count(known[0].total.of) == 1:
        made.append(Headline(Claim.LEAD, known[0].option))
        depends = conditional(found, known[0].option).is_majority
        made += [] if depends is None else [Headline(Claim.CONDITIONS, known[0].option, depends)]
    made += [Headline(Claim.MAJORITY, one.option, bool(one.total.is_majority)) for one in known]
    first = first_choice(found)
    return (*made, Headline(Claim.FIRST_CHOICE, first[0])) if first else tuple(made)


def flips(found: StrandFindings, options: Sequence[str]) -> tuple[Tried, ...]:
    """Try every statement in every scenario."""
    ways = scenarios(found)
    return tuple(
        Tried(one, tuple(outcome(found, one, way, options) for way in ways)) for one in statements(found, options)
    )


def outcome(found: StrandFindings, headline: Headline, scenario: Scenario, options: Sequence[str]) -> Outcome:
    """Tell whether a statement comes out the same in a scenario, if the published figures leave no doubt."""
    own = _measure(headline.claim, headline.option)
    tried = counted(found, own, scenario)
    if tried is None:
        return Outcome.NOT_TOLD
    if headline.claim in (Claim.CONDITIONS, Claim.MAJORITY):
        if headline.holds:
            return _told(same=tried.share.low > HALF, flips=tried.share.high <= HALF)
        return _told(same=tried.share.high <= HALF, flips=tried.share.low > HALF)
    rivals = [one for one in _measures(found, headline.claim, options) if one != own]
    against = [counted(found, one, scenario) for one in rivals]
    if None in against:
        return Outcome.NOT_TOLD
    # A ranking is answered once for all its options: their counts have one base, known or not.
    once = headline.claim is Claim.FIRST_CHOICE
    lead = tried.yes if once else tried.share
    others = [one.yes if once else one.share for one in against if one is not None]
    overtaken = any(one.low >= lead.high for one in others)
    return _told(same=all(lead.low > one.high for one in others), flips=overtaken)


def counted(found: StrandFindings, measure: Measure, scenario: Scenario) -> Proportion | None:
    """Return what a scenario makes of a count; None where too little of it is published."""
    whole = _whole(found, ORGANISATION, measure)
    if whole is None:
        return None
    match scenario.way:
        case Way.EQUAL_REGIONS:
            made = _of_equal_regions(found, measure, whole)
            return made if whole.base.low >= FEWEST else None
        case Way.WITHOUT_BOTH:
            made = _without_both(found, measure, whole)
        case Way.WITHOUT_LATE:
            made = _without_late(found, whole)
        case Way.WITHOUT_LANGUAGE:
            made = _without(found, whole, _of_group(found, measure, whole, "language", scenario.group))
        case Way.WITH_INDIVIDUALS:
            more = _whole(found, INDIVIDUAL, measure)
            made = Proportion(whole.yes + more.yes, whole.base + more.base) if more else None
    return made if made and made.base.low >= FEWEST else None


def _told(*, same: bool, flips: bool) -> Outcome:
    return Outcome.SAME if same else Outcome.FLIPS if flips else Outcome.NOT_TOLD


def _measure(claim: Claim, option: str) -> Measure:
    match claim:
        case Claim.FIRST_CHOICE:
            return Measure(RANKING, "", option)
        case Claim.CONDITIONS:
            return Measure(ACCEPTABILITY, option, CONDITIONAL, COULD_LIVE_WITH)
        case _:
            return Measure(ACCEPTABILITY, option, COULD_LIVE_WITH)


def _measures(found: StrandFindings, claim: Claim, options: Sequence[str]) -> list[Measure]:
    """Return the options whose answers are published, even if their counts are not: a hidden one may still overtake."""
    if claim is Claim.FIRST_CHOICE:
        options = [option for option, _share in first_choices(found)]
    made = [_measure(claim, option) for option in options]
    return [one for one in made if _whole(found, ORGANISATION, one) is not None]


def _bounds(cell: Cell, most: Fraction, k: int) -> Bounds:
    if not isinstance(cell, Mark):
        return Bounds(Fraction(cell), Fraction(cell))
    return Bounds(Fraction(0), min(most, Fraction(k - 1)) if cell is Mark.FEWER else most)


def _whole(found: StrandFindings, unit: str, measure: Measure) -> Proportion | None:
    table = found.figure(FigureKey(unit, measure.part, measure.item))
    if table is None or measure.row not in table.rows or table.total_base is None:
        return None
    everybody = Fraction(table.total_base)
    base = Bounds(everybody, everybody)
    if measure.among:
        base = _bounds(table.total(measure.among), everybody, table.k)
    return Proportion(_bounds(table.total(measure.row), base.high, table.k), base)


def _of_group(found: StrandFindings, measure: Measure, whole: Proportion, by: str, group: str) -> Proportion | None:
    """Return what is published of one group, and what follows for it from the figures of everybody."""
    size = next((Fraction(one.base) for one in found.shown_groups(ORGANISATION, by) if one.key == group), None)
    if size is None:
        return None
    table = found.figure(FigureKey(ORGANISATION, measure.part, measure.item, by))
    base = Bounds(Fraction(0), min(size, whole.base.high))
    yes = base
    if table is not None and group in table.groups:
        shown = table.bases[table.groups.index(group)]
        base = base if shown is None else Bounds(Fraction(shown), Fraction(shown))
        if measure.among in table.rows:
            base = _bounds(table.cell(measure.among, group), base.high, table.k)
        elif measure.among:
            base = Bounds(Fraction(0), base.high)
        yes = Bounds(Fraction(0), base.high)
        if measure.row in table.rows:
            yes = _bounds(table.cell(measure.row, group), base.high, table.k)
    least = max(yes.low, base.low - (whole.base.high - whole.yes.low))
    return Proportion(Bounds(least, max(least, min(yes.high, whole.yes.high))), base)


def _without(found: StrandFindings, whole: Proportion, part: Proportion | None) -> Proportion | None:
    """Take a group away; not one so small that the difference would be about a few."""
    if part is None or 0 < part.base.high < found.k:
        return None
    return Proportion(whole.yes - part.yes, whole.base - part.base)


def _without_both(found: StrandFindings, measure: Measure, whole: Proportion) -> Proportion | None:
    groups = found.shown_groups(ORGANISATION, "membership")
    if [one.parts for one in groups] == [("one",)]:
        return whole  # nobody who answered is in both
    if any(one.merged for one in groups):
        return None
    return _without(found, whole, _of_group(found, measure, whole, "membership", "both"))


def _without_late(found: StrandFindings, whole: Proportion) -> Proportion | None:
    """Take the late away, of whom only their number is known: each may have said yes or no, or left this empty."""
    if found.late is None or isinstance(found.late, Mark):
        return None
    if not found.late:
        return whole
    late = Fraction(found.late)
    silent = Fraction(found.bases.get(ORGANISATION, 0)) - whole.base.low
    base = Bounds(max(Fraction(0), late - silent), min(late, whole.base.high))
    least = max(Fraction(0), base.low - (whole.base.high - whole.yes.low))
    return _without(found, whole, Proportion(Bounds(least, max(least, min(base.high, whole.yes.high))), base))


def _of_equal_regions(found: StrandFindings, measure: Measure, whole: Proportion) -> Proportion | None:
    """Return the mean of the regions' shares: answers weighted to a register with as many members in every region."""
    groups = found.shown_groups(ORGANISATION, "region")
    if len(groups) == 1:
        return whole
    parts = [_of_group(found, measure, whole, "region", one.key) for one in groups]
    shares = [one.share for one in parts if one is not None and one.base.low]
    if not shares or len(shares) < len(parts):
        return None
    total = sum(shares[1:], shares[0])
    one = Fraction(1)
    return Proportion(Bounds(total.low / len(shares), total.high / len(shares)), Bounds(one, one))
