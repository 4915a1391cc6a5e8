"""What other ways of counting make of each statement, as an edition keeps it: worked out from its own figures alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.findings.rules.flips import Claim, Headline, Outcome, Scenario, Tried, Way


@dataclass(frozen=True, slots=True)
class FrozenFlips:
    """The scenarios of one strand, and what each does to each of its statements."""

    scenarios: tuple[Scenario, ...] = ()
    tried: tuple[Tried, ...] = ()

    def of(self, claim: Claim, option: str) -> Mapping[Outcome, tuple[Scenario, ...]]:
        """Return the scenarios of one statement by what they do to it; nothing where it is none of the strand's."""
        found = next((one for one in self.tried if (one.headline.claim, one.headline.option) == (claim, option)), None)
        pairs = tuple(zip(self.scenarios, found.outcomes, strict=True)) if found else ()
        return {told: tuple(one for one, outcome in pairs if outcome is told) for told in Outcome} if pairs else {}


def flips_document(found: FrozenFlips) -> dict[str, Any]:  # Any: JSON
    """Return them as plain JSON."""
    return {
        "scenarios": [[one.way.value, one.group] for one in found.scenarios],
        "tried": [
            [one.headline.claim.value, one.headline.option, one.headline.holds, [told.value for told in one.outcomes]]
            for one in found.tried
        ],
    }


def read_flips(document: Mapping[str, Any]) -> FrozenFlips:  # Any: JSON
    """Return what `flips_document` wrote."""
    return FrozenFlips(
        tuple(Scenario(Way(way), group) for way, group in document["scenarios"]),
        tuple(
            Tried(Headline(Claim(claim), option, holds), tuple(Outcome(one) for one in told))
            for claim, option, holds, told in document["tried"]
        ),
    )
