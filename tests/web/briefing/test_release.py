"""Release: nobody reads the other strand's findings before both have said that theirs are ready."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.queries import newest_edition
from consult.consultation.queries import strand
from consult.consultation.rules import StrandState
from tests.builders import World
from tests.builders_findings import TOTALS, counted_world, frozen_world
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
MAY_NOT = sorted(set(Role) - {LEAD, Role.ADMINISTRATOR})
Staff = Callable[..., Browser]


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    world = frozen_world(session())
    session.commit()
    return world


def release(browser: Browser, made: World, mark: str) -> str:
    answer = browser.post(f"/strands/{made.strands[mark]}/release", data={"read": "yes"})
    assert answer.status_code == 303
    return str(browser.get(answer.location).get_data(as_text=True))


def joint(made: World) -> str:
    return f"/consultations/{made.consultation_id}/joint"


def test_the_first_release_opens_nothing(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    said = release(staff(LEAD, "A"), made, "A")
    assert "You have released; the findings open when the other strand has too." in said
    assert newest_edition(session(), made.consultation_id) is None


def test_until_both_release_the_joint_page_is_sealed_and_holds_no_number(staff: Staff, made: World) -> None:
    release(staff(LEAD, "A"), made, "A")
    for mark, role in (("A", Role.BOARD), ("B", Role.BOARD), ("B", LEAD), ("A", Role.COORDINATOR)):
        browser = staff(role, mark)
        answer = browser.get(joint(made))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Sealed until both strands release" in page
        for of in TOTALS.values():
            assert all(f">{number}<" not in page and f"{number} of" not in page for number in of.values())
        assert browser.get(joint(made) + "/figure.json?key=ground").status_code == 404


def test_before_the_release_each_lead_consultant_sees_the_hash_of_both_strands(staff: Staff, made: World) -> None:
    for mark in ("A", "B"):
        html = staff(LEAD, mark).get(joint(made)).get_data(as_text=True)
        assert len(set(re.findall(r"\b[0-9a-f]{64}\b", html))) == 2


def test_the_second_release_opens_both_in_the_same_moment(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    release(staff(LEAD, "A"), made, "A")
    said = release(staff(LEAD, "B"), made, "B")
    assert "Both strands have released." in said
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert edition.intact
    for mark in ("A", "B"):
        assert edition.content_hash in staff(Role.BOARD, mark).get(joint(made)).get_data(as_text=True)


def test_releasing_twice_changes_nothing(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    browser = staff(LEAD, "A")
    release(browser, made, "A")
    assert "Nothing was changed" in release(browser, made, "A")
    found = strand(session(), made.strands["A"])
    assert found is not None
    assert found.state is StrandState.RELEASED


def test_only_the_lead_consultant_releases(staff: Staff, made: World) -> None:
    for role in MAY_NOT:
        assert staff(role).post(f"/strands/{made.strands['A']}/release").status_code == 403, role


def test_findings_that_nobody_says_they_have_read_are_not_released(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    browser = staff(LEAD, "A")
    answer = browser.post(f"/strands/{made.strands['A']}/release")
    assert "confirm that you have read" in browser.get(answer.location).get_data(as_text=True)
    found = strand(session(), made.strands["A"])
    assert found is not None
    assert found.state is StrandState.FROZEN


def test_the_other_strand_cannot_be_released(staff: Staff, made: World) -> None:
    assert staff(LEAD, "A").post(f"/strands/{made.strands['B']}/release").status_code == 404


class TestBeforeTheFreeze:
    @pytest.fixture
    def made(self, session: scoped_session[Session]) -> World:
        world = counted_world(session())
        session.commit()
        return world

    def test_nothing_is_released(self, staff: Staff, made: World, session: scoped_session[Session]) -> None:
        assert "Nothing was changed" in release(staff(LEAD, "A"), made, "A")
        found = strand(session(), made.strands["A"])
        assert found is not None
        assert found.state is StrandState.CLOSED
