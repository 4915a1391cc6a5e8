"""A delegation's phone: in with a code, and everything that can be said from a seat."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.web.tries import CODE_TRIES, Tries
from consult.meeting.operations.agenda import close_meeting, open_session
from consult.meeting.operations.polling import close_poll, open_poll
from consult.meeting.queries.amending import amendments_of
from consult.meeting.queries.ideas import ideas_of
from consult.meeting.queries.polling import poll, result
from consult.meeting.queries.reacting import reactions_of
from consult.meeting.queries.talking import interventions_of
from consult.meeting.records import Delegation
from consult.meeting.rules.kinds import Attribution, Group, Level, Medium, Stance
from tests.builders_meeting import MORNING, Room
from tests.builders_room import EVENING, QUESTION, answer, answering_room
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements, wire
from tests.web.meeting.test_room_record import text_of

Phone = Callable[[str], Browser]
SAID = {"target": "sentence:common", "stance": "objects", "text": "Not in our name", "language": "en",
        "attribution": "group"}  # fmt: skip


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    """A meeting on a real edition."""
    found = answering_room(session())
    session.commit()
    return found


@pytest.fixture
def phone(app: Flask, open_browser: Callable[[], Browser], made: Room) -> Phone:
    """The phone of a delegation that has entered with its code."""
    app.extensions["consult.code_tries"] = Tries()

    def enter(who: str) -> Browser:
        browser = open_browser()
        assert browser.post("/room", data={"code": made.codes[who]}).status_code == 303
        return browser

    return enter


def test_a_delegation_enters_with_its_code_however_it_is_typed(
    session: scoped_session[Session], made: Room, phone: Phone, open_browser: Callable[[], Browser]
) -> None:
    session.get_one(Delegation, made.delegations["a1"]).arrived_at = None
    session.commit()
    browser = open_browser()
    typed = made.codes["a1"].lower().replace("-", " ")
    answered = browser.post("/room", data={"code": typed})
    assert (answered.status_code, answered.location) == (303, "/room/now")
    page = text_of(browser.get("/room/now").text)
    assert "Your seat in the room" in page
    assert session.get_one(Delegation, made.delegations["a1"]).arrived_at is not None


def test_a_phone_speaks_the_language_of_its_delegation_and_can_be_switched(made: Room, phone: Phone) -> None:
    browser = phone("b1")  # Arabic
    html = browser.get("/room/now").text
    assert '<html lang="ar" dir="rtl">' in html
    assert re.findall(r'<option value="(\w+)" lang', html) == ["en", "fr", "ar"]
    browser.post("/language", data={"lang": "fr", "next": "/room/now"})
    assert '<html lang="fr" dir="ltr">' in browser.get("/room/now").text


def test_a_wrong_code_opens_nothing_and_tries_are_counted(app: Flask, made: Room, phone: Phone) -> None:
    browser = phone("a1")
    browser.post("/room/leave")
    for _try in range(10):
        assert browser.post("/room", data={"code": "AAAA-BBBB-CCCC"}).status_code == 422
    assert browser.post("/room", data={"code": made.codes["a1"]}).status_code == 429
    assert browser.get("/room/now").location == "/room"


def test_a_room_behind_one_address_is_not_shut_by_a_few_wrong_codes(
    app: Flask, made: Room, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "consult.code_tries", Tries(limit=CODE_TRIES))
    browser = phone("a1")
    browser.post("/room/leave")
    for _try in range(58):
        assert browser.post("/room", data={"code": "AAAA-BBBB-CCCC"}).status_code == 422
    assert browser.post("/room", data={"code": made.codes["a1"]}).status_code == 303


def test_without_a_seat_every_page_leads_to_the_door(made: Room, open_browser: Callable[[], Browser]) -> None:
    browser = open_browser()
    for page in ("now", "answer", "writing", "idea", "amendment", "poll"):
        assert browser.get(f"/room/{page}").location == "/room", page
        if page != "now":
            assert browser.post(f"/room/{page}").location == "/room", page
            held = browser.post(f"/room/{page}", data=SAID)
            assert held.status_code == 403, page
            assert "Not in our name" in held.text, "what was typed goes with whoever comes back"
    with browser.session_transaction() as cookie:
        cookie["delegation"] = "nobody"
    assert browser.get("/room/now").location == "/room"


def test_an_answer_goes_on_the_record_and_can_be_taken_back(
    session: scoped_session[Session], made: Room, phone: Phone
) -> None:
    browser = phone("b1")
    browser.post("/language", data={"lang": "en", "next": "/"})
    assert browser.post("/room/answer", data=SAID).location == "/room/now"
    (found,) = reactions_of(session(), made.meeting_id)
    assert (found.group, found.stance, found.medium, found.delegation_id) == (
        Group.B,
        Stance.OBJECTS,
        Medium.PHONE,
        made.delegations["b1"],
    )
    assert "Not in our name" in browser.get("/room/now").text
    assert "Not in our name" not in phone("a1").get("/room/now").text
    assert phone("a1").post(f"/room/answers/{found.id}/withdraw").status_code == 404
    browser.post(f"/room/answers/{found.id}/withdraw")
    assert reactions_of(session(), made.meeting_id)[0].text == ""


def test_an_answer_that_lacks_something_is_shown_again(
    session: scoped_session[Session], made: Room, phone: Phone
) -> None:
    browser = phone("a1")
    for missing in ({"target": ""}, {"stance": ""}, {"text": " "}, {"attribution": "x"}, {"target": "sentence:x"}):
        answered = browser.post("/room/answer", data={**SAID, **missing})
        assert answered.status_code == 422, missing
        assert "text" in missing or "Not in our name" in answered.text
    assert not reactions_of(session(), made.meeting_id)


def test_the_findings_stand_under_the_parts_of_the_joint_page(made: Room, phone: Phone) -> None:
    html = phone("a1").get("/room/answer?to=figure:F2").text
    assert re.findall(r'<optgroup label="([^"]+)"', html)[0] == "What can be said"
    assert 'value="figure:F2" selected' in html


def test_a_poll_is_answered_once_and_says_so(session: scoped_session[Session], made: Room, phone: Phone) -> None:
    poll_id = open_poll(session(), made.meeting_id, question=QUESTION, moment=MORNING)
    session.commit()
    browser = phone("a1")
    page = text_of(browser.get("/room/poll").text)
    assert "the answer is final" in page
    assert "Nobody sees who answered what" in page
    assert "Answer the poll" in browser.get("/room/now").text
    given = {"poll": poll_id, "level": "unsure"}
    assert browser.post("/room/poll", data={"poll": poll_id}).status_code == 422
    assert browser.post("/room/poll", data=given).location == "/room/now"
    assert "has answered" in text_of(browser.get("/room/now").text)
    again = browser.post("/room/poll", data={**given, "level": "oppose"})
    assert again.status_code == 422
    assert "An answer is final" in text_of(again.text)
    found = poll(session(), poll_id)
    assert found is not None
    assert found.result is None
    close_poll(session(), poll_id, EVENING)
    closed = result(session(), poll_id)
    assert closed is not None
    assert closed.counts == {Level.SUPPORT: 0, Level.UNSURE: 1, Level.OPPOSE: 0}


def test_staff_and_guests_are_not_polled_and_move_nothing(
    session: scoped_session[Session], made: Room, phone: Phone
) -> None:
    poll_id = open_poll(session(), made.meeting_id, question=QUESTION, moment=MORNING)
    session.commit()
    browser = phone("staff")
    assert "Answer the poll" not in browser.get("/room/now").text
    assert "not counted" in browser.get("/room/poll").text
    assert browser.post("/room/poll", data={"poll": poll_id, "level": "support"}).status_code == 422
    assert browser.post("/room/amendment", data={"text": "Add: more", "language": "en"}).status_code == 422
    assert not amendments_of(session(), made.meeting_id)
    browser.post("/room/answer", data=SAID)
    assert reactions_of(session(), made.meeting_id)[0].group is Group.STAFF


def test_silence_and_ideas_have_their_sessions(session: scoped_session[Session], made: Room, phone: Phone) -> None:
    browser = phone("a1")
    words = {"text": "A thought", "language": "en", "attribution": "none"}
    for page in ("writing", "idea"):
        assert "not on at present" in browser.get(f"/room/{page}").text
        assert browser.post(f"/room/{page}", data=words).status_code == 422
    open_session(session(), made.sessions["writing"], MORNING)
    session.commit()
    assert "Write in silence" in browser.get("/room/now").text
    assert browser.post("/room/writing", data=words).status_code == 303
    (written,) = interventions_of(session(), made.meeting_id)
    assert (written.silent, written.attribution, written.text) == (True, Attribution.NONE, "A thought")
    open_session(session(), made.sessions["ideas"], MORNING)
    session.commit()
    assert browser.post("/room/idea", data=words).status_code == 303
    assert [card.text for card in ideas_of(session(), made.sessions["ideas"]).loose] == ["A thought"]


def test_an_amendment_stands_under_the_group(session: scoped_session[Session], made: Room, phone: Phone) -> None:
    assert phone("both").post("/room/amendment", data={"text": "Add: a review", "language": "en"}).status_code == 303
    (found,) = amendments_of(session(), made.meeting_id)
    assert (found.group, found.text) == (Group.BOTH, "Add: a review")


def test_after_the_close_words_can_still_be_taken_back(
    session: scoped_session[Session], made: Room, phone: Phone
) -> None:
    given = answer(session(), made, "a1", "Regretted")
    close_meeting(session(), made.meeting_id, EVENING)
    session.commit()
    browser = phone("a1")
    assert "The meeting is closed" in browser.get("/room/now").text
    assert browser.post("/room/answer", data=SAID).status_code == 422
    browser.post(f"/room/answers/{given}/withdraw")
    assert reactions_of(session(), made.meeting_id)[0].text == ""


def test_a_phone_page_is_light_and_a_post_takes_few_statements(
    session: scoped_session[Session], made: Room, phone: Phone
) -> None:
    poll_id = open_poll(session(), made.meeting_id, question=QUESTION, moment=MORNING)
    open_session(session(), made.sessions["writing"], MORNING)
    session.commit()
    browser = phone("a1")
    for page in ("", "/now", "/answer", "/writing", "/amendment", "/poll"):
        sent, files, scripts = wire(browser.get(f"/room{page}").text)
        assert sent <= 20 * 1024, (page, sent)
        assert files <= 4
        assert scripts == 0
    posts = {
        "answer": SAID,
        "writing": {"text": "A thought", "language": "en", "attribution": "none"},
        "amendment": {"text": "Add: a review", "language": "en"},
        "poll": {"poll": poll_id, "level": "support"},
    }
    for page, data in posts.items():
        with statements() as said:
            assert browser.post(f"/room/{page}", data=data).status_code == 303
        assert len(said) <= 8, (page, len(said), said)
