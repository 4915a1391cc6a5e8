"""Correcting what was released, on the joint page: two lead consultants, and what every reader then sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.operations import release_strand
from consult.briefing.queries import newest_edition
from tests.builders import World
from tests.builders_findings import AFTER, frozen_world
from tests.store.briefing.test_errata import REASON, counting
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
Staff = Callable[..., Browser]


@pytest.fixture
def made(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> World:
    """Both strands released, and then found to be counted wrongly."""
    world = frozen_world(session())
    counting(monkeypatch, 0)
    for strand_id in world.strands.values():
        release_strand(session(), strand_id, AFTER)
    session.commit()
    counting(monkeypatch, 6)
    return world


def post(browser: Browser, made: World, mark: str, act: str, reason: str = "") -> str:
    done = browser.post(f"/strands/{made.strands[mark]}/errata", data={"act": act, "reason": reason})
    assert done.status_code == 303
    return text_of(browser.get(done.location).get_data(as_text=True))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def joint(made: World, rest: str = "") -> str:
    return f"/consultations/{made.consultation_id}/joint{rest}"


def corrected(staff: Staff, made: World) -> str:
    post(staff(LEAD, "A"), made, "A", "ask", REASON)
    return post(staff(LEAD, "B"), made, "B", "confirm")


def test_two_lead_consultants_publish_a_correction(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    asked = post(staff(LEAD, "A"), made, "A", "ask", REASON)
    assert "Nothing is published yet" in asked
    assert "Take it back" in asked
    other = staff(LEAD, "B")
    waiting = text_of(other.get(joint(made)).text)
    assert "Confirm the correction and publish it" in waiting
    assert REASON in waiting
    assert REASON not in text_of(staff(Role.BOARD).get(joint(made)).text)
    assert "published as an edition of its own" in post(other, made, "B", "confirm")
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert edition.number == 2


def test_every_reader_sees_number_day_reason_and_what_changed(staff: Staff, made: World) -> None:
    corrected(staff, made)
    said = text_of(staff(Role.BOARD).get(joint(made)).text)
    assert f": {REASON} What changed" in said
    assert "Erratum 1" in said
    assert "Counts that changed" in said
    assert re.search(r"A · Organisations · .* 20 14 ", said)
    assert said.count("Nothing changed since.") == 2


def test_the_edition_of_before_stays_at_its_own_address(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    first = browser.get(joint(made, "/editions/1"))
    corrected(staff, made)
    kept = browser.get(joint(made, "/editions/1"))
    assert (first.status_code, kept.status_code) == (200, 200)
    assert REASON not in kept.text
    assert "This is edition 1, kept as it was frozen." in text_of(kept.text)
    assert "Erratum 1" in browser.get(joint(made, "/editions/2")).text
    assert browser.get(joint(made, "/editions/3")).status_code == 404


@pytest.mark.parametrize("ending", ["docx", "xlsx", "zip", "csv"])
def test_every_file_is_that_of_the_corrected_edition(staff: Staff, made: World, ending: str) -> None:
    corrected(staff, made)
    done = staff(Role.BOARD).get(joint(made, f"/edition.{ending}"))
    assert done.status_code == 200
    assert f"edition-2-en.{ending}" in done.headers["Content-Disposition"]


def test_one_consultant_cannot_do_both(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    both = staff(LEAD, "AB")
    post(both, made, "A", "ask", REASON)
    assert "not who asked for it" in post(both, made, "B", "confirm")
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    assert edition.number == 1


def test_what_was_asked_for_can_be_taken_back(staff: Staff, made: World) -> None:
    browser = staff(LEAD, "A")
    post(browser, made, "A", "ask", REASON)
    said = post(browser, made, "A", "withdraw")
    assert REASON not in said
    assert "Ask for the correction" in said


def test_nobody_else_corrects_and_an_unknown_act_is_none(staff: Staff, made: World) -> None:
    for role in sorted(set(Role) - {LEAD, Role.ADMINISTRATOR}):
        browser = staff(role)
        assert browser.post(f"/strands/{made.strands['A']}/errata", data={"act": "ask"}).status_code == 403, role
        assert browser.post(f"/strands/{made.strands['B']}/errata", data={"act": "ask"}).status_code == 404, role
    assert staff(LEAD, "A").post(f"/strands/{made.strands['A']}/errata", data={"act": "burn"}).status_code == 400


def test_a_headline_says_what_other_ways_of_counting_make_of_it(staff: Staff, made: World) -> None:
    said = text_of(staff(Role.BOARD).get(joint(made)).text)
    assert re.search(r"(Counted in another way it (flips|stays the same) in A|Not told of A): ", said)
