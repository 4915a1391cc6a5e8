"""The page on which a small coalition chooses that small numbers are shown, and where members read of it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.operations import choose_rule
from consult.consultation.queries import strand
from consult.consultation.rules import Gate
from consult.disclosure.rules import Rule
from tests.builders import MOMENT, World
from tests.builders_collection import link
from tests.builders_gates import opened, through
from tests.web.access.conftest import Browser

SignIn = Callable[..., Browser]
SHOW, HIDE = "Show small numbers of organisations", "Hide small numbers after all"


def page_of(browser: Browser, made: World) -> str:
    return unescape(browser.get(f"/consultations/{made.consultation_id}/readiness").get_data(as_text=True))


def choose(browser: Browser, made: World, rule: str, mark: str = "A") -> str:
    answer = browser.post(f"/strands/{made.strands[mark]}/small-numbers", data={"rule": rule})
    assert answer.status_code == 303
    return page_of(browser, made)


def rule_of(session: scoped_session[Session], made: World, mark: str = "A") -> Rule:
    session.expire_all()
    found = strand(session(), made.strands[mark])
    assert found is not None
    return found.rule


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD_CONSULTANT])
def test_it_is_chosen_and_taken_back(
    session: scoped_session[Session], made: World, signed_in: SignIn, role: Role
) -> None:
    browser = signed_in(role)
    assert page_of(browser, made).count(SHOW) == 1, "for one's own coalition alone"
    page = choose(browser, made, "bases")
    assert "The choice is saved." in page
    assert HIDE in page
    assert rule_of(session, made) is Rule.BASES
    assert SHOW in choose(browser, made, "full")
    assert rule_of(session, made) is Rule.FULL


def test_others_may_not_choose(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    board = signed_in(Role.BOARD)
    assert SHOW not in page_of(board, made)
    assert board.post(f"/strands/{made.strands['A']}/small-numbers", data={"rule": "bases"}).status_code == 403
    foreign = signed_in(Role.LEAD_CONSULTANT, "B")
    assert foreign.post(f"/strands/{made.strands['A']}/small-numbers", data={"rule": "bases"}).status_code in (403, 404)
    assert rule_of(session, made) is Rule.FULL


def test_after_opening_the_page_refuses_with_a_reason(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    for strand_id in made.strands.values():
        opened(session(), strand_id, MOMENT)
    session.commit()
    browser = signed_in(Role.COORDINATOR, "AB")
    assert SHOW not in page_of(browser, made)
    assert "can only be made stricter" in choose(browser, made, "bases", "B")
    assert rule_of(session, made, "B") is Rule.FULL
    assert HIDE not in choose(browser, made, "full")
    assert rule_of(session, made) is Rule.FULL


def test_after_g0_it_is_not_offered(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    through(session(), made.strands["A"], Gate.MANDATE, MOMENT)
    session.commit()
    browser = signed_in(Role.COORDINATOR)
    assert SHOW not in page_of(browser, made)
    assert "can only be made stricter" in choose(browser, made, "bases")


def test_what_was_not_offered_is_refused(made: World, signed_in: SignIn) -> None:
    answer = signed_in(Role.COORDINATOR).post(f"/strands/{made.strands['A']}/small-numbers", data={"rule": "none"})
    assert answer.status_code == 400


@pytest.mark.parametrize("chosen", [False, True])
def test_members_read_of_it_before_they_answer(
    session: scoped_session[Session], made: World, open_browser: Callable[[], Browser], chosen: bool
) -> None:
    if chosen:
        choose_rule(session(), made.strands["A"], Rule.BASES, moment=MOMENT)
    opened(session(), made.strands["A"], MOMENT)
    token = link(session(), made)
    session.commit()
    browser = open_browser()
    page = unescape(browser.get(f"/i/{token}").get_data(as_text=True))
    paper = unescape(browser.get(f"/paper/{made.strands['A']}").get_data(as_text=True))
    assert ("may then guess that it was yours" in page) is chosen
    assert ("may then guess that it was yours" in paper) is chosen
