"""Codes proposed beside what nobody has coded: taken with a button, or not, never where somebody reads blind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import finish
from consult.coding.queries import segments_of
from consult.coding.queries.suggestions import ProposedAt
from consult.jobs import JOBS
from consult.shared.jobs import run_next
from consult.shared.time import now
from tests.builders import DAY, World
from tests.builders_coding import Desk, coded, desk
from tests.builders_suggesting import proposed
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]
TAKE = 'name="go" value="take"'


@pytest.fixture
def asked(at_desk: AtDesk, made: World, session: scoped_session[Session]) -> tuple[Browser, Desk, ProposedAt]:
    browser, given = at_desk()
    place = proposed(session(), made, given.english)
    session.commit()
    return browser, given, place


def page(browser: Browser, given: Desk) -> str:
    return browser.get(f"/coding/{given.assignment_id}").get_data(as_text=True)


def answer(browser: Browser, given: Desk, place: ProposedAt, go: str) -> str:
    fields = {"passage": place.passage_id, "start": place.start, "code": place.code_key, "go": go}
    done = browser.post(f"/coding/{given.assignment_id}/proposals", data=fields)
    assert done.status_code == 303
    return browser.get(done.location).get_data(as_text=True)


def test_a_proposal_stands_beside_its_turn_and_tells_how_right_such_ones_were(
    asked: tuple[Browser, Desk, ProposedAt],
) -> None:
    browser, given, _place = asked
    shown = page(browser, given)
    assert shown.count(TAKE) == 1
    assert shown.index(given.english.id) < shown.index(TAKE) < shown.index(f'id="p-{given.turns[2].id}"')
    assert "45 of 52 such proposals were right, and 15 of 60 passages with this code were missed" in shown


def test_taking_it_codes_the_turn_and_can_be_undone(
    asked: tuple[Browser, Desk, ProposedAt], session: scoped_session[Session]
) -> None:
    browser, given, place = asked
    shown = answer(browser, given, place, "take")
    (one,) = segments_of(session(), given.assignment_id)
    assert (one.code_key, one.start, one.end) == ("RES-MONEY", 0, len(given.english.text))
    assert TAKE not in shown
    browser.post(f"/coding/{given.assignment_id}/undo", data={"go": "undo"})
    assert segments_of(session(), given.assignment_id) == ()
    assert TAKE in page(browser, given)


def test_one_not_taken_is_said_to_be_gone_and_stays_away(asked: tuple[Browser, Desk, ProposedAt]) -> None:
    browser, given, place = asked
    shown = answer(browser, given, place, "not")
    assert "RES-MONEY is not proposed to you here again." in shown
    assert TAKE not in shown
    assert "proposed here no more" in answer(browser, given, place, "take")


def test_what_was_coded_meanwhile_gets_no_proposal(
    asked: tuple[Browser, Desk, ProposedAt], session: scoped_session[Session]
) -> None:
    browser, given, _place = asked
    coded(session(), given, "STR-FIN", "finance")
    session.commit()
    assert TAKE not in page(browser, given)


def test_nobody_who_reads_blind_is_proposed_anything_nor_who_looks_on(
    asked: tuple[Browser, Desk, ProposedAt],
    at_desk: AtDesk,
    sign_in: SignIn,
    made: World,
    session: scoped_session[Session],
) -> None:
    browser, given, place = asked
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    assert TAKE not in page(lead, given)
    assert lead.post(f"/coding/{given.assignment_id}/proposals", data={}).status_code == 403
    blind, second = at_desk("second", interview_id=given.interview_id, second=True)
    proposed(session(), made, given.english)
    session.commit()
    assert TAKE not in page(blind, second)
    assert TAKE not in page(browser, given)
    assert "proposed here no more" in answer(blind, second, place, "take")


def test_nothing_odd_is_taken(asked: tuple[Browser, Desk, ProposedAt], session: scoped_session[Session]) -> None:
    browser, given, place = asked
    url = f"/coding/{given.assignment_id}/proposals"
    assert browser.post(url, data={"passage": place.passage_id, "start": "-1", "code": "x"}).status_code == 400
    finish(session(), given.assignment_id, DAY)
    session.commit()
    assert TAKE not in page(browser, given)
    assert "proposed here no more" in answer(browser, given, place, "take")


def test_few_statements(asked: tuple[Browser, Desk, ProposedAt], made: World) -> None:
    browser, given, place = asked
    page(browser, given)
    with statements() as said:
        page(browser, given)
    assert len(said) <= 12, "\n".join(said)
    fields = {"passage": place.passage_id, "start": place.start, "code": place.code_key, "go": "take"}
    with statements() as said:
        browser.post(f"/coding/{given.assignment_id}/proposals", data=fields)
    assert len(said) <= 12, "\n".join(said)
    browser.get(f"/strands/{made.strands['A']}/coding/proposals")
    with statements() as said:
        browser.get(f"/strands/{made.strands['A']}/coding/proposals")
    assert len(said) <= 12, "\n".join(said)


def test_the_page_tells_what_was_learned_and_has_it_learned_anew(
    at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    coded(session(), given, "STR-FIN", "finance")
    session.commit()
    url = f"/strands/{made.strands['A']}/coding/proposals"
    assert "Nothing is learned yet" in browser.get(url).get_data(as_text=True)
    assert "It is being learned now" in browser.get(browser.post(url).location).get_data(as_text=True)
    assert run_next(session(), JOBS, now)
    shown = browser.get(url).get_data(as_text=True)
    assert "No code is proposed yet." in shown
    assert "Passages with it: 1; it takes 50." in shown
    assert "Something was coded or finished since." not in shown
    coded(session(), given, "STR-FIN", "desk")
    session.commit()
    assert "Something was coded or finished since." in browser.get(url).get_data(as_text=True)


def test_the_log_is_the_leads_without_words_or_what_they_read_blind(
    asked: tuple[Browser, Desk, ProposedAt], sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given, place = asked
    answer(browser, given, place, "take")
    url = f"/strands/{made.strands['A']}/coding/proposals.csv"
    assert browser.get(url).status_code == 403
    lead, account_id = sign_in(Role.LEAD_CONSULTANT)
    log = lead.get(url).get_data(as_text=True)
    assert "T9,2,0,RES-MONEY,taken,1.5,0.5" in log
    assert "finance" not in log
    desk(session(), made, account_id, interview_id=given.interview_id, second=True)
    session.commit()
    assert "RES-MONEY" not in lead.get(url).get_data(as_text=True)
    other, _account = sign_in(Role.LEAD_CONSULTANT, "B")
    assert other.get(url).status_code == 404
    assert other.get(url.removesuffix(".csv")).status_code == 404
