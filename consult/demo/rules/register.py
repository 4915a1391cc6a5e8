"""The invented register: 460 member organisations of two coalitions, 65 of them in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from consult.demo.rules.naming import LARGE_LANGUAGE, Names, large_name
from consult.demo.rules.quotas import LANGUAGES, SIZES, RegionSize
from consult.demo.rules.sources import SEED, YEAR, coalition_text
from consult.membership.rules import OrganisationKind, Region

_KINDS = {
    OrganisationKind.NATIONAL_NGO: 34,
    OrganisationKind.SURVIVORS: 16,
    OrganisationKind.WOMEN: 10,
    OrganisationKind.YOUTH: 9,
    OrganisationKind.INTERNATIONAL_NGO: 8,
    OrganisationKind.FAITH: 7,
    OrganisationKind.RESEARCH: 7,
    OrganisationKind.NATIONAL_COALITION: 7,
    OrganisationKind.OTHER: 4,
}
_ACCESS_NEEDS = ("step-free venue", "sign language interpretation", "large print", "captions", "quiet room")


@dataclass(frozen=True, slots=True)
class DemoMembership:
    """An organisation's place in one coalition, and whether it answers there."""

    joined_year: int
    endorsed_on: date
    pledged_on: date | None
    answers: bool


@dataclass(frozen=True, slots=True)
class DemoContact:
    """Whom to write to."""

    name: str
    email: str
    language: str
    access_needs: str = ""


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented organisation; `memberships` is by the coalition's mark."""

    key: str
    name: str
    country: str
    region: Region
    kind: OrganisationKind
    language: str
    languages: tuple[str, ...]
    survivor_led: bool
    profile: Mapping[str, str]
    contact: DemoContact
    memberships: Mapping[str, DemoMembership]
    large: bool = False

    def answers_in(self, mark: str) -> bool:
        """Whether the organisation answers in this coalition."""
        return mark in self.memberships and self.memberships[mark].answers


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one organisation stands before it has a name: the marks it belongs to, those it answers in."""

    region: Region
    marks: str
    answers: str
    language: str = ""


def demo_register(year: int = YEAR) -> tuple[DemoOrganisation, ...]:
    """Return the register as it stands in `year`; the same year, the same register."""
    chance = Random(f"{SEED} register")  # noqa: S311  invented data, to be the same on every machine
    names = Names(chance)
    places = [place for region, size in SIZES.items() for place in _speak(chance, list(_places(region, size)))]
    large = next(
        at
        for at, place in enumerate(places)
        if (place.region, place.marks, place.answers, place.language) == (Region.EUROPE, "B", "B", LARGE_LANGUAGE)
    )
    return tuple(
        _organisation(chance, names, place, number=at + 1, year=year, large=at == large)
        for at, place in enumerate(places)
    )


def _places(region: Region, size: RegionSize) -> Iterator[_Place]:
    yield from _several(size.answer_both, region, "AB", "AB")
    yield from _several(size.answer_a, region, "AB", "A")
    yield from _several(size.answer_b, region, "AB", "B")
    silent = size.both - size.answer_both - size.answer_a - size.answer_b
    yield from _several(silent, region, "AB", "")
    for mark, members, answers, both in (
        ("A", size.a_members, size.a_answers, size.answer_both + size.answer_a),
        ("B", size.b_members, size.b_answers, size.answer_both + size.answer_b),
    ):
        yield from _several(answers - both, region, mark, mark)
        yield from _several(members - size.both - (answers - both), region, mark, "")


def _several(count: int, region: Region, marks: str, answers: str) -> Iterator[_Place]:
    return (_Place(region, marks, answers) for _ in range(count))


def _speak(chance: Random, places: list[_Place]) -> list[_Place]:
    """Give everybody a language: A's answering organisations exactly, the others in the same proportions."""
    wanted = LANGUAGES[places[0].region]
    counted = [language for language, count in wanted.items() for _ in range(count)]
    chance.shuffle(counted)
    return [
        replace(
            place,
            language=counted.pop() if "A" in place.answers else chance.choices([*wanted], [*wanted.values()])[0],
        )
        for place in places
    ]


def _organisation(
    chance: Random, names: Names, place: _Place, *, number: int, year: int, large: bool
) -> DemoOrganisation:
    kind = chance.choices([*_KINDS], [*_KINDS.values()])[0]
    if large:
        kind = OrganisationKind.INTERNATIONAL_NGO
    named = names.take(place.region, place.language, kind)
    others = [tag for tag in LANGUAGES[place.region] if tag != place.language]
    second = (chance.choice(others),) if others and chance.random() < 0.25 else ()
    needs = chance.choice(_ACCESS_NEEDS) if chance.random() < 0.08 else ""
    survivors = kind is OrganisationKind.SURVIVORS
    contact = DemoContact(named.person, f"office@{named.domain}-{number}.example", place.language, needs)
    return DemoOrganisation(
        key=f"org-{number:03}",
        name=large_name() if large else named.name,
        country=named.country,
        region=place.region,
        kind=kind,
        language=place.language,
        languages=(place.language, *second),
        survivor_led=survivors and chance.random() < 0.85,
        profile=_profile(chance, kind, large=large),
        contact=contact,
        memberships={mark: _membership(chance, place, mark, year=year) for mark in place.marks},
        large=large,
    )


def _profile(chance: Random, kind: OrganisationKind, *, large: bool) -> dict[str, str]:
    wide = kind in (OrganisationKind.INTERNATIONAL_NGO, OrganisationKind.NATIONAL_COALITION)
    staff = 180 if large else chance.randint(12, 60) if wide else chance.randint(0, 14)
    members = 2400 if large else chance.randint(20, 400) if wide else chance.randint(5, 120)
    bands = ("under 50,000", "50,000 to 250,000", "250,000 to 1 million", "over 1 million")
    band = bands[3 if large else chance.choice((1, 2, 3)) if wide else chance.choice((0, 0, 0, 1))]
    return {"staff": str(staff), "members": str(members), "budget": band}


def _membership(chance: Random, place: _Place, mark: str, *, year: int) -> DemoMembership:
    age = coalition_text(mark).agreement_age
    joined = year - chance.randint(1, age + (3 if mark == "A" else 4))
    endorsed = date(joined, chance.randint(1, 12), chance.randint(1, 28))
    pledged = date(joined, 12, chance.randint(1, 31)) if chance.random() < 0.8 else None
    return DemoMembership(joined, endorsed, pledged, mark in place.answers)


def count_members(register: tuple[DemoOrganisation, ...]) -> Counter[str]:
    """Return how many organisations belong to each coalition, and how many to both ("AB")."""
    return Counter("".join(sorted(organisation.memberships)) for organisation in register)
