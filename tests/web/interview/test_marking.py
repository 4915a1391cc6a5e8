"""Covering what names somebody, on the page of an interview, with nothing but forms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.interview.queries import redactions_of, turns_of
from consult.interview.rules import NewTurn
from tests.builders import World
from tests.builders_interview import asker, interviewed, speaker
from tests.web.access.conftest import Browser

SignIn = Callable[..., Browser]
SAID = "Amina came with Kim, and Kim left."


@pytest.fixture
def held(session: scoped_session[Session], made: World) -> str:
    turns = (
        NewTurn(pseudonym="Interviewer", text="Who was Amina?"),
        NewTurn(pseudonym="Nour", text=SAID, translations={"ar": "جاءت أمينة"}),
    )
    found = interviewed(session(), made, language="en", participants=(asker(), speaker(made, "Nour")), turns=turns)
    session.commit()
    return found


def send(browser: Browser, held: str, turn_id: str, **fields: str) -> str:
    answer = browser.post(f"/interviews/{held}/turns/{turn_id}/marks", data=fields, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_words_are_covered_and_shown_to_whoever_may_open_the_page(
    session: scoped_session[Session], signed_in: SignIn, held: str
) -> None:
    browser, turn = signed_in(), turns_of(session(), held)[1]
    session.rollback()
    page = send(browser, held, turn.id, words="kim", kind="name")
    assert "2 places are covered." in page
    assert '<mark class="named" data-as="a name">Kim</mark>' in page
    assert "Coders do not read the translation into Arabic" in page
    page = send(browser, held, turn.id, words="Amina", kind="organisation", everywhere="y")
    assert "2 places are covered." in page
    page = send(browser, held, turn.id, go="covered", language="ar")
    assert "Coders do not read the translation" not in page
    session.rollback()
    shown = turns_of(session(), held)[1]
    assert shown.text == "▓▓▓▓▓ came with ░░░, and ░░░ left."
    assert shown.translations == {"ar": "جاءت أمينة"}


def test_a_selection_is_covered_alone_and_uncovered_again(
    session: scoped_session[Session], signed_in: SignIn, held: str
) -> None:
    browser, turn = signed_in(), turns_of(session(), held)[1]
    session.rollback()
    page = send(browser, held, turn.id, words="Kim", start="16", end="19", kind="name")
    (address,) = re.findall(rf"/interviews/{held}/marks/[\w-]+", page)
    assert "1 place is covered." in page
    assert "These words are marked already." in send(browser, held, turn.id, start="16", end="19", kind="name")
    assert "These words do not stand there." in send(browser, held, turn.id, words="Bo", kind="name")
    assert browser.post(address).status_code == 303
    assert browser.post(address).status_code == 404
    session.rollback()
    assert turns_of(session(), held)[1].text == SAID


def test_only_whoever_may_open_the_interview_covers_words_in_it(
    session: scoped_session[Session], made: World, signed_in: SignIn, held: str
) -> None:
    turn = turns_of(session(), held)[1]
    session.rollback()
    lead = signed_in()
    send(lead, held, turn.id, words="Kim", kind="name")
    other = interviewed(session(), made, label="T2")
    session.commit()
    session.rollback()
    mark = redactions_of(session(), held)[0].id
    session.rollback()
    for role, mark_of, status in (
        (Role.CODER, "A", 403),
        (Role.COORDINATOR, "A", 403),
        (Role.INTERVIEWER, "A", 404),
        (Role.LEAD_CONSULTANT, "B", 404),
    ):
        browser = signed_in(role, mark_of)
        assert browser.post(f"/interviews/{held}/turns/{turn.id}/marks", data={"words": "x"}).status_code == status
        assert browser.post(f"/interviews/{held}/marks/{mark}").status_code == status
    assert lead.post(f"/interviews/{other}/marks/{mark}").status_code == 404
    assert lead.post(f"/interviews/{other}/turns/{turn.id}/marks", data={"words": "x"}).status_code == 404
    assert lead.post(f"/interviews/{held}/turns/{turn.id}/marks", data={"words": "Kim"}).status_code == 400
