"""What two readings of the same passages agree on, what they do not, and what decisions make of it.

The unit is the one agreement is measured in (`consult.reliability.rules.readings`): a turn or an open answer has a code
or not, however often and on whichever words it was given there (Krippendorff, "Content Analysis", 2004, chapter 11, on
coding given units; where stretches begin and end is what unitizing alpha measures apart). So a disagreement is a code
that one reading gave a passage and the other did not; stretches of the same code in one passage agree. Where both gave
it and say something else of it – stance, option, aspect – that is a disagreement too, which agreement does not measure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

Codes = Mapping[str, frozenset[str]]
"""{unit: the codes a reading gave it}"""
Place = tuple[str, str]
"""A unit and a code."""
Said = Mapping[Place, frozenset[tuple[str, ...]]]
"""What a reading says of the codes it gave: stance, option and aspect of each stretch."""


class Verdict(StrEnum):
    """What was decided about a disagreement. `discuss` leaves it open; `other` puts another code in its place."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    OTHER = "other"
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and with `other` the code that takes the place of the disputed one."""

    verdict: Verdict
    other: str = ""

    @property
    def settles(self) -> bool:
        """Tell whether the disagreement is decided, and not only marked to be talked about."""
        return self.verdict is not Verdict.DISCUSS


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where the stretches of an agreed code are taken from: which reading's, and under which of its codes."""

    second: bool
    code: str


def disputed(first: Codes, second: Codes) -> tuple[Place, ...]:
    """Return every (unit, code) that exactly one of two readings gave, in order."""
    return tuple(
        (unit, code)
        for unit in sorted({*first, *second})
        for code in sorted(first.get(unit, frozenset()) ^ second.get(unit, frozenset()))
    )


def differing(first: Said, second: Said) -> tuple[Place, ...]:
    """Return every (unit, code) that both readings gave, and of which they do not say the same, in order."""
    return tuple(place for place in sorted(first.keys() & second.keys()) if first[place] != second[place])


def agreed(
    first: Codes, second: Codes, decisions: Mapping[Place, Decision], differ: Collection[Place] = ()
) -> Mapping[Place, tuple[Origin, ...]]:
    """Return the agreed coding: every (unit, code) once, with the reading its stretches come from, or both.

    What both gave is taken from the first, unless it is among `differ` and was decided otherwise; only there can both
    be kept of one code. Without a decision the first reading counts as it stands, as it does wherever nobody reads a
    second time. Example: the first gave a unit {X}, the second {Y}: undecided {X}, both {X, Y},
    second {Y}, and with Z for X and the second for Y {Y, Z}.
    """
    found: dict[Place, tuple[Origin, ...]] = {
        (unit, code): (Origin(False, code),) for unit, codes in first.items() for code in codes
    }
    replaced: dict[Place, tuple[Origin, ...]] = {}
    for place in (*disputed(first, second), *differ):
        unit, code = place
        given = [Origin(side, code) for side, codes in ((False, first), (True, second)) if code in codes.get(unit, ())]
        decision = decisions.get(place, Decision(Verdict.DISCUSS))
        standing = tuple(one for one in given if _stands(one, decision.verdict))
        found.pop(place, None)
        if decision.verdict is Verdict.OTHER:
            replaced.setdefault((unit, decision.other), (given[0],))
        elif standing:
            found[place] = standing
    return {**replaced, **found}


def _stands(origin: Origin, verdict: Verdict) -> bool:
    if verdict is Verdict.BOTH:
        return True
    return origin.second is (verdict is Verdict.SECOND)
