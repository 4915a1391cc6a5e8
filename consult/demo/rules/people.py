"""Who answers: organisations and individuals with the leanings their answers follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from consult.collection.rules import Unit
from consult.demo.rules.quotas import GROUPS, HIDDEN_REGIONS, INDIVIDUALS, LARGE_ANSWERS, SHORT_SHARE, group_of
from consult.demo.rules.register import DemoOrganisation
from consult.membership.rules import Region

_CLOSER = {"A": 0.2, "B": -0.2}
_CLOSER_BY_REGION = {
    Region.AFRICA: 0.0,
    Region.MIDDLE_EAST_NORTH_AFRICA: -0.1,
    Region.ASIA_PACIFIC: -0.2,
    Region.EUROPE: 0.4,
    Region.EASTERN_EUROPE_CENTRAL_ASIA: 0.2,
    Region.AMERICAS: -0.1,
}
_ENERGY = {"A": -0.4, "B": 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who answers. `closer` (towards the other coalition) and `energy` are leanings around 0, seen by nobody."""

    organisation: DemoOrganisation
    mark: str
    unit: Unit
    group: str
    short: bool
    closer: float
    energy: float
    shows_region: bool = True

    @property
    def region(self) -> Region:
        """The region of the organisation."""
        return self.organisation.region


def organisations_of(chance: Random, mark: str, register: Sequence[DemoOrganisation]) -> list[Person]:
    """Return the organisations that answer in a coalition, in the order of the register."""
    found = [organisation for organisation in register if organisation.answers_in(mark)]
    return [
        _person(chance, mark, organisation, Unit.ORGANISATION, group=group_of(organisation.region))
        for organisation in found
    ]


def individuals_of(chance: Random, mark: str, register: Sequence[DemoOrganisation]) -> list[Person]:
    """Return those who answer in their own name: in B, 70 of one large organisation among them."""
    members = [organisation for organisation in register if organisation.answers_in(mark)]
    large = [organisation for organisation in members if organisation.large]
    # Each organisation of the smallest region brings one, so that there too it stays below what may be shown.
    few = [organisation for organisation in members if organisation.region is Region.EASTERN_EUROPE_CENTRAL_ASIA]
    others = [organisation for organisation in members if organisation not in large and organisation not in few]
    count = INDIVIDUALS[mark] - LARGE_ANSWERS * len(large)
    drawn = sorted([*few, *chance.choices(others, k=count - len(few))], key=lambda organisation: organisation.key)
    hidden = set(chance.sample(range(count - len(few)), HIDDEN_REGIONS)) if mark == "B" else set()
    return [
        *(_person(chance, mark, one, Unit.INDIVIDUAL, group="large") for one in large for _ in range(LARGE_ANSWERS)),
        *(
            _person(chance, mark, one, Unit.INDIVIDUAL, group="others", shows_region=at not in hidden)
            for at, one in enumerate(drawn)
        ),
    ]


def groups_of(unit: Unit) -> tuple[str, ...]:
    """Return the groups in which acceptability is fixed, in the order of the shares."""
    return GROUPS if unit is Unit.ORGANISATION else ("large", "others")


def _person(
    chance: Random, mark: str, organisation: DemoOrganisation, unit: Unit, *, group: str, shows_region: bool = True
) -> Person:
    return Person(
        organisation=organisation,
        mark=mark,
        unit=unit,
        group=group,
        short=unit is Unit.INDIVIDUAL and chance.random() < SHORT_SHARE,
        closer=_CLOSER[mark] + _CLOSER_BY_REGION[organisation.region] + chance.gauss(0, 0.7),
        energy=_ENERGY[mark] + chance.gauss(0, 0.7),
        shows_region=shows_region,
    )
