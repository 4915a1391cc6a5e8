"""Weights that make answers resemble the register in its strata, such as region by coalition; off unless asked for.

One organisation, one answer is the rule; a weighted share is only ever shown beside the unweighted one, with the number
of answers it is worth. Weights have the mean 1. Sources: D. Holt, T. M. F. Smith, "Post stratification", Journal of the
Royal Statistical Society A 142 (1979); L. Kish, "Weighting for unequal Pi", Journal of Official Statistics 8 (1992).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class UnweightableError(ValueError):
    """Answers that cannot be weighted to this register."""


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A share as it was counted and as it is weighted; `effective` is how many answers the weighted one is worth."""

    unweighted: float
    weighted: float
    effective: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of an answer by its stratum, and how many answers each has.

    Nobody answered from the `uncovered` strata: no weight can speak for them, and they are to be named.
    """

    by_stratum: Mapping[str, float]
    answers: Mapping[str, int]
    uncovered: tuple[str, ...] = ()

    @property
    def of_answers(self) -> tuple[float, ...]:
        """The weight of every answer, stratum by stratum."""
        return tuple(weight for stratum, weight in self.by_stratum.items() for _ in range(self.answers[stratum]))

    @property
    def effective(self) -> float:
        """How many answers of equal weight would be as precise."""
        return kish_effective(self.of_answers)

    @property
    def design_effect(self) -> float:
        """By what the weights multiply the variance: answers divided by effective answers."""
        return len(self.of_answers) / self.effective

    def share(self, yes: Mapping[str, int]) -> WeightedShare:
        """Return the share of those who said yes, given how many did in each stratum."""
        if any(not 0 <= yes.get(stratum, 0) <= count for stratum, count in self.answers.items()):
            raise UnweightableError("as many say yes in a stratum as answered there, at most")
        base = sum(self.answers.values())
        weighted = sum(weight * yes.get(stratum, 0) for stratum, weight in self.by_stratum.items())
        counted = sum(yes.get(stratum, 0) for stratum in self.answers)
        return WeightedShare(counted / base, weighted / base, self.effective)


def poststratify(answers: Sequence[str], register: Mapping[str, int], cap: float | None = None) -> Weights:
    """Return weights for answers given by their strata; `register` says how many organisations each stratum has.

    The weight of a stratum is its share of the register divided by its share of the answers. With a `cap`, no weight
    is larger than that many times the mean; what is cut off goes to the others, in proportion, until none is larger.
    400 students of whom 240 are women, 84 of them for yes, and 160 men, 40 of them, are 31 % unweighted; where 2,700
    of 4,000 are women, 31.75 % weighted (S. L. Lohr, Sampling: Design and Analysis, chapter 4).
    """
    counts = Counter(answers)
    if not counts:
        raise UnweightableError("nobody answered")
    if cap is not None and cap <= 1:
        raise UnweightableError("a cap lies above the mean weight, 1")
    for stratum, count in counts.items():
        if register.get(stratum, 0) < count:
            raise UnweightableError(f"more answered from {stratum} than the register has there")
    covered = sum(register[stratum] for stratum in counts)
    raw = {stratum: (register[stratum] / covered) / (count / len(answers)) for stratum, count in sorted(counts.items())}
    uncovered = tuple(sorted(stratum for stratum, size in register.items() if size and stratum not in counts))
    return Weights(_capped(raw, counts, cap) if cap is not None else raw, dict(sorted(counts.items())), uncovered)


def kish_effective(weights: Sequence[float]) -> float:
    """Return Kish's effective number of answers, (sum of weights)² / sum of their squares: 1 1 2 are worth 2⅔."""
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


def _capped(weights: Mapping[str, float], counts: Mapping[str, int], cap: float) -> dict[str, float]:
    """Cut weights to the cap and hand on what was cut off, so that the mean stays 1."""
    answers = sum(counts.values())
    held: set[str] = set()
    while True:
        free = sum(weights[stratum] * counts[stratum] for stratum in weights if stratum not in held)
        left = answers - cap * sum(counts[stratum] for stratum in held)
        found = {stratum: cap if stratum in held else weight * left / free for stratum, weight in weights.items()}
        over = {stratum for stratum, weight in found.items() if weight > cap * (1 + 1e-12)}
        if not over:
            return found
        held |= over
