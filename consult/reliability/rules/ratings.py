"""What coders called units: labels as they come, labels as numbers, and those of them that can be paired."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from consult.shared.errors import ConsultError

MISSING = -1

Whole = NDArray[np.intp]
Real = NDArray[np.float64]


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
class Coded:
    """Ratings as numbers: `labels[unit, coder]` is a place in `values`, -1 where a label is missing."""

    coders: Sequence[str]
    values: Sequence[Hashable]
    labels: Whole

    @classmethod
    def of(cls, ratings: Ratings) -> Coded:
        """Return ratings with every different label numbered in the order of appearance."""
        every = list(chain.from_iterable(ratings.labels))
        values = dict.fromkeys(every)
        values.pop(None, None)
        numbers: dict[Hashable | None, int] = {value: number for number, value in enumerate(values)}
        numbers[None] = MISSING
        labels = np.fromiter(map(numbers.__getitem__, every), dtype=np.intp, count=len(every))
        return cls(ratings.coders, tuple(values), labels.reshape(len(ratings.units), len(ratings.coders)))

    def relabelled(self, label: Callable[[Hashable], Hashable]) -> Coded:
        """Return the same with `label` of each value in its place; it is asked once per value, not per unit."""
        numbers: dict[Hashable, int] = {}
        places = [numbers.setdefault(label(value), len(numbers)) for value in self.values]
        return Coded(self.coders, tuple(numbers), np.array([*places, MISSING], dtype=np.intp)[self.labels])

    def given(self) -> dict[str, int]:
        """Return how many units each coder gave a label that says something: not False, no empty set."""
        says = np.array([*map(bool, self.values), False])
        return dict(zip(self.coders, says[self.labels].sum(axis=0).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Pairable:
    """The labels of units with two or more, one row per coder; how many each unit has; how often each value occurs.

    `rows` says which units of the ratings these are.
    """

    coders: Sequence[str]
    values: Sequence[Hashable]
    columns: Whole
    per_unit: Whole
    frequency: Whole
    rows: Whole

    @classmethod
    def of(cls, given: Ratings | Coded) -> Pairable:
        """Return what can be paired of ratings."""
        coded = Coded.of(given) if isinstance(given, Ratings) else given
        columns = np.ascontiguousarray(coded.labels.T)
        per_unit = np.zeros(columns.shape[1], dtype=np.intp)
        for column in columns:
            per_unit += column != MISSING
        rows = np.flatnonzero(per_unit >= 2)
        if len(rows) < len(per_unit):
            columns, per_unit = columns[:, rows], per_unit[rows]
        counted = np.bincount(columns.ravel() + 1, minlength=len(coded.values) + 1)
        return cls(coded.coders, coded.values, columns, per_unit, counted[1:], rows)

    @property
    def units(self) -> int:
        """How many units have two labels or more."""
        return len(self.per_unit)

    @property
    def pairs(self) -> int:
        """How many pairs of labels of one unit are compared: m (m - 1) / 2 of a unit with m labels."""
        return int((self.per_unit * (self.per_unit - 1) // 2).sum())
