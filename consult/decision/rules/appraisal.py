"""Options against the criteria of the mandate, and how far the first place depends on the weights.

The linear additive model: an option's total is the sum of weight × score over the criteria. Nobody may claim that an
option leads without saying how often it still does when the weights change. Source: Department for Communities and
Local Government (UK), Multi-criteria analysis: a manual (London, January 2009), sections 4.7 (linear additive models)
and 6.2 (stages, the last of which is the sensitivity analysis).

Worked example: two criteria of weight 1; X scores 5 and 2, Y scores 3 and 3. X has 7 points of 10, Y has 6, X leads.
With the second criterion at weight 2 both have 9: that weight is its break-even.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consult.decision.rules.proposal import OPTIONS

TODAY = "today"
APPRAISED = (TODAY, *OPTIONS)
"""What is appraised: doing nothing always stands beside the six futures."""
LOWEST, HIGHEST = 1, 5
MOST_WEIGHT, USUAL_WEIGHT = 10, 1

Scores = Mapping[tuple[int, str], int]
Weights = Sequence[Fraction | int]


@dataclass(frozen=True, slots=True)
class Total:
    """The points of one option: between `low` and `high` as long as a score is missing, else both the same."""

    option: str
    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        """Tell whether no score that counts is missing."""
        return self.low == self.high


class Change(StrEnum):
    """How a variant differs from the weights as given."""

    GIVEN = "given"
    EQUAL = "equal"
    DROPPED = "dropped"
    DOUBLED = "doubled"
    HALVED = "halved"


@dataclass(frozen=True, slots=True)
class Variant:
    """One other way to weigh; `first` are the options that could be in first place under it, one if it is certain."""

    change: Change
    criterion: int | None
    weights: tuple[Fraction, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """In how many of the variants an option is alone in first place."""

    option: str
    kept: int
    variants: int


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The nearest weights of one criterion, below and above the present one, at which the first place changes.

    None where no weight from 0 to 10 changes it; the second of each pair is who draws level there.
    """

    criterion: int
    below: tuple[Fraction, str] | None
    above: tuple[Fraction, str] | None


def totals(weights: Weights, scores: Scores) -> tuple[Total, ...]:
    """Return the points of every option; a missing score may still be anything from 1 to 5."""
    return tuple(_total(weights, scores, option) for option in APPRAISED)


def _total(weights: Weights, scores: Scores, option: str) -> Total:
    pairs = [(Fraction(weight), scores.get((at, option))) for at, weight in enumerate(weights)]
    low = sum((weight * (LOWEST if score is None else score) for weight, score in pairs), Fraction())
    high = sum((weight * (HIGHEST if score is None else score) for weight, score in pairs), Fraction())
    return Total(option, low, high)


def most_points(weights: Weights) -> Fraction:
    """Return how many points an option can have."""
    return HIGHEST * sum((Fraction(weight) for weight in weights), Fraction())


def first_places(weights: Weights, scores: Scores) -> tuple[str, ...]:
    """Return the options that could be in first place: one if it is certain, several on a tie or while scores miss."""
    found = totals(weights, scores)
    bar = max(total.low for total in found)
    return tuple(total.option for total in found if total.high >= bar)


def variants(weights: Weights, scores: Scores) -> tuple[Variant, ...]:
    """Return the weights as given, equal weights, and each criterion dropped, doubled and halved.

    A criterion without weight cannot be changed in these ways, and the last one with weight cannot be dropped.
    """
    return tuple(
        Variant(change, criterion, changed, first_places(changed, scores))
        for change, criterion, changed in _changed([Fraction(weight) for weight in weights])
    )


def _changed(given: list[Fraction]) -> Iterator[tuple[Change, int | None, tuple[Fraction, ...]]]:
    if not any(given):
        return
    yield Change.GIVEN, None, tuple(given)
    yield Change.EQUAL, None, tuple(Fraction(1) for _weight in given)
    for change, factor in ((Change.DROPPED, 0), (Change.DOUBLED, 2), (Change.HALVED, Fraction(1, 2))):
        for at, weight in enumerate(given):
            changed = (*given[:at], weight * factor, *given[at + 1 :])
            if weight and any(changed):
                yield change, at, changed


def steadiness(found: Sequence[Variant]) -> Steadiness | None:
    """Return how steadily the option leads that leads with the weights as given; None where none leads alone."""
    given = next((one for one in found if one.change is Change.GIVEN), None)
    if given is None or len(given.first) != 1:
        return None
    kept = sum(one.first == given.first for one in found)
    return Steadiness(given.first[0], kept, len(found))


def break_evens(weights: Weights, scores: Scores) -> tuple[BreakEven, ...]:
    """Return for each criterion the weights at which the first place changes; nothing until every score is there.

    With all other weights fixed, X's lead over Y is a + b·w for the weight w of one criterion; it is nought at -a/b.
    """
    first = first_places(weights, scores) if any(weights) else ()
    if len(first) != 1 or any((at, option) not in scores for at in range(len(weights)) for option in APPRAISED):
        return ()
    return tuple(_break_even(weights, scores, first[0], at) for at in range(len(weights)))


def _break_even(weights: Weights, scores: Scores, leader: str, at: int) -> BreakEven:
    present = Fraction(weights[at])
    crossings = []
    for option in APPRAISED:
        slope = scores[at, leader] - scores[at, option]
        if option == leader or not slope:
            continue
        others = sum(
            (
                Fraction(weight) * (scores[one, leader] - scores[one, option])
                for one, weight in enumerate(weights)
                if one != at
            ),
            Fraction(),
        )
        crossings.append((-others / slope, option))
    below = [one for one in crossings if 0 <= one[0] < present]
    above = [one for one in crossings if present < one[0] <= MOST_WEIGHT]
    return BreakEven(at, max(below, default=None), min(above, default=None))
