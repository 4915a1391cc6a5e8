"""What two readings of the same passages agree on, what they do not, and what decisions make of it.

The unit is the one agreement is measured in (`consult.reliability.rules.readings`): a turn or an open answer has a code
or not, however often and on whichever words it was given there (Krippendorff, "Content Analysis", 2004, chapter 11, on
coding given units; where stretches begin and end is what unitizing alpha measures apart). So a disagreement is a code
that one reading gave a passage and the other did not; stretches of the same code in one passage agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Codes = Mapping[str, frozenset[str]]
"""{unit: the codes a reading gave it}"""
Place = tuple[str, str]
"""A unit and a code."""


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


def agreed(first: Codes, second: Codes, decisions: Mapping[Place, Decision]) -> Mapping[Place, Origin]:
    """Return the agreed coding: every (unit, code) once, with the reading its stretches come from.

    What both gave is taken from the first. Without a decision the first reading counts as it stands, as it does
    wherever nobody reads a second time. Example: the first gave a unit {X}, the second {Y}: undecided {X}, both {X, Y},
    second {Y}, and with Z for X and the second for Y {Y, Z}.
    """
    found = {(unit, code): Origin(False, code) for unit, codes in first.items() for code in codes}
    replaced: dict[Place, Origin] = {}
    for place in disputed(first, second):
        unit, code = place
        origin = Origin(code not in first.get(unit, frozenset()), code)
        decision = decisions.get(place, Decision(Verdict.DISCUSS))
        if decision.verdict is Verdict.OTHER:
            found.pop(place, None)
            replaced.setdefault((unit, decision.other), origin)
        elif _stands(origin, decision.verdict):
            found[place] = origin
        else:
            found.pop(place, None)
    return {**replaced, **found}


def _stands(origin: Origin, verdict: Verdict) -> bool:
    if verdict is Verdict.BOTH:
        return True
    return origin.second is (verdict is Verdict.SECOND)
