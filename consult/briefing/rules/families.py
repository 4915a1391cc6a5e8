"""How sure the differences of a family of questions are: Newcombe's interval for each, Holm's procedure over all.

Only shares past the gate come in. What is hidden, and what fewer than ten answered, is in no family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.findings.rules import Interval, Sample, bound, may_show_percentage
from consult.findings.rules.difference import Judged, judge
from consult.findings.rules.shares import Share


@dataclass(frozen=True, slots=True)
class Family:
    """What was judged, by its name; and how many pairs were not, for a hidden count or too few answers."""

    judged: Mapping[str, Judged]
    possible: Mapping[str, Interval]
    hidden: int
    small: int


def sample_of(share: Share, members: int) -> Sample | None:
    """Return a share as a sample of the register; None where it is hidden. Without a register nobody knows of how many.

    Members are those of the frame: who was asked to answer.
    """
    if share.count is None or not share.base:
        return None
    return Sample(share.count, share.base, max(members, share.base) if members else None)


def family(pairs: Mapping[str, tuple[Share, Share]], frames: tuple[int, int]) -> Family:
    """Judge the pairs that may be compared: both counts shown, both bases of ten or more."""
    known: dict[str, tuple[Sample, Sample]] = {}
    hidden = small = 0
    for name, (a, b) in pairs.items():
        first, second = sample_of(a, frames[0]), sample_of(b, frames[1])
        if first is None or second is None:
            hidden += 1
        elif not (may_show_percentage(first.base) and may_show_percentage(second.base)):
            small += 1
        else:
            known[name] = (first, second)
    possible = {name: found for name, pair in known.items() if (found := possible_difference(*pair))}
    return Family(judge(known), possible, hidden, small)


def possible_difference(first: Sample, second: Sample) -> Interval | None:
    """Return what the difference of all members can be, whatever the silent would say; None without a register."""
    a, b = bound(first), bound(second)
    return None if a is None or b is None else Interval(a.low - b.high, a.high - b.low)
