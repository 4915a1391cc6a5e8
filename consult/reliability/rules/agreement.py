"""How far coders agree on the units they share: percent agreement and Krippendorff's alpha, or why there is none.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (University of Pennsylvania, 2011). With n the
labels in units that have at least two, m(u) those of unit u, and d the metric's distance between two labels:

    observed  Do = 1/n * sum over units of (sum of d over ordered pairs of labels of the unit) / (m(u) - 1)
    expected  De = 1/(n (n - 1)) * sum of d over ordered pairs of all those labels
    alpha = 1 - Do / De            percent agreement = 1 - Do, with d = 0 for equal labels and 1 for others

Worked example, nominal: two coders, three units, labels aa, ab, bb. Do = 2/6, De = 18/30, alpha = 4/9; percent 2/3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from consult.shared.errors import ConsultError

MINIMUM_UNITS = 2
"""In one unit alone observed and expected disagreement are the same sum: alpha is 0 or undefined, whoever coded."""
_BLOCK = 512

Whole = NDArray[np.intp]
Real = NDArray[np.float64]
Distance = Callable[[Whole, Whole], Real]


class Metric(StrEnum):
    """How far apart two labels are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SETS = "sets"


class NotComputable(StrEnum):
    """Why there is no alpha."""

    NO_OVERLAP = "no_overlap"
    """No unit has labels of two coders."""
    TOO_FEW_UNITS = "too_few_units"
    """Fewer than `MINIMUM_UNITS` units have."""
    NO_VARIATION = "no_variation"
    """All their labels are alike, so chance would agree as often."""


class LabelsDoNotFit(ConsultError):
    """Labels between which the metric knows no distance."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What each coder called each unit: `labels[unit][coder]`, None where the coder did not label the unit."""

    units: Sequence[str]
    coders: Sequence[str]
    labels: Sequence[Sequence[Hashable | None]]

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.units) or any(len(row) != len(self.coders) for row in self.labels):
            raise ValueError("labels need one row per unit and one column per coder")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What can be said about coders' agreement; `percent` is a share of 1, as alpha is.

    Only `units` labelled by two coders count, and the `coders` who labelled one of them. `applied` has, per coder, the
    labels given there; for a code, the units it was given to. `reason` is set exactly where alpha is None.
    """

    percent: float | None
    alpha: float | None
    reason: NotComputable | None
    units: int
    coders: int
    applied: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Pairable:
    """The labels that can be paired: numbers into `values`, -1 where missing; how often each value occurs."""

    values: Sequence[Hashable]
    labels: Whole
    per_unit: Whole
    frequency: Whole


def percent_agreement(ratings: Ratings) -> float | None:
    """Return the share of pairs of labels of one unit that are equal, or None if no unit has two labels."""
    pairable = _pairable(ratings)
    return _percent(pairable) if len(pairable.labels) else None


def krippendorff_alpha(ratings: Ratings, metric: Metric = Metric.NOMINAL) -> float | NotComputable:
    """Return alpha, at most 1 and 0 where agreement is what chance gives, or why it cannot be computed."""
    return _alpha(_pairable(ratings), metric)


def measure(ratings: Ratings, metric: Metric = Metric.NOMINAL) -> Agreement:
    """Return all that can be said about the agreement in `ratings`."""
    pairable = _pairable(ratings)
    found = _alpha(pairable, metric)
    given = (pairable.labels >= 0).sum(axis=0).tolist()
    return Agreement(
        percent=_percent(pairable) if len(pairable.labels) else None,
        alpha=None if isinstance(found, NotComputable) else found,
        reason=found if isinstance(found, NotComputable) else None,
        units=len(pairable.labels),
        coders=sum(count > 0 for count in given),
        applied=dict(zip(ratings.coders, given, strict=True)),
    )


def _pairable(ratings: Ratings) -> _Pairable:
    rows = [row for row in ratings.labels if sum(label is not None for label in row) >= 2]
    numbers: dict[Hashable, int] = {}
    labels = np.array(
        [[-1 if label is None else numbers.setdefault(label, len(numbers)) for label in row] for row in rows],
        dtype=np.intp,
    ).reshape(len(rows), len(ratings.coders))
    return _Pairable(
        values=tuple(numbers),
        labels=labels,
        per_unit=(labels >= 0).sum(axis=1),
        frequency=np.bincount(labels[labels >= 0], minlength=len(numbers)),
    )


def _percent(pairable: _Pairable) -> float:
    return max(0.0, 1.0 - _observed(pairable, _unequal))  # rounding may go a hair below nought


def _alpha(pairable: _Pairable, metric: Metric) -> float | NotComputable:
    distance = _distance(pairable, metric)
    if len(pairable.labels) == 0:
        return NotComputable.NO_OVERLAP
    if len(pairable.labels) < MINIMUM_UNITS:
        return NotComputable.TOO_FEW_UNITS
    if len(pairable.values) == 1:
        return NotComputable.NO_VARIATION
    return 1.0 - _observed(pairable, distance) / _expected(pairable.frequency, distance)


def _observed(pairable: _Pairable, distance: Distance) -> float:
    total = 0.0
    for one, other in combinations(pairable.labels.T, 2):
        both = (one >= 0) & (other >= 0)
        total += 2.0 * float((distance(one[both], other[both]) / (pairable.per_unit[both] - 1)).sum())
    return total / int(pairable.per_unit.sum())


def _expected(frequency: Whole, distance: Distance) -> float:
    """Sum in blocks of rows: the whole table of distances would not fit where almost every label is different."""
    count = int(frequency.sum())
    every = np.arange(len(frequency))
    total = 0.0
    for first in range(0, len(frequency), _BLOCK):
        block = every[first : first + _BLOCK]
        total += float(frequency[block] @ distance(block[:, None], every[None, :]) @ frequency)
    return total / (count * (count - 1))


def _distance(pairable: _Pairable, metric: Metric) -> Distance:
    if metric is Metric.NOMINAL:
        return _unequal
    if metric is Metric.SETS:
        return _between_sets(pairable.values)
    values = _numbers(pairable.values, metric)
    if metric is Metric.ORDINAL:
        return _between_ranks(values, pairable.frequency)
    return _between_proportions(values) if metric is Metric.RATIO else _between_squares(values)


def _unequal(one: Whole, other: Whole) -> Real:
    return np.asarray(one != other, dtype=np.float64)


def _numbers(values: Sequence[Hashable], metric: Metric) -> Real:
    """Return the values scaled to at most 1, which changes no alpha and keeps their squares within bounds."""
    for value in values:
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise LabelsDoNotFit(f"the metric {metric.value} needs numbers as labels")
        if metric is Metric.RATIO and value < 0:
            raise LabelsDoNotFit("the metric ratio needs numbers that are not negative")
    numbers: Real = np.array(values, dtype=np.float64)
    return numbers / max(float(np.abs(numbers).max(initial=0.0)), np.finfo(np.float64).tiny)


def _between_squares(values: Real) -> Distance:
    """Return the interval metric: (c - k)²."""

    def distance(one: Whole, other: Whole) -> Real:
        apart: Real = values[one] - values[other]
        return apart * apart

    return distance


def _between_ranks(values: Real, frequency: Whole) -> Distance:
    """Return the ordinal metric: (labels from c to k, those of c and of k counting half)²."""
    order = np.argsort(values)
    below = np.cumsum(frequency[order]) - frequency[order] / 2.0
    ranks = np.empty(len(values))
    ranks[order] = below
    return _between_squares(ranks)


def _between_proportions(values: Real) -> Distance:
    """Return the ratio metric: ((c - k) / (c + k))², 0 between nought and nought."""

    def distance(one: Whole, other: Whole) -> Real:
        total = values[one] + values[other]
        apart: Real = (values[one] - values[other]) / np.where(total > 0, total, 1.0)
        return apart * apart

    return distance


def _between_sets(values: Sequence[Hashable]) -> Distance:
    """Return MASI: 1 - Jaccard * (1 if equal, 2/3 if one holds the other, 1/3 if they overlap, else 0).

    Source: R. Passonneau, "Measuring Agreement on Set-Valued Items (MASI)", LREC 2006. Two empty sets are equal: coders
    who both leave a unit uncoded agree. Distances are not squared, as in her use of alpha.
    """
    sets = [value for value in values if isinstance(value, Set)]
    if len(sets) != len(values):
        raise LabelsDoNotFit("the metric sets needs sets as labels")
    members = {member: number for number, member in enumerate({member for each in sets for member in each})}
    held = np.zeros((len(sets), len(members)))
    for number, each in enumerate(sets):
        held[number, [members[member] for member in each]] = 1.0
    shared_by, size = held @ held.T, held.sum(axis=1)

    def distance(one: Whole, other: Whole) -> Real:
        shared = shared_by[one, other]
        union = size[one] + size[other] - shared
        smaller = np.minimum(size[one], size[other])
        weight = np.where(shared == union, 1.0, np.where(shared == smaller, 2 / 3, np.where(shared > 0, 1 / 3, 0.0)))
        jaccard = np.where(union > 0, shared / np.where(union > 0, union, 1.0), 1.0)
        return 1.0 - weight * jaccard

    return distance
