"""A graded poll: what was counted, who kept silent as a number, and what a repetition changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.meeting.rules.kinds import Level
from consult.shared.errors import N_, NotAllowedNow


@dataclass(frozen=True, slots=True)
class PollResult:
    """A closed poll: the answers by level, and how many of the delegations present gave none.

    Blanks are in no count and stand beside it.
    """

    counts: Mapping[Level, int]
    present: int

    @property
    def answered(self) -> int:
        """Return how many answered."""
        return sum(self.counts.values())

    @property
    def silent(self) -> int:
        """Return how many of those present did not answer."""
        return self.present - self.answered

    def since(self, earlier: PollResult) -> dict[Level, int]:
        """Return what every level has gained or lost since an earlier poll."""
        return {level: self.counts[level] - earlier.counts[level] for level in Level}


def counted(counts: Mapping[Level, int], present: int) -> PollResult:
    """Return a result with every level; raise `ValueError` if more answered than were there."""
    found = PollResult({level: counts.get(level, 0) for level in Level}, present)
    if min(found.counts.values()) < 0 or found.silent < 0:
        raise ValueError("more answers than delegations")
    return found


def check_slips(delegation_count: int, counts: Mapping[Level, int]) -> None:
    """Raise `NotAllowedNow` unless as many slips were counted as delegations handed one in."""
    slips = sum(counts.values())
    if any(count < 0 for count in counts.values()) or not delegation_count:
        raise NotAllowedNow(N_("Tick the delegations that handed in a slip, and count the slips."))
    if slips != delegation_count:
        raise NotAllowedNow(
            N_("%(slips)s slips were counted, but %(delegations)s delegations are ticked: both numbers must agree."),
            slips=slips,
            delegations=delegation_count,
        )
