from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from consult.demo.rules import demo_register
from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.places import REGION_OF
from tests.unit.demo import expected


def test_the_register_has_the_designed_size() -> None:
    register = demo_register()
    members = Counter(mark for organisation in register for mark in organisation.memberships)

    assert len(register) == expected.ORGANISATIONS
    assert members == expected.MEMBERS
    assert sum(len(organisation.memberships) == 2 for organisation in register) == expected.IN_BOTH


def test_the_same_year_gives_the_same_register() -> None:
    assert demo_register(2026) == demo_register(2026)


def test_another_year_changes_dates_only() -> None:
    now, later = demo_register(2026), demo_register(2027)

    assert [o.name for o in now] == [o.name for o in later]
    assert all(
        there.memberships[mark].joined_year == here.memberships[mark].joined_year + 1
        for here, there in zip(now, later, strict=True)
        for mark in here.memberships
    )


def test_nothing_is_named_twice() -> None:
    register = demo_register()

    for names in (
        [o.key for o in register],
        [o.name.casefold() for o in register],
        [o.contact.email for o in register],
        [o.contact.name for o in register],
    ):
        assert max(Counter(names).values()) == 1


def test_every_address_is_under_example() -> None:
    assert all(o.contact.email.endswith(".example") and o.contact.email.isascii() for o in demo_register())


def test_no_data_file_holds_an_address() -> None:
    folder = Path(__file__).resolve().parents[3] / "consult" / "demo" / "data"
    for path in folder.glob("*.yaml"):
        assert "www." not in path.read_text() and "http" not in path.read_text(), path.name


def test_countries_lie_in_their_region() -> None:
    assert all(REGION_OF[o.country] is o.region for o in demo_register())


def test_every_region_kind_and_language_is_there() -> None:
    register = demo_register()

    assert {o.region for o in register} == set(Region)
    assert {o.kind for o in register} == set(OrganisationKind)
    assert {o.language for o in register} == expected.LANGUAGES
    assert all(o.languages[0] == o.language for o in register)


def test_survivors_organisations_are_many_enough_to_be_shown() -> None:
    for mark in "AB":
        assert sum(o.survivor_led and o.answers_in(mark) for o in demo_register()) >= 10


def test_only_the_smallest_region_speaks_russian() -> None:
    for o in demo_register():
        assert (o.language == "ru") == (o.region is Region.EASTERN_EUROPE_CENTRAL_ASIA)


def test_some_of_the_smallest_region_did_not_answer() -> None:
    small = [o for o in demo_register() if o.region is Region.EASTERN_EUROPE_CENTRAL_ASIA]
    for mark in "AB":
        assert any(mark in o.memberships and not o.answers_in(mark) for o in small)


@pytest.mark.parametrize("mark", ["A", "B"])
def test_nobody_joined_after_the_year(mark: str) -> None:
    for o in demo_register(2026):
        if mark in o.memberships:
            membership = o.memberships[mark]
            assert membership.joined_year < 2026
            assert membership.endorsed_on.year == membership.joined_year


@pytest.mark.parametrize("name", ["coalitions", "mandates"])
def test_every_text_is_in_six_languages(name: str) -> None:
    path = Path(__file__).resolve().parents[3] / "consult" / "demo" / "data" / f"{name}.yaml"

    def texts(value: object) -> None:
        if isinstance(value, list):
            for inner in value:
                texts(inner)
        elif isinstance(value, dict) and "en" in value:
            assert set(value) == expected.LANGUAGES, value["en"]
            assert all(value.values())
        elif isinstance(value, dict):
            for inner in value.values():
                texts(inner)

    texts(yaml.safe_load(path.read_text()))
