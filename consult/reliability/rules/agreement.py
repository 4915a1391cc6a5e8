"""How far coders agree on the units they share: percent, Cohen's kappa and Krippendorff's alpha, or why there is none.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (University of Pennsylvania, 2011). With n the
labels in units that have at least two, m(u) those of unit u, and d the metric's distance between two labels:

    observed  Do = 1/n * sum over units of (sum of d over ordered pairs of labels of the unit) / (m(u) - 1)
    expected  De = 1/(n (n - 1)) * sum of d over ordered pairs of all those labels
    alpha = 1 - Do / De            percent agreement = 1 - Do, with d = 0 for equal labels and 1 for others

Worked example, nominal: two coders, three units, labels aa, ab, bb. Do = 2/6, De = 18/30, alpha = 4/9; percent 2/3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from consult.reliability.rules.distances import Distance, Metric, Squares, distance_of, unequal
from consult.reliability.rules.kappa import mean_kappa
from consult.reliability.rules.ratings import MISSING, Coded, Pairable, Ratings, Real, Whole

MINIMUM_UNITS = 2
"""In one unit alone observed and expected disagreement are the same sum: alpha is 0 or undefined, whoever coded."""
_BLOCK = 512


class NotComputable(StrEnum):
    """Why there is no alpha."""

    NO_OVERLAP = "no_overlap"
    """No unit has labels of two coders."""
    TOO_FEW_UNITS = "too_few_units"
    """Fewer than `MINIMUM_UNITS` units have."""
    NO_VARIATION = "no_variation"
    """All their labels are alike, so chance would agree as often."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What can be said about coders' agreement; `percent` is a share of 1, as alpha and kappa are.

    Only `units` labelled by two coders count, the `pairs` of labels compared there (one, three, six … of a unit with
    two, three, four labels), and the `coders` who labelled one of them. `kappa` is Cohen's, of more coders than two the
    mean of every pair of them. `applied` has, per coder, the labels given there; for a code, the units it was given to.
    `reason` is set exactly where alpha is None.
    """

    percent: float | None
    kappa: float | None
    alpha: float | None
    reason: NotComputable | None
    units: int
    pairs: int
    coders: int
    applied: Mapping[str, int]


def percent_agreement(ratings: Ratings | Coded) -> float | None:
    """Return the share of pairs of labels of one unit that are equal, or None if no unit has two labels."""
    return _percent(Pairable.of(ratings))


def krippendorff_alpha(ratings: Ratings | Coded, metric: Metric = Metric.NOMINAL) -> float | NotComputable:
    """Return alpha, at most 1 and 0 where agreement is what chance gives, or why it cannot be computed."""
    return _alpha(Pairable.of(ratings), metric)


def measure(ratings: Ratings | Coded, metric: Metric = Metric.NOMINAL) -> Agreement:
    """Return all that can be said about the agreement in `ratings`."""
    pairable = Pairable.of(ratings)
    found = _alpha(pairable, metric)
    given = (pairable.columns != MISSING).sum(axis=1).tolist()
    return Agreement(
        percent=_percent(pairable),
        kappa=mean_kappa(pairable),
        alpha=None if isinstance(found, NotComputable) else found,
        reason=found if isinstance(found, NotComputable) else None,
        units=pairable.units,
        pairs=pairable.pairs,
        coders=sum(count > 0 for count in given),
        applied=dict(zip(pairable.coders, given, strict=True)),
    )


def disagreement_per_unit(pairable: Pairable, distance: Distance) -> Real:
    """Return for each unit the sum of distances over ordered pairs of its labels, divided by their number less one."""
    total = np.zeros(pairable.units)
    for one, other in combinations(pairable.columns, 2):
        both = (one != MISSING) & (other != MISSING)
        total += np.where(both, distance(one, other), 0.0)
    return 2.0 * total / (pairable.per_unit - 1)


def _percent(pairable: Pairable) -> float | None:
    if not pairable.units:
        return None
    return max(0.0, 1.0 - _observed(pairable, unequal))  # rounding may go a hair below nought


def _alpha(pairable: Pairable, metric: Metric) -> float | NotComputable:
    distance = distance_of(pairable, metric)
    if not pairable.units:
        return NotComputable.NO_OVERLAP
    if pairable.units < MINIMUM_UNITS:
        return NotComputable.TOO_FEW_UNITS
    if np.count_nonzero(pairable.frequency) == 1:
        return NotComputable.NO_VARIATION
    return 1.0 - _observed(pairable, distance) / _expected(pairable.frequency, distance)


def _observed(pairable: Pairable, distance: Distance) -> float:
    return float(disagreement_per_unit(pairable, distance).sum()) / int(pairable.per_unit.sum())


def _expected(frequency: Whole, distance: Distance) -> float:
    count = int(frequency.sum())
    return _between_all(frequency, distance) / (count * (count - 1))


def _between_all(frequency: Whole, distance: Distance) -> float:
    """Sum the distances over ordered pairs of all labels: in closed form where there is one, else in blocks of rows.

    The whole table of distances would not fit where almost every label is different.
    """
    count = int(frequency.sum())
    if distance is unequal:
        return float(count**2 - int(frequency @ frequency))
    if isinstance(distance, Squares):
        about_mean = distance.values - float(frequency @ distance.values) / count
        return 2.0 * count * float(frequency @ (about_mean * about_mean))
    every = np.arange(len(frequency))
    total = 0.0
    for first in range(0, len(frequency), _BLOCK):
        block = every[first : first + _BLOCK]
        total += float(frequency[block] @ distance(block[:, None], every[None, :]) @ frequency)
    return total
