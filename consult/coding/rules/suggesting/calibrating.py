"""From which score on a code is proposed, and how right that is: always told from documents that were held back."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

FOLDS = 5
FEWEST = 10
"""A precision over fewer proposals than these says nothing."""
_Z = 1.2815515655446004
"""Of the normal distribution nine tenths lie below."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's score by a model that never saw its document, whether it bears the code, and its document's fold."""

    score: float
    is_given: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it on held-back documents: how often proposed, how often rightly, how often it should have been."""

    proposed: int
    right: int
    given: int

    @property
    def precision(self) -> float | None:
        """Return the share of proposals that were right; None where there were none."""
        return self.right / self.proposed if self.proposed else None

    @property
    def coverage(self) -> float | None:
        """Return the share of what coders gave that was proposed; None where they gave none."""
        return self.right / self.given if self.given else None


def folds_of(documents: Collection[str]) -> dict[str, int]:
    """Return each document's fold, 0 to 4, about equally many in each: by chance, and always the same."""
    shuffled = sorted(set(documents), key=lambda one: hashlib.sha256(one.encode()).digest())
    return {document: at % FOLDS for at, document in enumerate(shuffled)}


def at_least(right: int, count: int) -> float:
    """Return the share that is right at least, nine times in ten: the lower end of Wilson's score interval.

    Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 209-212. Ten of ten
    are 0.859 at least. Without it a threshold promises what it happened to hold where it was chosen.
    """
    share = right / count
    middle = share + _Z * _Z / (2 * count)
    around = _Z * math.sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    return (middle - around) / (1 + _Z * _Z / count)


def threshold(scored: Iterable[Scored], precision: float) -> float | None:
    """Return the lowest score from which on at least `precision` of `FEWEST` or more passages bear the code, surely.

    None where there is no such score: the code is silent then.
    """
    line = sorted(scored, key=lambda one: -one.score)
    right, found = 0, None
    for at, one in enumerate(line, 1):
        right += one.is_given
        is_last_of_its_score = at == len(line) or line[at].score < one.score
        if is_last_of_its_score and at >= FEWEST and at_least(right, at) >= precision:
            found = one.score
    return found


def measured(scored: Sequence[Scored], precision: float) -> Figures:
    """Return what comes of proposing: each fold by the threshold that the other folds give it.

    A document's score is by a model that never saw it, and the threshold it is held to was chosen on others.
    """
    proposed = right = 0
    for fold in {one.fold for one in scored}:
        cut = threshold([one for one in scored if one.fold != fold], precision)
        above = [one for one in scored if one.fold == fold and cut is not None and one.score >= cut]
        proposed += len(above)
        right += sum(one.is_given for one in above)
    return Figures(proposed, right, sum(one.is_given for one in scored))
