"""The record as people see it: what was answered, moved, polled and said, as far as each may leave the room."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.operations import publish_joint
from consult.briefing.rules import TargetKind
from consult.meeting.operations.amending import move_amendment, settle_amendment
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards
from consult.meeting.operations.reacting import withdraw_reaction
from consult.meeting.rules.kinds import AmendmentState, Attribution, Group, Level, Medium, Stance
from tests.builders_findings import AFTER
from tests.builders_gates import OPEN_GATES
from tests.builders_meeting import FIRST_DAY, MORNING, Room, say
from tests.builders_room import EVENING, FIRST, SECOND, answer, answering_room, crowd, polled
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.meeting.conftest import Enter

BRIEF = f"brief/{FIRST_DAY.isoformat()}"
RUNS = (Role.COORDINATOR, Role.FACILITATOR)
READS = (*RUNS, Role.LEAD_CONSULTANT, Role.HOST_MEMBER, Role.BOARD)


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    """A meeting on a real edition."""
    found = answering_room(session())
    session.commit()
    return found


def address(made: Room, page: str = "record") -> str:
    return f"/meetings/{made.meeting_id}/{page}"


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def section(html: str, name: str) -> str:
    return text_of(html.partition(f'id="{name}"')[2].partition('<section class="card"')[0])


def test_an_answer_stands_under_its_finding_with_a_link_to_it(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    answer(session(), made, "a2", "Pas sans les deux noms.", language="fr", stance=Stance.OBJECTS,
           translations={"en": "Not without both names."})  # fmt: skip
    answer(session(), made, "b1", "Deux noms, un toit.", language="fr", attribution=Attribution.DELEGATION)
    answer(session(), made, "a1", "Say it plainly", kind=TargetKind.FIGURE, key="F4.level")
    session.commit()
    html = facilitator.get(address(made)).text
    joint = f"/consultations/{made.consultation_id}/joint"
    assert f'href="{joint}#says-common"' in html
    assert f'href="{joint}#items-f4-level"' in html or f'href="{joint}#structure"' in html
    words = section(html, "answers")
    assert "Not without both names. objects a member of A" in words
    assert "translated from French" in words
    assert "Deux noms, un toit. adds" in words
    assert "in French, not translated" in words
    assert words.index("Not without both names") < words.index("Say it plainly")


def test_words_leave_the_room_only_as_their_speaker_agreed(
    session: scoped_session[Session], made: Room, enter: Enter
) -> None:
    answer(session(), made, "a1", "Canary-Kept", attribution=Attribution.NONE)
    gone = answer(session(), made, "a1", "Canary-Gone")
    withdraw_reaction(session(), gone, EVENING)
    say(session(), made, "b1", "Canary-Said", attribution=Attribution.NONE)
    say(session(), made, "b1", "Shown to all", attribution=Attribution.GROUP)
    session.commit()
    for role in READS:
        browser = enter(role)
        for page in ("record", "record/part"):
            html = browser.get(address(made, page)).text
            assert "Canary" not in html, (role, page)
            assert "The words of one speaker stay in the room." in html
            assert "One speaker took the words back." in html
            assert "Shown to all" in html
            assert "Organisation b1" not in html


def test_only_those_who_read_the_meeting_read_its_record(made: Room, enter: Enter) -> None:
    for role in Role:
        if role is Role.ADMINISTRATOR:
            continue
        browser = enter(role)
        for page in ("record", "record/part", "changes"):
            assert browser.get(address(made, page)).status_code == (200 if role in READS else 403), (role, page)
        for page in ("screen", "screen/part", "polls", "answers"):
            assert browser.get(address(made, page)).status_code == (200 if role in RUNS else 403), (role, page)


def test_findings_have_no_name_for_those_who_may_not_read_the_edition_yet(
    session: scoped_session[Session], made: Room, enter: Enter
) -> None:
    answer(session(), made, "a1", "Words")
    session.commit()
    browser = enter(Role.HOST_MEMBER, "A")
    html = browser.get(address(made)).text
    assert "A sentence of the findings" in html
    assert "common ground" not in html
    publish_joint(session(), OPEN_GATES, made.consultation_id, AFTER)
    session.commit()
    html = browser.get(address(made)).text
    assert "common ground" in html
    assert f"/consultations/{made.consultation_id}/published#says-common" in html


def test_polls_stand_beside_each_other_with_what_changed(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    everybody = crowd(session(), made)
    first = polled(session(), made, everybody, FIRST)
    polled(session(), made, everybody, SECOND, follows_id=first)
    session.commit()
    words = section(facilitator.get(address(made)).text, "polls")
    assert "First poll 31 · 15 · 12" in re.sub(r" \d+(?= \d)", "", words) or "31 · 15 · 12" in words
    assert "46 · 7 · 5" in words
    assert "support \u206831" not in words
    assert "support +15, unsure −8, oppose −7" in words.replace("\u2068", "").replace("\u2069", "")
    assert "First poll: 58 of 58 delegations in the room answered, 0 did not." in words


def test_no_page_tells_a_number_of_an_open_poll(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    everybody = crowd(session(), made, 40)
    pages = ("record", "record/part", "screen?show=poll", "screen/part?show=poll", "polls", "changes", "console", BRIEF)
    polled(session(), made, everybody, {Level.SUPPORT: 17, Level.UNSURE: 9, Level.OPPOSE: 13}, close=False)
    session.commit()
    for page in pages:
        answered = facilitator.get(address(made, page))
        assert answered.status_code == 200, page
        words = text_of(answered.text)
        told = re.findall(r"(?<![\d/:.])(?:17|9|13)(?![\d/:.])", re.sub(r"\d+/\d+/\d+, \d+:\d+|\d+:\d+", "", words))
        assert not told, (page, told)
        assert "17 · 9 · 13" not in words
    assert "39 of 40 delegations in the room have answered" in text_of(facilitator.get(address(made, "polls")).text)
    assert "Nobody, on any page, sees a number" in text_of(facilitator.get(address(made)).text)


def test_amendments_and_ideas_are_on_the_record(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    moved = move_amendment(
        session(), made.meeting_id, group=Group.B, language="en", text="Add: both names stay", moment=MORNING
    )
    settle_amendment(session(), moved, state=AmendmentState.ADOPTED, moment=EVENING)
    ideas = made.sessions["ideas"]
    cards = [lay_card(session(), ideas, language="en", text=f"Card {at}", medium=Medium.PAPER) for at in range(3)]
    put_cards(session(), name_cluster(session(), ideas, name="Small offices", language="en"), cards[:2])
    session.commit()
    html = facilitator.get(address(made)).text
    words = section(html, "amendments")
    assert "Add: both names stay Amendment 1 adopted members of B" in words
    words = section(html, "ideas")
    assert "Small offices 2" in words
    assert "In no cluster 1" in words
    assert "Amendment 1: adopted" in section(html, "latest")


def test_the_number_rises_with_every_word_and_is_small(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    first = facilitator.get(address(made, "changes?since=0"))
    answer(session(), made, "a1", "Words")
    session.commit()
    second = facilitator.get(address(made, "changes"))
    assert first.json is not None
    assert second.json is not None
    assert second.json["revision"] > first.json["revision"]
    assert len(second.data) < 1024
    with statements() as said:
        facilitator.get(address(made, "changes"))
    own = [one for one in said if "FROM meeting" in one]
    assert len(own) == 1
    assert len(said) <= 7


def test_the_record_takes_few_statements_whatever_was_said(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    counts = []
    for _round in range(2):
        for who in ("a1", "a2", "b1"):
            answer(session(), made, who, "Words")
            say(session(), made, who, "Said")
        lay_card(session(), made.sessions["ideas"], language="en", text="Card", medium=Medium.PAPER)
        polled(session(), made, [made.delegations["a1"]], {Level.SUPPORT: 1})
        session.commit()
        for page in ("record", "record/part", "screen", "polls", "answers"):
            facilitator.get(address(made, page))
            with statements() as said:
                assert facilitator.get(address(made, page)).status_code == 200
            counts.append((page, len(said)))
    assert counts[:5] == counts[5:]
    assert all(count <= 12 for _page, count in counts), counts


def test_the_wall_speaks_two_languages_side_by_side(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    answer(session(), made, "a2", "Pas sans les deux noms.", language="fr", translations={"ar": "بالاسمين معاً"})
    answer(session(), made, "a1", "Canary-Kept", attribution=Attribution.NONE)
    session.commit()
    html = facilitator.get(address(made, "screen?first=ar&second=fr&finding=sentence:common")).text
    halves = re.findall(r'<section class="tongue" lang="(\w+)" dir="(\w+)"', html)
    assert halves == [("ar", "rtl"), ("fr", "ltr")]
    assert "بالاسمين معاً" in html
    assert "Pas sans les deux noms." in html
    assert "Canary" not in html
    assert "first=ar&amp;second=fr" in html.partition('data-part="')[2].partition('"')[0]
    alone = facilitator.get(address(made, "screen?first=en&second=en")).text
    assert alone.count('class="tongue"') == 1


def test_the_wall_shows_a_poll_until_somebody_answers_again(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    polled(session(), made, [made.delegations["a1"]], {Level.SUPPORT: 1})
    session.commit()
    assert "1 · 0 · 0" in facilitator.get(address(made, "screen/part")).text
    answer(session(), made, "a1", "Back to the findings", moment=EVENING.replace(hour=23))
    session.commit()
    html = facilitator.get(address(made, "screen/part")).text
    assert "Back to the findings" in html
    assert "1 · 0 · 0" not in html
    assert "1 · 0 · 0" in facilitator.get(address(made, "screen/part?show=poll")).text


def test_an_empty_record_says_so(made: Room, facilitator: Browser) -> None:
    assert "Nothing on the record yet" in facilitator.get(address(made)).text
    assert "Answer a finding by phone" in facilitator.get(address(made, "screen")).text


def test_the_joint_page_says_how_often_each_finding_was_answered(
    session: scoped_session[Session], made: Room, enter: Enter
) -> None:
    joint = f"/consultations/{made.consultation_id}/joint"
    browser = enter(Role.BOARD)
    assert "in the room" not in text_of(browser.get(joint).text)
    for text in ("One", "Two"):
        answer(session(), made, "a1", text)
    answer(session(), made, "a1", "Three", kind=TargetKind.FIGURE, key="F4.level")
    withdraw_reaction(session(), answer(session(), made, "a1", "Gone"), EVENING)
    session.commit()
    browser.get(joint)
    with statements() as said:
        html = browser.get(joint).text
    assert len(said) <= 12
    record = address(made)
    assert f'<a href="{record}#to-sentence-common">2 answers in the room</a>' in html
    assert f'<a href="{record}#to-figure-f4-level">1 answer in the room</a>' in html
    assert html.count("in the room</a>") == 2
    assert 'id="to-sentence-common"' in browser.get(record).text
