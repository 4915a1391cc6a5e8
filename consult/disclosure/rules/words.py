"""The threshold, the marks that stand for hidden cells, and how small counts read."""

from dataclasses import dataclass
from enum import StrEnum

K = 5
VERBATIM_BASE = 10


class Mark(StrEnum):
    """What stands in a cell that is not shown; a shown cell is an int."""

    FEWER = "fewer"
    """The count is below the threshold; zero reads the same."""
    WITHHELD = "withheld"
    """Hidden to protect another cell, or because (nearly) all or none of a group agree."""


class Rule(StrEnum):
    """How much of a table is hidden, from the strictest."""

    FULL = "full"
    """Bases below k, counts below k, and whatever would give them away."""
    BASES = "bases"
    """Bases below k alone, and whatever would give those away: a count of a larger group is shown as it is."""


class SmallCount(StrEnum):
    """How a count below the threshold reads in a sentence."""

    A_FEW = "a_few"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The smallest count that is shown (k) and the smallest base whose own words may be browsed."""

    k: int = K
    verbatim: int = VERBATIM_BASE

    def __post_init__(self) -> None:
        if self.k < 2 or self.verbatim < self.k:
            raise ValueError("the threshold is at least 2, and verbatim answers need at least as many")


def table_text(count: int, k: int = K) -> int | Mark:
    """Say how a count reads in a table: 0 to k-1 is "fewer than k", anything else is itself."""
    return count if count >= k else Mark.FEWER


def sentence_count(count: int, k: int = K) -> int | SmallCount | None:
    """Say how a count reads in a sentence: zero has no sentence, 1 to k-1 is "a few"."""
    if count <= 0:
        return None
    return count if count >= k else SmallCount.A_FEW


def may_browse_verbatim(base: int, threshold: Threshold | None = None) -> bool:
    """Say whether the answers of a group this large may be read in its members' own words."""
    return base >= (threshold or Threshold()).verbatim
