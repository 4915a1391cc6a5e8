"""Codes in somebody's words in the browser: made on the workbench, kept from the other strand, shared by a lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.coding.operations import finish, freeze_codebook
from consult.coding.queries import segments_of
from consult.consultation.queries import strand
from consult.shared.time import now
from tests.builders import DAY, World
from tests.builders_coding import Desk, coded, desk, talk
from tests.builders_suggesting import proposed
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

AtDesk = Callable[..., tuple[Browser, Desk]]
SignIn = Callable[..., tuple[Browser, str]]
WORDS = "nobody loses a post"
KEY = "VIVOA-AA"
NAMED = {
    "was": KEY,
    "key": "TERM-KEPT",
    "name": "No dismissals",
    "use_when": "Jobs are to be kept.",
    "reason": "Often said.",
}


@pytest.fixture
def shared(at_desk: AtDesk, made: World, session: scoped_session[Session]) -> tuple[Browser, Desk]:
    """A reading of an interview that counts in both strands."""
    interview_id = talk(session(), made, marks="AB")
    session.commit()
    return at_desk(interview_id=interview_id)


def put(browser: Browser, given: Desk, **fields: object) -> str:
    values = {"passage": given.english.id, **(fields or {"words": WORDS})}
    answer = browser.post(f"/coding/{given.assignment_id}/in-vivo", data=values)
    assert answer.status_code == 303
    return browser.get(answer.location).get_data(as_text=True)


def page(browser: Browser, given: Desk) -> str:
    return browser.get(f"/coding/{given.assignment_id}").get_data(as_text=True)


def test_words_written_out_name_a_code_without_a_script(
    shared: tuple[Browser, Desk], session: scoped_session[Session]
) -> None:
    browser, given = shared
    assert 'name="words"' in browser.get(f"/coding/{given.assignment_id}?passage={given.english.id}").get_data(
        as_text=True
    )
    shown = put(browser, given)
    (one,) = segments_of(session(), given.assignment_id)
    assert (one.code_key, given.english.text[one.start : one.end]) == (KEY, WORDS)
    assert f'<q class="vivo" dir="auto">{WORDS}</q>' in shown
    assert "In their own words" in shown
    again = put(browser, given, start=0, end=3)
    assert "VIVOA-AB" in again
    assert "exactly as they stand" in put(browser, given, words="nobody loses anything")
    assert "fewer words" in put(browser, given, start=0)
    nowhere = browser.post(f"/coding/{given.assignment_id}/in-vivo", data={"passage": "x", "start": "0"})
    assert nowhere.status_code == 404


def test_the_other_strand_sees_nothing_of_it_anywhere(
    shared: tuple[Browser, Desk], sign_in: SignIn, at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    browser, given = shared
    put(browser, given)
    finish(session(), given.assignment_id, DAY)
    lead, account_id = sign_in(Role.LEAD_CONSULTANT, "B")
    theirs = desk(session(), made, account_id, mark="B", interview_id=given.interview_id)
    coded(session(), theirs, "TERM-COND", "in writing")
    finish(session(), theirs.assignment_id, DAY)
    session.commit()
    own, whole = made.strands["B"], made.consultation_id
    places = [
        f"/strands/{own}/coding",
        f"/strands/{own}/coding/in-vivo",
        f"/strands/{own}/coding/proposals",
        f"/strands/{own}/coding/proposals.csv",
        *(f"/strands/{own}/coding/segments.{kind}" for kind in ("csv", "json", "html")),
        f"/strands/{own}/agreement",
        f"/strands/{own}/patterns",
        f"/strands/{own}/adjudication",
        f"/strands/{own}/adjudication.csv",
        f"/strands/{own}/matrix",
        f"/coding/{theirs.assignment_id}",
        f"/coding/{theirs.assignment_id}/memos",
        f"/consultations/{whole}/codebook",
        f"/consultations/{whole}/codebook.csv",
        f"/consultations/{whole}/codebook.qdc",
    ]
    for place in places:
        answer = lead.get(place)
        assert answer.status_code == 200, place
        shown = answer.get_data(as_text=True)
        assert "VIVO" not in shown, place
        if not place.endswith((theirs.assignment_id, ".html", "agreement")):  # these show the turn
            assert WORDS not in shown, place
    found = lead.post(f"/strands/{own}/coding/search", data={"query": "dismissals OR post"}).get_data(as_text=True)
    assert "VIVO" not in found
    assert lead.get(f"/consultations/{whole}/codebook/codes/{KEY}").status_code == 404
    assert lead.get(f"/strands/{made.strands['A']}/coding/in-vivo").status_code == 404
    assert lead.post(f"/strands/{made.strands['A']}/coding/in-vivo", data=NAMED).status_code == 404
    nothing = lead.post(f"/strands/{own}/coding/in-vivo", data=NAMED)
    assert "no code VIVOA-AA" in lead.get(nothing.location).get_data(as_text=True)


def test_the_own_strands_exports_leave_it_out(
    shared: tuple[Browser, Desk], sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given = shared
    put(browser, given)
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    for kind in ("csv", "json", "html"):
        shown = lead.get(f"/strands/{made.strands['A']}/coding/segments.{kind}").get_data(as_text=True)
        assert "VIVO" not in shown
        assert WORDS not in shown
    assert "VIVO" not in lead.get(f"/consultations/{made.consultation_id}/codebook").get_data(as_text=True)


def test_a_lead_gives_it_a_name_of_its_own_and_a_coder_may_not(
    shared: tuple[Browser, Desk], sign_in: SignIn, made: World
) -> None:
    browser, given = shared
    put(browser, given)
    url = f"/strands/{made.strands['A']}/coding/in-vivo"
    shown = browser.get(url).get_data(as_text=True)
    assert WORDS in shown
    assert "Give it a name of its own" not in shown
    assert browser.post(url, data=NAMED).status_code == 403
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    assert "Give it a name of its own" in lead.get(url).get_data(as_text=True)
    refused = lead.post(url, data={**NAMED, "name": WORDS.title()})
    assert "somebody’s words" in lead.get(refused.location).get_data(as_text=True)
    assert lead.post(url, data=NAMED).status_code == 303
    assert "No code is named with somebody’s words" in lead.get(url).get_data(as_text=True)
    shown = page(browser, given)
    assert "TERM-KEPT" in shown
    assert "VIVO" not in shown


def test_a_second_reader_is_not_told_of_it(
    shared: tuple[Browser, Desk], at_desk: AtDesk, made: World, session: scoped_session[Session]
) -> None:
    browser, given = shared
    put(browser, given)
    blind, second = at_desk("second", interview_id=given.interview_id, second=True)
    shown = page(blind, second)
    assert "VIVO" not in shown
    assert "<q" not in shown
    assert WORDS not in blind.get(f"/strands/{made.strands['A']}/coding/in-vivo").get_data(as_text=True)


def test_a_code_added_after_the_freeze_is_flagged_where_it_was_read_before(
    at_desk: AtDesk, sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given = at_desk()
    coded(session(), given, "STR-FIN", "finance")
    freeze_codebook(session(), made.consultation_id, now())
    session.commit()
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    flag = "This code was added after this was read"
    assert flag not in page(browser, given)
    new = {**NAMED, "was": ""}
    assert lead.post(f"/consultations/{made.consultation_id}/codebook/codes", data=new).status_code == 303
    assert flag in page(browser, given)
    assert "Read again with TERM-KEPT" in page(browser, given)
    assert flag in page(lead, given)
    assert "Read again with" not in page(lead, given)
    done = browser.post(f"/coding/{given.assignment_id}/read-again", data={"code": "TERM-KEPT", "back": "workbench"})
    assert done.location.endswith(f"/coding/{given.assignment_id}")
    assert flag not in page(browser, given)


def test_few_statements(
    shared: tuple[Browser, Desk], sign_in: SignIn, made: World, session: scoped_session[Session]
) -> None:
    browser, given = shared
    proposed(session(), made, given.secret)
    coded(session(), given, "STR-FIN", "finance")
    freeze_codebook(session(), made.consultation_id, now())
    session.commit()
    with statements() as said:
        browser.post(f"/coding/{given.assignment_id}/in-vivo", data={"passage": given.english.id, "end": "3"})
    assert len(said) <= 12, "\n".join(said)
    lead, _account = sign_in(Role.LEAD_CONSULTANT)
    lead.post(f"/consultations/{made.consultation_id}/codebook/codes", data={**NAMED, "was": ""})
    assert strand(session(), made.strands["A"]) is not None
    page(browser, given)
    with statements() as said:
        shown = page(browser, given)
    assert "This code was added after" in shown
    assert "VIVOA-AA" in shown
    assert 'value="take"' in shown
    assert len(said) <= 12, "\n".join(said)
