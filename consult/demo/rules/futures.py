"""What follows from somebody's stance on the futures: support, involvement, conditions, limits."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from consult.demo.rules.opinions import pick
from consult.demo.rules.people import Person
from consult.demo.rules.quotas import CONDITIONAL, JOINT_HOUSE, UNACCEPTABLE
from consult.demo.rules.sources import read
from consult.demo.rules.stances import Stance
from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Structure
from consult.membership.rules import OrganisationKind, Region

_FUNDED = (Region.AFRICA, Region.ASIA_PACIFIC)
_NAMES_A_WAY_IN = 0.55
_SAYS_HOW_FAR = 0.8


def follow_stance(chance: Random, person: Person, structure: Structure, stance: Stance) -> dict[str, Value]:
    """Return F1, F2, F6 and F7 for a stance."""
    lean = read("opinions")
    given: dict[str, Value] = {
        "F1": {option: pick(chance, person, lean["support"][status]) for option, status in stance.items()},
        "F2": dict(stance),
        "F7": {option: pick(chance, person, lean["involvement"][status]) for option, status in stance.items()},
    }
    if conditions := _conditions(chance, person, structure, stance):
        given["F6.conditions"] = conditions
    return given


def _conditions(chance: Random, person: Person, structure: Structure, stance: Stance) -> dict[str, list[str]]:
    codes = structure.lists["conditions"].codes
    asked = {
        option: _conditions_for(chance, person, option)
        for option, status in stance.items()
        if status == CONDITIONAL or (status == UNACCEPTABLE and chance.random() < _NAMES_A_WAY_IN)
    }
    return {option: [code for code in codes if code in named] for option, named in asked.items()}


def _conditions_for(chance: Random, person: Person, option: str) -> set[str]:
    table = read("opinions")["conditions"]
    shares: dict[str, float] = dict(table.get(option) or table[""])
    if person.organisation.kind is OrganisationKind.SURVIVORS:
        shares["affected_seats"] = 0.9
    if person.region in _FUNDED:
        shares["ring_fenced"] = min(0.9, shares["ring_fenced"] + 0.25)
        shares["regional_balance"] = min(0.9, shares["regional_balance"] + 0.2)
    named = {code for code, share in shares.items() if chance.random() < share}
    return named or {"identity_kept" if option == JOINT_HOUSE else "review_exit"}


def limits(chance: Random, structure: Structure, levels: Value | None) -> dict[str, str]:
    """Return how close each aspect may come at most: never less than what was wished for it."""
    codes = structure.lists["levels"].substantive
    if not isinstance(levels, Mapping) or chance.random() >= _SAYS_HOW_FAR:
        return {}
    return {
        aspect: codes[min(len(codes) - 1, codes.index(str(level)) + chance.choice((0, 0, 1)))]
        for aspect, level in levels.items()
        if level in codes and chance.random() < 0.7
    }
