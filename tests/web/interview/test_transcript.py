"""The list of interviews and the page of one, as those see them who may, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.interview.operations import withdraw_participant
from consult.interview.queries import InterviewView, interview, turns_of
from consult.interview.rules import NOT_SHOWN, InterviewKind, Quoting
from tests.builders import DAY, World
from tests.builders_interview import ARABIC, asker, group, interviewed, said, speaker
from tests.store.interview.groups import interpreted_group
from tests.web.access.conftest import Browser, Person
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., Browser]
Made = scoped_session[Session]


def page_of(browser: Browser, url: str, status: int = 200) -> str:
    response = browser.get(url)
    assert response.status_code == status
    return response.get_data(as_text=True)


def seen(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def taken_in(session: Made, made: World, **changed: object) -> InterviewView:
    key = interviewed(session(), made, **changed)
    session.commit()
    found = interview(session(), key)
    assert found
    return found


def test_an_empty_list_says_what_to_do_next(made: World, signed_in: SignIn) -> None:
    page = page_of(signed_in(), f"/strands/{made.strands['A']}/interviews")
    assert "No interview has been taken in yet." in page
    assert f"/strands/{made.strands['A']}/interviews/import" in page


def test_the_list_says_who_was_heard_and_never_who_they_are(session: Made, made: World, signed_in: SignIn) -> None:
    taken_in(session, made)
    people = (asker(), speaker(made, "X", "a2", region=NOT_SHOWN, quoting=Quoting.NONE), speaker(made, "Y", "both"))
    taken_in(session, made, label="T2", marks="AB", participants=people, turns=said(("X", "a"), ("Y", "b")))
    staff = (speaker(made, "Z", None, position="donor official"),)
    taken_in(session, made, label="T3", kind=InterviewKind.KEY_INFORMANT, participants=staff, turns=said(("Z", "c")))
    page = page_of(signed_in(), f"/strands/{made.strands['A']}/interviews")
    text = seen(page)
    for words in (
        "Interview along the guide", "by video · Arabic", "Africa · national NGO", "region not shown · national NGO",
        "donor official", "Key informant, no member", "counts in both strands", "1 can be quoted", "1 not quoted",
        "Conversations 3", "People heard 4", "Turns 7", "Questions spoken about 2",
    ):  # fmt: skip
        assert words in text, words
    for name in ("Alpha", "Both<", "نور", ARABIC[:10]):
        assert name not in page
    assert "Interviews of A" in text


def test_a_transcript_shows_every_turn_in_its_language_and_direction(
    session: Made, made: World, signed_in: SignIn
) -> None:
    found = taken_in(session, made, recall_period="2009–2012", recall_confirmed=False)
    page = page_of(signed_in(), f"/interviews/{found.id}")
    assert f'<p class="said" lang="ar" dir="rtl">{ARABIC}</p>' in page
    assert '<p class="said" lang="en" dir="ltr">How did you come to this?</p>' in page
    assert '<p class="trans" lang="en" dir="ltr">We are a small organisation; not a symbol on a poster.</p>' in page
    text = seen(page)
    for words in ("Has never met them.", "2009–2012", "not confirmed by a document", "quoted with region and kind"):
        assert words in text, words
    assert "Alpha one" not in page


def test_an_interview_held_in_both_strands_is_read_by_both_leads(session: Made, made: World, signed_in: SignIn) -> None:
    found = taken_in(session, made, marks="AB", participants=(speaker(made, "Y", "both"),), turns=said(("Y", "b")))
    for mark in "AB":
        assert "Coalition A" in page_of(signed_in(mark=mark), f"/interviews/{found.id}")


@pytest.mark.parametrize(
    ("role", "mark", "status"),
    [
        (Role.LEAD_CONSULTANT, "B", 404),
        (Role.INTERVIEWER, "A", 404),
        (Role.INTERVIEWER, "B", 404),
        (Role.COORDINATOR, "A", 403),
        (Role.BOARD, "A", 403),
        (Role.CODER, "A", 403),
        (Role.TRANSLATOR, "A", 403),
        (Role.SAFEGUARDING_LEAD, "A", 403),
        (Role.CODER, "B", 404),
    ],
)
def test_the_wrong_person_is_refused(
    session: Made, made: World, signed_in: SignIn, role: Role, mark: str, status: int
) -> None:
    found = taken_in(session, made)
    turn = turns_of(session(), found.id)[1]
    browser = signed_in(role, mark)
    refused = page_of(browser, f"/interviews/{found.id}", status)
    assert ARABIC[:12] not in refused
    for url, data in (
        (f"/interviews/{found.id}/withdraw", {"speaker": turn.participant.id, "sure": "yes"}),
        (f"/interviews/{found.id}/turns/{turn.id}/items", {"item": "E1"}),
        (f"/interviews/{found.id}/speakers/{turn.participant.id}/consent", {"quoting": "none"}),
    ):
        assert browser.post(url, data=data).status_code == status, url
    assert turns_of(session(), found.id)[1] == turn


def test_an_interviewer_sees_what_they_held_and_nothing_else(
    session: Made, made: World, interviewer: Person, open_browser: Callable[[], Browser]
) -> None:
    own = taken_in(session, made, label="Mine", interviewer_account_id=interviewer.id)
    foreign = taken_in(session, made, label="Theirs")
    browser = open_browser()
    browser.sign_in(interviewer.email)
    page = page_of(browser, f"/strands/{made.strands['A']}/interviews")
    assert "Mine" in page
    assert "Theirs" not in page
    assert ARABIC[:12] in page_of(browser, f"/interviews/{own.id}")
    page_of(browser, f"/interviews/{foreign.id}", 404)


def test_a_turn_or_speaker_of_another_interview_is_not_found(session: Made, made: World, signed_in: SignIn) -> None:
    found, other = taken_in(session, made), taken_in(session, made, label="T2")
    turn = turns_of(session(), other.id)[1]
    browser = signed_in()
    assert browser.post(f"/interviews/{found.id}/turns/{turn.id}/items", data={"item": "E1"}).status_code == 404
    consent = browser.post(f"/interviews/{found.id}/speakers/{turn.participant.id}/consent", data={"quoting": "none"})
    assert consent.status_code == 404
    gone = {"speaker": turn.participant.id, "sure": "yes"}
    assert browser.post(f"/interviews/{found.id}/withdraw", data=gone).status_code == 404
    browser.post(f"/interviews/{found.id}/withdraw", data={"turn": turn.id, "sure": "yes"})
    assert turns_of(session(), other.id)[1] == turn


def test_what_a_turn_is_about_is_chosen_from_the_questions(session: Made, made: World, signed_in: SignIn) -> None:
    found = taken_in(session, made)
    turn = turns_of(session(), found.id)[1]
    browser = signed_in()
    page = page_of(browser, f"/interviews/{found.id}?turn={turn.id}")
    assert re.search(r'name="item" value="B1" checked', page)
    assert re.search(r'name="item" value="E1">', page)
    assert 'value="Z1"' not in page
    answer = browser.post(f"/interviews/{found.id}/turns/{turn.id}/items", data={"item": ["E1", "J1"]})
    assert (answer.status_code, (answer.location or "").partition("#")[2]) == (303, "t2")
    assert turns_of(session(), found.id)[1].items == ("E1", "J1")
    browser.post(f"/interviews/{found.id}/turns/{turn.id}/items", data={"item": "Q9"})
    assert "The instrument has no item Q9." in page_of(browser, f"/interviews/{found.id}")


def test_a_speaker_changes_what_they_agree_to(session: Made, made: World, signed_in: SignIn) -> None:
    found = taken_in(session, made)
    someone = next(one for one in found.participants if one.pseudonym == "نور")
    browser = signed_in()
    assert 'name="quoting"' in page_of(browser, f"/interviews/{found.id}?speaker={someone.id}")
    url = f"/interviews/{found.id}/speakers/{someone.id}/consent"
    assert browser.post(url, data={"quoting": "none", "may_contact": "y"}).status_code == 303
    after = interview(session(), found.id)
    assert after
    now_agreed = next(one for one in after.participants if one.id == someone.id)
    assert (now_agreed.quoting, now_agreed.may_contact, now_agreed.may_record) == (Quoting.NONE, True, False)
    browser.post(url, data={"quoting": "by_name"})
    assert "Choose how their words may be used." in page_of(browser, f"/interviews/{found.id}")


def test_withdrawing_a_speaker_is_asked_first_and_then_leaves_no_word(
    session: Made, made: World, signed_in: SignIn
) -> None:
    key = group(session(), made, withdraw_until=DAY)
    session.commit()
    found = interview(session(), key)
    assert found
    bela = next(one for one in found.participants if one.pseudonym == "Bela")
    browser = signed_in()
    asked = browser.post(f"/interviews/{key}/withdraw", data={"speaker": bela.id}).get_data(as_text=True)
    assert "Take these words away for good?" in asked
    assert "1 turn of “Bela” is emptied" in asked
    assert "The promised time to withdraw ended on" in asked
    assert "The words of Bela" in page_of(browser, f"/interviews/{key}")
    browser.post(f"/interviews/{key}/withdraw", data={"speaker": bela.id, "sure": "yes"})
    page = page_of(browser, f"/interviews/{key}")
    assert "it was done all the same" in page
    assert "Bela" not in page
    assert "The words of Amal" in page
    assert page.count('class="gone"') == 2
    listed = seen(page_of(browser, f"/strands/{made.strands['A']}/interviews"))
    assert "1 withdrew" in listed
    assert "1 withdrawn" in listed


def test_single_turns_are_withdrawn_too(session: Made, made: World, signed_in: SignIn) -> None:
    found = taken_in(session, made)
    turn = turns_of(session(), found.id)[1]
    browser = signed_in()
    send = f"/interviews/{found.id}/withdraw"
    assert "1 turn is emptied" in browser.post(send, data={"turn": turn.id}).get_data(as_text=True)
    answer = browser.post(send, data={"turn": turn.id, "sure": "yes"})
    assert (answer.location or "").endswith("#t2")
    page = page_of(browser, f"/interviews/{found.id}")
    assert ARABIC[:12] not in page
    assert "We are a small organisation" not in page
    assert "لا شيء" in page
    assert browser.post(send, data={}).status_code == 303


def test_no_page_grows_in_statements_with_its_turns(session: Made, made: World, signed_in: SignIn) -> None:
    browser = signed_in()
    counts = []
    for size, label in ((3, "Small"), (30, "Large")):
        names = [f"P{number}" for number in range(size)]
        key = group(session(), made, names, label=label)
        session.commit()
        turn = turns_of(session(), key)[1]
        session.rollback()
        for url in (
            f"/strands/{made.strands['A']}/interviews",
            f"/interviews/{key}",
            f"/interviews/{key}?turn={turn.id}",
        ):
            browser.get(url)  # the structure of an instrument is read once
            with statements() as made_statements:
                assert browser.get(url).status_code == 200
            counts.append(len(made_statements))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12


def test_a_withdrawn_speaker_stays_named_by_nothing(session: Made, made: World, signed_in: SignIn) -> None:
    key = group(session(), made, ("Amal", "Bela"))
    found = interview(session(), key)
    assert found
    withdraw_participant(session(), next(p for p in found.participants if p.pseudonym == "Amal").id, DAY)
    session.commit()
    text = seen(page_of(signed_in(), f"/interviews/{key}"))
    assert "Speaker 1" in text
    assert "Amal" not in text
    assert "Nothing they said is kept." in text


def test_what_an_interpreter_said_goes_with_a_speaker_only_where_it_is_ticked(
    session: Made, made: World, signed_in: SignIn
) -> None:
    key = interpreted_group(session(), made)
    session.commit()
    found, turns = interview(session(), key), turns_of(session(), key)
    assert found
    bela = next(one for one in found.participants if one.pseudonym == "Bela")
    session.rollback()
    browser = signed_in()
    asked = browser.post(f"/interviews/{key}/withdraw", data={"speaker": bela.id}).get_data(as_text=True)
    assert "What others said stays." in seen(asked)
    assert "What interpreters said stays too, unless you tick it here." in seen(asked)
    offered = re.findall(r'<input type="checkbox" name="turn" value="([^"]+)">', asked)
    assert offered == [turns[1].id, turns[2].id, turns[4].id]
    assert "one in Portuguese" in asked
    assert "Amal in Portuguese" not in asked
    assert " checked" not in asked
    browser.post(f"/interviews/{key}/withdraw", data={"speaker": bela.id, "turn": [turns[1].id], "sure": "yes"})
    page = page_of(browser, f"/interviews/{key}")
    assert "3 turns are withdrawn" in seen(page)
    for words, stays in (("one in Portuguese", False), ("one in English", True), ("two of Bela", False)):
        assert (words in page) is stays, words


def test_with_no_interpreter_there_is_nothing_to_tick(session: Made, made: World, signed_in: SignIn) -> None:
    found = taken_in(session, made)
    nour = next(one for one in found.participants if one.pseudonym == "نور")
    asked = signed_in().post(f"/interviews/{found.id}/withdraw", data={"speaker": nour.id}).get_data(as_text=True)
    assert "What others said stays." in seen(asked)
    assert "interpreter" not in asked.casefold()
    assert 'type="checkbox"' not in asked
