"""The agenda, planning it, and who comes: as somebody sees it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.meeting.queries.agenda import delegation_by_code, delegations_of, meeting_of, sessions
from consult.meeting.records import Delegation, Meeting, MeetingSession
from consult.meeting.rules.kinds import Group, SessionKind
from consult.membership.records import Coalition
from consult.shared.identifiers import digest
from tests.builders import organisation
from tests.builders_meeting import LAST_DAY, Room, say
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.meeting.conftest import Enter

PLAN = {
    "title-en": "Joint meeting",
    "begins_on": "2026-09-01",
    "ends_on": "2026-09-02",
    "announced_on": "2026-08-25",
    "place": "The hall",
    "languages": ["en", "ar"],
}
CODE = re.compile(r"[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){2}")


def text(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def unplanned(made: Room, session: scoped_session[Session]) -> Room:
    session.delete(session.get_one(Meeting, made.meeting_id))
    session.commit()
    return made


def at(made: Room) -> str:
    return f"/consultations/{made.consultation_id}/meeting"


def test_the_agenda_shows_days_sessions_notice_and_delegations(made: Room, enter: Enter) -> None:
    page = enter(Role.BOARD, "B").get(at(made)).text
    shown = text(page)
    said = ("Sallowmere Hall", "Welcome to all", "22 days", "English, French, and Arabic", "Beta one", "A visiting")
    for words in said:
        assert words in shown
    assert "Open the console" not in shown
    assert "Add a session" not in shown


def test_the_title_is_in_the_reader_s_language(made: Room, facilitator: Browser) -> None:
    facilitator.post("/language", data={"lang": "ar", "next": "/"})
    assert "الاجتماع المشترك" in facilitator.get(at(made)).text


@pytest.mark.parametrize("role", [Role.CODER, Role.INTERVIEWER, Role.OBSERVER, Role.SCRUTINEER])
def test_whoever_has_no_part_in_the_meeting_is_refused(made: Room, enter: Enter, role: Role) -> None:
    assert enter(role).get(at(made)).status_code == 403


def test_running_the_meeting_takes_the_right_in_both_coalitions(made: Room, enter: Enter) -> None:
    alone = enter(Role.COORDINATOR, "A")
    assert "Open the console" not in alone.get(at(made)).text
    for url in ("console", "delegations", "change", "sessions"):
        assert alone.get(f"/meetings/{made.meeting_id}/{url}").status_code == 403
    assert alone.post(at(made), data=PLAN).status_code == 403
    assert enter(Role.COORDINATOR, "AB").get(f"/meetings/{made.meeting_id}/console").status_code == 200


def test_what_is_not_there_is_not_found(made: Room, facilitator: Browser) -> None:
    for url in ("/consultations/nothing/meeting", "/meetings/nothing/console", "/sessions/nothing/change"):
        assert facilitator.get(url).status_code == 404


def test_before_there_is_a_meeting_the_page_says_what_to_do(unplanned: Room, enter: Enter) -> None:
    board = enter(Role.BOARD, "A").get(at(unplanned)).text
    assert "No meeting is planned yet" in board
    assert "<form" not in board.split("<main")[1]
    assert 'name="title-en"' in enter(Role.FACILITATOR).get(at(unplanned)).text


def test_before_both_release_nothing_is_planned(
    unplanned: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    session.get_one(Strand, unplanned.world.strands["B"]).state = StrandState.FROZEN
    session.commit()
    page = facilitator.get(at(unplanned)).text
    assert "cannot be planned yet" in page
    assert 'name="title-en"' not in page
    assert facilitator.post(at(unplanned), data=PLAN).status_code == 422


def test_a_meeting_is_planned_and_short_notice_is_said(
    unplanned: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    answer = facilitator.post(at(unplanned), data=PLAN, follow_redirects=True)
    assert "The meeting is planned" in answer.text
    assert "This is short notice." in answer.text
    found = meeting_of(session(), unplanned.consultation_id)
    assert found is not None
    assert (found.place, found.languages) == ("The hall", ("en", "ar"))


def test_what_was_typed_stays_where_something_is_missing(unplanned: Room, facilitator: Browser) -> None:
    answer = facilitator.post(
        at(unplanned), data={**PLAN, "title-en": "", "title-fr": "Rencontre", "ends_on": "2026-08-01"}
    )
    assert answer.status_code == 422
    for words in ('value="Rencontre"', 'value="The hall"', "Give it a title.", "cannot end before it begins"):
        assert words in unescape(answer.text)


def test_the_meeting_is_changed(made: Room, facilitator: Browser) -> None:
    url = f"/meetings/{made.meeting_id}/change"
    assert 'value="Sallowmere Hall"' in facilitator.get(url).text
    assert "The hall" in facilitator.post(url, data=PLAN, follow_redirects=True).text
    refused = facilitator.post(url, data={**PLAN, "ends_on": "2026-09-01"})
    assert refused.status_code == 422
    assert "one of the days of the meeting" in refused.text


def test_sessions_are_put_on_changed_and_taken_off(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    url = f"/meetings/{made.meeting_id}/sessions"
    new = {
        "title-en": "Asking the room",
        "held_on": LAST_DAY.isoformat(),
        "begins": "10:00",
        "ends": "10:30",
        "kind": SessionKind.POLL.value,
    }
    page = facilitator.post(url, data=new, follow_redirects=True).text
    assert "The session is on the agenda." in page
    assert 'value="10:30"' in page  # the next one follows it
    added = sessions(session(), made.meeting_id)[-1]
    moved = facilitator.post(f"/sessions/{added.id}/change", data={**new, "begins": "10:10"}, follow_redirects=True)
    assert "10:10" in moved.text
    wrong = facilitator.post(f"/sessions/{added.id}/change", data={**new, "ends": "09:00"})
    assert wrong.status_code == 422
    assert "ends after it begins" in wrong.text
    facilitator.post(f"/sessions/{added.id}/remove")
    assert session.get(MeetingSession, added.id) is None


def test_a_session_that_was_used_is_neither_moved_nor_removed(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    say(session(), made, "a1", "Something.")
    session.commit()
    answer = facilitator.post(f"/sessions/{made.sessions['plenary']}/remove", follow_redirects=True)
    assert "Something was said in this session" in answer.text
    assert session.get(MeetingSession, made.sessions["plenary"]) is not None


def test_many_members_are_registered_at_once_and_their_codes_shown_once(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    coalition = session.get_one(Coalition, made.world.coalitions["B"])
    names = ["Gamma", "Delta", "Epsilon"]
    ids = [organisation(session(), name, coalition, languages=["ar"]).id for name in names]
    session.commit()
    url = f"/meetings/{made.meeting_id}/delegations"
    before = facilitator.get(url).text
    assert all(name in before for name in names)
    sheet = facilitator.post(url, data={"go": "members", "organisation": ids[:2]}).text
    codes = CODE.findall(sheet)
    assert len(codes) == 2
    found = {delegation_by_code(session(), digest(code)) for code in codes}
    assert {(one.name, one.group, one.language) for one in found if one} == {
        ("Gamma", Group.B, "ar"),
        ("Delta", Group.B, "ar"),
    }
    after = facilitator.get(url).text
    assert not CODE.findall(after)
    assert "Epsilon" in after


def test_nobody_is_registered_without_a_tick(made: Room, facilitator: Browser) -> None:
    answer = facilitator.post(f"/meetings/{made.meeting_id}/delegations", data={"go": "members"})
    assert answer.status_code == 422
    assert "tick the organisations" in answer.text


def test_staff_and_guests_come_by_the_name_of_their_body(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    url = f"/meetings/{made.meeting_id}/delegations"
    data = {"go": "bodies", "names": " A foundation \n\nAn institute", "group": "guest", "language": "fr"}
    assert len(CODE.findall(facilitator.post(url, data=data).text)) == 2
    named = {one.name: one.group for one in delegations_of(session(), made.meeting_id)}
    assert (named["A foundation"], named["An institute"]) == (Group.GUEST, Group.GUEST)
    wrong = facilitator.post(url, data={**data, "names": "  ", "group": "a"})
    assert wrong.status_code == 422


def test_a_lost_code_is_replaced(made: Room, facilitator: Browser, session: scoped_session[Session]) -> None:
    sheet = facilitator.post(f"/delegations/{made.delegations['a1']}/code").text
    (code,) = CODE.findall(sheet)
    found = delegation_by_code(session(), digest(code))
    assert found is not None
    assert found.id == made.delegations["a1"]
    assert delegation_by_code(session(), digest(made.codes["a1"])) is None


def test_arrivals_are_ticked_and_only_what_was_shown_is_taken_back(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    own = made.delegations
    absent = session.get_one(Delegation, own["guest"])
    absent.arrived_at = None
    session.commit()
    # b1 was not shown as being there: it came by phone in the meantime and is not sent away again
    data = {"here": [own["a1"], own["guest"]], "was": [own["a1"], own["a2"]]}
    page = facilitator.post(f"/meetings/{made.meeting_id}/arrivals", data=data, follow_redirects=True).text
    assert "1 delegation has come." in page
    here = {one.id for one in delegations_of(session(), made.meeting_id) if one.arrived_at}
    assert here == set(own.values()) - {own["a2"]}


@pytest.mark.parametrize("url", ["/consultations/{c}/meeting", "/meetings/{m}/delegations"])
def test_pages_cost_few_statements_however_many_come(
    made: Room, facilitator: Browser, session: scoped_session[Session], url: str
) -> None:
    address = url.format(c=made.consultation_id, m=made.meeting_id)
    facilitator.get(address)
    with statements() as first:
        facilitator.get(address)
    for number in range(12):
        made_one = Delegation(meeting_id=made.meeting_id, number=50 + number, name=f"Body {number}", group=Group.GUEST)
        session.add(made_one)
    session.commit()
    with statements() as second:
        assert "Body 11" in facilitator.get(address).text
    assert len(first) == len(second) <= 12, first
