"""How sure a difference between two coalitions is, alone and among all the questions of a family.

Shares are compared by Newcombe's interval (`intervals.compare`), ranks and ordered answers by Cliff's delta. The words
for a difference follow from its interval; among many questions a direction is named only where Holm's procedure keeps
it, so that one of twenty is not called different by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import comb, erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from consult.findings.rules.intervals import Comparison, Interval, Sample, compare

Integers = NDArray[np.int64]
ALIKE, MUCH = 0.10, 0.20
LEVEL = 0.05
EXACT_UP_TO = 60
"""How many answers may be divided in every possible way; above, divisions are drawn."""
MOST_DRAWS, ENOUGH, AT_ONCE = 99_999, 20, 1_000


class Wording(StrEnum):
    """How the first stands to the second."""

    MUCH_HIGHER = "much_higher"  # surely by twenty points or more
    HIGHER = "higher"
    ALIKE = "alike"  # whatever difference there is, it is surely less than ten points
    NOT_CLEAR = "not_clear"
    LOWER = "lower"
    MUCH_LOWER = "much_lower"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of a family: the comparison, its p value after Holm, and its words."""

    compared: Comparison
    p: float
    wording: Wording


@dataclass(frozen=True, slots=True)
class Dominance:
    """Cliff's delta, and how often chance alone gives one as large; `exact` if every division was tried."""

    delta: float
    p: float
    exact: bool


def worded(compared: Comparison) -> Wording:
    """Return the words for a difference of shares by its interval alone; two full counts are known to the point."""
    low, high = compared.difference, compared.difference
    if compared.interval is not None:
        low, high = compared.interval.low, compared.interval.high
    if low > 0:
        return Wording.MUCH_HIGHER if low >= MUCH else Wording.HIGHER
    if high < 0:
        return Wording.MUCH_LOWER if high <= -MUCH else Wording.LOWER
    return Wording.ALIKE if max(-low, high) < ALIKE else Wording.NOT_CLEAR


@lru_cache(maxsize=8192)
def newcombe_p(first: Sample, second: Sample) -> float:
    """Return the two-sided p value that belongs to Newcombe's interval: the level at which it just reaches nought."""
    if first.share == second.share:
        return 1.0
    if first.full and second.full:
        return 0.0
    near, far = 0.0, 40.0
    while far - near > 1e-9:
        middle = (near + far) / 2
        interval = compare(first, second, middle).interval
        assert interval is not None
        near, far = (near, middle) if _holds_nought(interval) else (middle, far)
    return erfc(far / sqrt(2))


def judge(questions: Mapping[str, tuple[Sample, Sample]], level: float = LEVEL) -> dict[str, Judged]:
    """Compare the two shares of each question of a family; a direction that Holm's procedure drops is not clear."""
    adjusted = holm({name: newcombe_p(*pair) for name, pair in questions.items()})
    found = {}
    for name, (first, second) in questions.items():
        compared = compare(first, second)
        wording = worded(compared)
        dropped = wording not in (Wording.ALIKE, Wording.NOT_CLEAR) and adjusted[name] > level
        found[name] = Judged(compared, adjusted[name], Wording.NOT_CLEAR if dropped else wording)
    return found


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return the p values of a family after Holm's step-down: what is at most the level is rejected.

    In rising order the i-th of m is multiplied by m - i + 1, and none is smaller than the one before. Source: S. Holm,
    "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
    .01 .04 .03 .005 become .03 .06 .06 .02.
    """
    adjusted: dict[str, float] = {}
    largest = 0.0
    for done, (name, p) in enumerate(sorted(p_values.items(), key=lambda one: one[1])):
        largest = max(largest, min(1.0, (len(p_values) - done) * p))
        adjusted[name] = largest
    return {name: adjusted[name] for name in p_values}


def cliffs_delta(first: Sequence[float], second: Sequence[float]) -> float:
    """Return how much oftener a value of the first is above one of the second than below it: -1 to 1.

    Source: N. Cliff, "Dominance statistics", Psychological Bulletin 114 (1993). 10 10 20 20 20 30 30 30 40 50 against
    10 20 30 40 40 50 gives -0.25.
    """
    doubled = _doubled_ranks(first, second)
    return _delta(int(doubled[: len(first)].sum()), len(first), len(second))


def cliff_test(first: Sequence[float], second: Sequence[float], draw: np.random.Generator) -> Dominance:
    """Return Cliff's delta with the two-sided p value of a permutation test.

    The answers are divided into two such groups in every way; the p value is the share of ways that give a delta at
    least as far from nought. Among more than sixty answers ways are drawn, until twenty were as far.
    """
    doubled = _doubled_ranks(first, second)
    size, whole = len(first), len(doubled)
    observed = int(doubled[:size].sum())
    delta = _delta(observed, size, whole - size)
    middle = size * (whole + 1)
    if whole <= EXACT_UP_TO:
        return Dominance(delta, _exact_p(doubled, size, abs(observed - middle)), True)

    def as_far(number: int) -> NDArray[np.bool_]:
        mixed = draw.permuted(np.tile(doubled, (number, 1)), axis=1)[:, :size].sum(axis=1)
        far: NDArray[np.bool_] = np.abs(mixed - middle) >= abs(observed - middle)
        return far

    return Dominance(delta, drawn_p(as_far), False)


def drawn_p(as_far: Callable[[int], NDArray[np.bool_]], most: int = MOST_DRAWS) -> float:
    """Return the p value of drawn samples, `as_far(n)` telling of n of them whether they are as extreme.

    It stops at the twentieth that is: the p value is then 20 / draws, otherwise (found + 1) / (draws + 1). Source:
    J. Besag, P. Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991).
    """
    found = draws = 0
    while draws < most:
        far = as_far(min(AT_ONCE, most - draws))
        if found + np.count_nonzero(far) >= ENOUGH:
            return float(ENOUGH / (draws + np.flatnonzero(far)[ENOUGH - found - 1] + 1))
        found, draws = found + int(np.count_nonzero(far)), draws + len(far)
    return (found + 1) / (draws + 1)


def _holds_nought(interval: Interval) -> bool:
    return interval.low <= 0 <= interval.high


def _doubled_ranks(first: Sequence[float], second: Sequence[float]) -> Integers:
    """Return twice the rank of each value among all, ties sharing the middle one: whole numbers."""
    if not first or not second:
        raise ValueError("two groups are compared, and neither is empty")
    _, at, counts = np.unique([*first, *second], return_inverse=True, return_counts=True)
    above = np.cumsum(counts)
    doubled: Integers = (2 * above - counts + 1)[at].astype(np.int64)
    return doubled


def _delta(doubled_sum: int, size: int, other: int) -> float:
    return (doubled_sum - size * (size + 1)) / (size * other) - 1


def _exact_p(doubled: Integers, size: int, distance: int) -> float:
    """Count the ways to choose `size` ranks by their sum, one rank after the other."""
    most = int(doubled.sum())
    ways = np.zeros((size + 1, most + 1), dtype=np.int64)
    ways[0, 0] = 1
    for rank in doubled.tolist():
        ways[1:, rank:] += ways[:-1, : most + 1 - rank].copy()
    far = np.abs(np.arange(most + 1) - size * (len(doubled) + 1)) >= distance
    return int(ways[size, far].sum()) / comb(len(doubled), size)
