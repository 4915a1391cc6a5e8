"""What an import would write, compared with what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from consult.membership.rules import OrganisationKind, Region
from consult.membership.rules.comparing import (
    ContactState,
    MembershipState,
    OrganisationState,
    Plan,
    Standing,
    compare,
    with_coalitions,
)
from consult.membership.rules.troubles import Trouble
from tests.unit.membership.registers import read, troubles

EMPTY = Standing({"A": "a", "B": "b"}, {}, {}, {})
CASA = OrganisationState(
    id="1",
    name="Casa",
    name_key="casa",
    country="CL",
    region=Region.AMERICAS,
    kind=OrganisationKind.WOMEN,
    languages=("es",),
    survivor_led=True,
    profile=(("Web site", "https://casa.example"),),
)
IN_A = MembershipState("m", "casa", "a", True, date(2015, 4, 3), False, None, 2009)
ANA = ContactState("c", "casa", "Ana", "ana@casa.example", "es", "+56 2", "ramp")
STORED = Standing(EMPTY.coalitions, {"casa": CASA}, {("casa", "a"): IN_A}, {"casa": [ANA]})
HEAD = ["Name", "Country", "Coalition"]


def plan(*rows: list[str], standing: Standing = STORED) -> Plan:
    return compare(read(*rows), standing)


def test_the_same_again_changes_nothing() -> None:
    found = plan([*HEAD, "E-mail"], ["CASA", "", "A", "ANA@casa.example"])
    assert [state.name for state in found.organisations] == ["CASA"]
    found = plan([*HEAD, "Kind", "E-mail"], ["Casa", "Chile", "A", "women", "ana@casa.example"])
    assert (found.organisations, found.memberships, found.contacts) == ((), (), ())
    assert found.lines[0].changed == ()


def test_blank_cells_keep_what_is_there() -> None:
    head = [*HEAD, "Kind", "Languages", "Survivor-led", "Endorsed call", "Member since", "Phone"]
    found = plan(head, ["Casa", "", "A", "", "", "", "", "2010", ""])
    assert found.organisations == ()
    assert found.memberships == (replace(IN_A, joined_year=2010),)


def test_a_no_takes_a_promise_back() -> None:
    found = plan([*HEAD, "Endorsed call"], ["Casa", "", "A", "no"])
    assert found.memberships == (replace(IN_A, endorsed_call=False, endorsed_call_on=None),)


def test_what_is_new_has_no_id() -> None:
    found = plan([*HEAD, "E-mail"], ["Red", "Peru", "both", "r@red.example"])
    assert [state.id for state in (*found.organisations, *found.memberships, *found.contacts)] == [""] * 4
    assert found.lines[0].is_new


def test_a_changed_country_is_a_warning_and_moves_the_region() -> None:
    found = plan(HEAD, ["Casa", "Lebanon", "A"])
    assert (2, Trouble.COUNTRY_CHANGES) in troubles(found.warnings)
    assert found.organisations[0].region is Region.MIDDLE_EAST_NORTH_AFRICA


def test_a_region_set_by_hand_stays_while_the_country_does() -> None:
    moved = replace(STORED, organisations={"casa": replace(CASA, region=Region.EUROPE)})
    assert plan(HEAD, ["Casa", "Chile", "A"], standing=moved).organisations == ()


def test_an_organisation_without_a_country_needs_a_region() -> None:
    head = [*HEAD, "Region"]
    assert plan(head, ["World", "", "A", "Africa"]).organisations[0].region is Region.AFRICA
    assert troubles(plan(head, ["World", "", "A", ""]).faults) == [(2, Trouble.NO_COUNTRY)]


def test_a_contact_is_the_same_by_address_or_else_by_name() -> None:
    found = plan([*HEAD, "Contact", "Phone"], ["Casa", "", "A", "ana", "+56 9"])
    assert found.contacts == (replace(ANA, name="ana", phone="+56 9"),)
    found = plan([*HEAD, "E-mail"], ["Casa", "", "A", "new@casa.example"])
    assert [state.id for state in found.contacts] == [""]


def test_what_new_organisations_lack_is_told_once() -> None:
    found = plan(HEAD, ["One", "Peru", "A"], ["Two", "Peru", "A"])
    assert troubles(found.warnings) == [(2, Trouble.NO_KIND), (2, Trouble.NO_LANGUAGE)]
    assert dict(found.warnings[0].values) == {"count": "2"}


def test_a_coalition_still_to_be_added_counts_as_there() -> None:
    standing = with_coalitions(Standing({}, {}, {}, {}), ["A", "B"])
    assert len(plan(HEAD, ["One", "Peru", "both"], standing=standing).memberships) == 2
