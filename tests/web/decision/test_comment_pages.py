from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.decision.operations.commenting import reply
from consult.decision.queries.commenting import comment
from consult.decision.queries.proposing import proposal_of
from consult.decision.records import CommentRound
from consult.decision.rules.kinds import Reply, Voice
from consult.decision.rules.proposal import Field
from consult.shared.time import today
from tests.builders import World
from tests.builders_decision import begin_round, end_round, proposal_content, say, without, write
from tests.builders_findings import AFTER
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.proposal_fixtures import *  # noqa: F403 - fixtures

Staff = Callable[..., Browser]


def address(made: World, *more: str) -> str:
    return "/".join((f"/consultations/{made.consultation_id}/proposal", *more))


def opened(session: Session, made: World) -> str:
    """A round on the first version; its id."""
    return begin_round(session, write(session, made))


def test_a_round_is_opened_for_four_weeks_from_the_page(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    usual = (today() + timedelta(weeks=4)).isoformat()
    assert f'name="closes_on" value="{usual}"' in browser.get(address(made)).text
    page = browser.post(address(made, "round"), data={"closes_on": usual}, follow_redirects=True).text
    assert "Members may comment until" in page
    assert "less than four weeks" not in page
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    assert found.open_round is not None


def test_a_short_round_is_warned_of(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    write(session(), made)
    session.commit()
    soon = (today() + timedelta(days=10)).isoformat()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.post(address(made, "round"), data={"closes_on": soon}, follow_redirects=True).text
    assert "less than four weeks" in page


@pytest.mark.parametrize("day", ["", "soon"])
def test_a_round_needs_a_day(made: World, staff: Staff, session: scoped_session[Session], day: str) -> None:
    write(session(), made)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.post(address(made, "round"), data={"closes_on": day}, follow_redirects=True).text
    assert "until which day" in page


def test_a_round_closes_in_a_year_that_can_be_meant(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.post(address(made, "round"), data={"closes_on": "9999-12-31"}, follow_redirects=True).text
    assert "The year of 9999-12-31 cannot be meant" in page


def test_an_incomplete_version_is_refused_in_words(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    write(session(), made, without(proposal_content(), Field.FUNDING))
    session.commit()
    day = (today() + timedelta(weeks=4)).isoformat()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.post(address(made, "round"), data={"closes_on": day}, follow_redirects=True).text
    assert "The proposal is not complete, 3 things are missing" in page


def test_a_round_is_closed_after_its_day_and_never_before(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    round_id = opened(session(), made)
    session.get_one(CommentRound, round_id).closes_on = today() + timedelta(days=1)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    early = browser.post(address(made, "round", "close"), follow_redirects=True).text
    assert "wherever they are" in early
    session.get_one(CommentRound, round_id).closes_on = today() - timedelta(days=2)
    session.commit()
    late = browser.post(address(made, "round", "close"), follow_redirects=True).text
    assert "The comment round is closed." in late
    again = browser.post(address(made, "round", "close"), follow_redirects=True).text
    assert "Nothing was changed" in again


def test_boards_read_what_may_be_shown_and_never_by_whom(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    round_id = opened(session(), made)
    shown = say(session(), round_id, "نريد مقعدين", made.organisations["a1"], clause="seats", language="ar")
    say(session(), round_id, "Keep this to yourselves.", made.organisations["a2"], may_publish=False)
    reply(session(), shown, reply=Reply.NOT_ADOPTED, text={"en": "No money for it."}, moment=AFTER)
    session.commit()
    page = staff(Role.BOARD).get(address(made, "comments")).text
    assert '<p class="said" lang="ar" dir="auto">نريد مقعدين</p>' in page
    assert "Clause 2" in page
    assert "No money for it." in page
    assert "Not done" in page
    assert "Keep this to yourselves." not in page
    assert "A few comments are not shown" in page
    assert "Alpha" not in page
    assert "Save the reply" not in page


def test_small_numbers_read_a_few_and_groups_show_only_where_none_is_small(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    round_id = opened(session(), made)
    for group, count in (("a", 6), ("b", 5), ("both", 4)):
        for number in range(count):
            say(session(), round_id, f"{group} {number}", group=group)
    say(session(), round_id, "Mine", voice=Voice.INDIVIDUAL)
    session.commit()
    browser = staff(Role.BOARD)
    page = browser.get(address(made, "comments")).text
    assert "Comments for an organisation: 15." in page
    assert "Comments in a member’s own name: a few." in page
    say(session(), round_id, "One more", group="both")
    session.commit()
    page = browser.get(address(made, "comments")).text
    assert "Comments for an organisation: 16 (members of A 6, members of B 5, members of both 5)." in page


def test_every_comment_is_answered_from_the_page(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    comment_id = say(session(), opened(session(), made), "Two seats.", may_publish=False)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.get(address(made, "comments")).text
    assert "Two seats." in page
    assert "not to be shown to others" in page
    sent = {"reply": "adopted", "text.en": "Done in version 2.", "text.ar": "تم."}
    assert browser.post(address(made, "comments", comment_id), data=sent).status_code == 303
    found = comment(session(), comment_id)
    assert found is not None
    assert (found.reply, found.reply_text) == (Reply.ADOPTED, {"en": "Done in version 2.", "ar": "تم."})
    assert "Done in version 2.</textarea>" in browser.get(address(made, "comments")).text


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"reply": "", "text.en": "Kept words"}, "Choose what became of the comment."),
        ({"reply": "in_part", "text.ar": " "}, "Say what was done, or why not."),
    ],
)
def test_a_reply_with_a_fault_keeps_what_was_typed(
    made: World, staff: Staff, session: scoped_session[Session], sent: dict[str, str], fault: str
) -> None:
    comment_id = say(session(), opened(session(), made), "Two seats.")
    session.commit()
    answer = staff(Role.COORDINATOR, "AB").post(address(made, "comments", comment_id), data=sent)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert fault in page
    assert sent.get("text.en", "") in page
    assert ('value="in_part" checked' in page) is (sent["reply"] == "in_part")


def test_a_comment_of_another_consultation_is_not_found(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    opened(session(), made)
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    assert browser.post(address(made, "comments", "nothing"), data={"reply": "adopted"}).status_code == 404


def test_before_any_round_the_way_leads_back_to_the_proposal(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    assert staff(Role.BOARD).get(address(made, "comments")).status_code == 303
    write(session(), made)
    session.commit()
    assert staff(Role.COORDINATOR).get(address(made, "comments")).status_code == 303


def test_an_earlier_round_stays_to_be_read(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    round_id = opened(session(), made)
    say(session(), round_id, "First round.")
    end_round(session(), round_id)
    second = begin_round(session(), write(session(), made, proposal_content(option="looser"), reason="Comments"))
    say(session(), second, "Second round.")
    session.commit()
    browser = staff(Role.BOARD)
    assert "Second round." in browser.get(address(made, "comments")).text
    assert "First round." in browser.get(address(made, "comments?round=1")).text


def test_the_right_in_one_coalition_is_not_enough(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    comment_id = say(session(), opened(session(), made), "Two seats.")
    session.commit()
    browser = staff(Role.COORDINATOR, "A")
    for place in (("round",), ("round", "close"), ("comments", comment_id)):
        assert browser.post(address(made, *place), data={}).status_code == 403
    assert "Save the reply" not in browser.get(address(made, "comments")).text


def test_the_page_costs_the_same_however_many_comment(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    round_id = opened(session(), made)
    for number in range(12):
        say(session(), round_id, f"Comment {number}")
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    browser.get(address(made, "comments"))
    with statements() as counted:
        assert browser.get(address(made, "comments")).status_code == 200
    assert len(counted) <= 12
