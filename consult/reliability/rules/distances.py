"""How far apart two labels are, by the level at which they were measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from consult.reliability.rules.ratings import LabelsDoNotFit, Pairable, Real, Whole

Distance = Callable[[Whole, Whole], Real]


class Metric(StrEnum):
    """How far apart two labels are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SETS = "sets"


def distance_of(pairable: Pairable, metric: Metric) -> Distance:
    """Return the distance between labels of `pairable`, or raise `LabelsDoNotFit`."""
    if metric is Metric.NOMINAL:
        return unequal
    if metric is Metric.SETS:
        return _between_sets(pairable.values)
    values = _numbers(pairable.values, metric)
    if metric is Metric.ORDINAL:
        return _between_ranks(values, pairable.frequency)
    return _between_proportions(values) if metric is Metric.RATIO else Squares(values)


def unequal(one: Whole, other: Whole) -> Real:
    """Return the nominal metric: 0 between equal labels, 1 between others."""
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


@dataclass(frozen=True, slots=True)
class Squares:
    """The interval metric: (c - k)²."""

    values: Real

    def __call__(self, one: Whole, other: Whole) -> Real:
        """Return the distances between labels, place by place."""
        apart: Real = self.values[one] - self.values[other]
        return apart * apart


def _between_ranks(values: Real, frequency: Whole) -> Distance:
    """Return the ordinal metric: (labels from c to k, those of c and of k counting half)²."""
    order = np.argsort(values)
    below = np.cumsum(frequency[order]) - frequency[order] / 2.0
    ranks = np.empty(len(values))
    ranks[order] = below
    return Squares(ranks)


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
