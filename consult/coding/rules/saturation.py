"""How many codes are still new with every further case, and when so few that more of the same would hardly add any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consult.coding.rules.crossing import Whole

BASE, RUN, THRESHOLD = 4, 2, 0.05
"""Base size, run length and new information threshold as Guest, Namey and Chen recommend to begin with."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Case by case: codes that are new with it, all codes so far, and their mean over all orders of the cases.

    `saturated_at` is the number of cases after which the next run brought hardly anything, None where none did.
    """

    new: tuple[int, ...]
    so_far: tuple[int, ...]
    mean: tuple[float, ...]
    saturated_at: int | None


def curve(case: Whole, code: Whole, case_count: int) -> Curve:
    """Return the curve of cases numbered in their order, from which case was given which code."""
    codes = int(code.max(initial=-1)) + 1
    first = np.full(codes, case_count)
    np.minimum.at(first, code, case)
    new = np.bincount(first[first < case_count], minlength=case_count)
    in_cases = np.bincount(np.unique(code * max(case_count, 1) + case) // max(case_count, 1), minlength=codes)
    return Curve(
        new=tuple(new.tolist()),
        so_far=tuple(np.cumsum(new).tolist()),
        mean=tuple(mean_over_orders(in_cases[in_cases > 0], case_count).tolist()),
        saturated_at=saturated_at(new.tolist()),
    )


def mean_over_orders(in_cases: Whole, case_count: int) -> NDArray[np.float64]:
    """Return the mean number of codes after each case over all orders, from the number of cases each code is in.

    A code that is in f of n cases is in none of m drawn ones with probability C(n-f, m) / C(n, m) (Hurlbert 1971,
    "The nonconcept of species diversity"), which a product over the draws gives without large numbers. Two codes, each
    in one of two cases: 1, then 2.
    """
    kinds, how_many = np.unique(in_cases, return_counts=True)
    drawn = np.arange(case_count)
    missed = np.cumprod(np.clip(case_count - kinds[:, None] - drawn, 0, None) / (case_count - drawn), axis=1)
    return np.asarray(how_many @ (1 - missed), np.float64)


def saturated_at(new: Sequence[int], base: int = BASE, run: int = RUN, threshold: float = THRESHOLD) -> int | None:
    """Return after how many cases the next run of them brought at most the threshold of what the base had brought.

    Guest, Namey and Chen, "A simple method to assess and report thematic saturation in qualitative research" (PLoS ONE
    15(5), 2020): new codes of a run, over the codes of the first cases. Each run begins one case after the one before.
    """
    found = sum(new[:base])
    for done in range(base, len(new) - run + 1):
        if found and sum(new[done : done + run]) <= threshold * found:
            return done
    return None
