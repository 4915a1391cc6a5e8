"""How far alpha might have come out differently with other documents: a bootstrap interval.

Documents are drawn anew, as many as there were, with replacement, and alpha is computed of what was drawn; the interval
holds the middle 95 % of a thousand draws. Whole documents are drawn because the turns of one interview resemble each
other: drawn one by one they would pass for more evidence than they are.

Sources: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 8 and 13 (percentiles);
C. Field and A. Welsh, "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69 (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consult.reliability.rules.agreement import disagreement_per_unit
from consult.reliability.rules.distances import Metric, distance_of
from consult.reliability.rules.ratings import MISSING, Coded, Pairable, Real, Whole

CONFIDENCE = 0.95
DRAWS = 1000
SEED = 2031
FEWEST_DOCUMENTS = 5
"""Fewer documents cannot be drawn in enough different ways for an interval to mean anything."""
COMPUTABLE = 0.9
"""The share of draws that must have an alpha: where labels hardly vary many have none."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where alpha lies in the middle `CONFIDENCE` of draws."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Draws:
    """`of_unit[unit]` is the place of its document, `times[draw, document]` how often that was drawn."""

    of_unit: Whole
    times: Real

    @classmethod
    def of(cls, documents: Sequence[str], *, seed: int = SEED, count: int = DRAWS) -> Draws:
        """Return draws of the documents that units lie in; the same for the same documents, in whatever order."""
        names, of_unit = np.unique(np.array(documents, dtype=np.str_), return_inverse=True)
        random = np.random.default_rng(seed)
        drawn = [random.integers(len(names), size=len(names)) for _ in range(count)] if len(names) else []
        times = np.array([np.bincount(one, minlength=len(names)) for one in drawn], dtype=np.float64)
        return cls(of_unit.astype(np.intp), times.reshape(len(drawn), len(names)))

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.times.T)

    def interval(self, coded: Coded, metric: Metric = Metric.NOMINAL) -> Interval | None:
        """Return the interval of alpha, or None where there are too few documents or too many draws have no alpha.

        Every unit has labels of two coders. Ordinal labels have no interval: their distances change with every draw.
        """
        if metric is Metric.ORDINAL:
            raise ValueError("ordinal labels have no interval")
        if self.documents < FEWEST_DOCUMENTS:
            return None
        alphas = self.alphas(coded, metric)
        if len(alphas) < COMPUTABLE * len(self.times):
            return None
        low, high = np.quantile(alphas, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]).tolist()
        return Interval(low, high)

    def alphas(self, coded: Coded, metric: Metric) -> Real:
        """Return alpha of every draw that has one, in order.

        What alpha is made of adds up over documents, so that all draws together are products of small tables.
        """
        pairable = Pairable.of(coded)
        if pairable.units != len(self.of_unit):
            raise ValueError("every unit needs a document and labels of two coders")
        distance = distance_of(pairable, metric)
        observed = self.times @ self._per_document(disagreement_per_unit(pairable, distance))
        labels = self.times @ self._per_document(pairable.per_unit.astype(np.float64))
        every = np.arange(len(pairable.values))
        frequency = self.times @ self._frequencies(pairable)
        between = ((frequency @ distance(every[:, None], every[None, :])) * frequency).sum(axis=1)
        known = between > 0
        alphas: Real = 1.0 - (observed * (labels - 1.0))[known] / between[known]
        return alphas

    def _per_document(self, values: Real) -> Real:
        return np.bincount(self.of_unit, weights=values, minlength=self.documents).astype(np.float64)

    def _frequencies(self, pairable: Pairable) -> Real:
        """Return how often each document has each value."""
        width = len(pairable.values)
        total = np.zeros(self.documents * width)
        for column in pairable.columns:
            given = column != MISSING
            total += np.bincount(self.of_unit[given] * width + column[given], minlength=len(total))
        return total.reshape(self.documents, width)
