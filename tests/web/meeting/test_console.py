"""The facilitator's console: which session is on, who could be asked next, what is said, written and laid."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.meeting.operations.agenda import close_meeting
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards
from consult.meeting.queries.agenda import meeting, sessions
from consult.meeting.queries.ideas import ideas_of
from consult.meeting.queries.talking import interventions_of
from consult.meeting.records import Delegation, Poll
from consult.meeting.rules.kinds import Attribution, Group, Medium, MeetingState
from tests.builders_meeting import MORNING, Room, say, write
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.meeting.conftest import Enter


def at(made: Room, held: str = "", **more: str) -> str:
    asked = {"session": made.sessions[held], **more} if held else more
    return f"/meetings/{made.meeting_id}/console?" + "&".join(f"{name}={value}" for name, value in asked.items())


def section(page: str, id_: str) -> str:
    """One card of the page, as text."""
    found = re.search(rf'<section class="card" id="{id_}".*?</section>', page, re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def words(made: Room, **changed: object) -> dict[str, object]:
    values: dict[str, object] = {
        "delegation": made.delegations["b1"],
        "group": "",
        "language": "ar",
        "text": "نريد أن نبقى",
        "attribution": "group",
        "translation": "We want to stay",
        "translation_language": "en",
    }
    return {**values, **changed}


def test_only_whoever_runs_the_meeting_has_a_console(made: Room, enter: Enter) -> None:
    for role in (Role.BOARD, Role.LEAD_CONSULTANT, Role.HOST_MEMBER, Role.OBSERVER):
        browser = enter(role)
        assert browser.get(at(made)).status_code == 403
        assert browser.post(f"/sessions/{made.sessions['plenary']}/interventions", data=words(made)).status_code == 403


def test_what_is_foreign_is_not_found(made: Room, facilitator: Browser) -> None:
    for url in ("/sessions/nothing/interventions", "/interventions/nothing/withdraw", "/clusters/nothing/name"):
        assert facilitator.post(url).status_code == 404


def test_what_is_said_is_taken_down_with_its_translation(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    url = f"/sessions/{made.sessions['plenary']}/interventions"
    page = facilitator.post(url, data=words(made), follow_redirects=True).text
    (found,) = interventions_of(session(), made.meeting_id)
    assert (found.text, found.translations, found.group) == ("نريد أن نبقى", {"en": "We want to stay"}, Group.B)
    assert (found.medium, found.silent) == (Medium.SPOKEN, False)
    said = section(page, "said")
    assert "We want to stay" in said
    assert "translated from Arabic" in said
    assert "Beta one" not in section(page, "quiet")


def test_what_was_typed_stays_where_the_speaker_is_missing(made: Room, facilitator: Browser) -> None:
    url = f"/sessions/{made.sessions['plenary']}/interventions"
    answer = facilitator.post(url, data=words(made, delegation="", attribution="delegation"))
    assert answer.status_code == 422
    for part in ("نريد أن نبقى", "We want to stay", "Choose the delegation, or at least its group."):
        assert part in unescape(answer.text)
    assert "Choose the delegation if its name" in answer.text
    empty = facilitator.post(url, data=words(made, text="  "))
    assert empty.status_code == 422
    assert "Write the words." in empty.text


def test_words_of_a_group_need_no_delegation(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    url = f"/sessions/{made.sessions['plenary']}/interventions"
    facilitator.post(url, data=words(made, delegation="", group="both", attribution="none"))
    (found,) = interventions_of(session(), made.meeting_id)
    assert (found.group, found.attribution, found.delegation_id) == (Group.BOTH, Attribution.NONE, None)


def test_whoever_could_be_asked_next_stands_first_with_the_reason(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    for key in ("a1", "both", "staff"):
        say(session(), made, key, "Words.")
    session.commit()
    quiet = section(facilitator.get(at(made, "plenary")).text, "quiet")
    assert "3 of 6 delegations have been heard" in quiet
    assert quiet.index("Alpha two") < quiet.index("A visiting body")
    assert "Heard of those whose language is French: 0 of 2." in quiet
    assert "Secretariat of A" not in quiet


def test_the_balance_is_a_picture_with_its_table(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    assert "Nobody has spoken yet." in section(facilitator.get(at(made)).text, "balance")
    for key in ("a1", "a1", "a1", "both"):
        say(session(), made, key, "Words.")
    session.commit()
    balance = section(facilitator.get(at(made)).text, "balance")
    assert "By group: " in balance
    assert "could speak more" in balance
    assert "3 of 4" in balance  # what members of A said
    assert "2 of 6 in the room" in balance


def test_a_chosen_speaker_stands_in_the_form(made: Room, facilitator: Browser) -> None:
    page = facilitator.get(at(made, "plenary", speaker=made.delegations["a2"])).text
    assert f'<option value="{made.delegations["a2"]}" selected>' in page
    assert '<option value="fr" selected>' in page


def test_the_console_shows_what_stays_in_the_room_and_says_so(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    say(session(), made, "a1", "Between us.", attribution=Attribution.NONE)
    session.commit()
    said = section(facilitator.get(at(made, "plenary")).text, "said")
    assert "Between us." in said
    assert "The words stay in the room" in said


def test_what_stayed_in_the_room_is_read_by_nobody_once_the_meeting_is_over(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    say(session(), made, "a1", "Between us.", attribution=Attribution.NONE)
    say(session(), made, "a1", "For everybody.", attribution=Attribution.GROUP)
    close_meeting(session(), made.meeting_id, MORNING)
    session.commit()
    said = section(facilitator.get(at(made, "plenary")).text, "said")
    assert "Between us." not in said
    assert "These words stayed in the room." in said
    assert "Take these words back" in said
    assert "For everybody." in said


def test_words_are_taken_back(made: Room, facilitator: Browser, session: scoped_session[Session]) -> None:
    spoken = say(session(), made, "a1", "I take this back.")
    session.commit()
    page = facilitator.post(f"/interventions/{spoken}/withdraw", follow_redirects=True).text
    assert "I take this back." not in page
    assert "These words were taken back." in section(page, "said")
    again = facilitator.post(f"/interventions/{spoken}/withdraw", follow_redirects=True).text
    assert "Nothing was changed" in again


def test_silent_writing_shows_who_has_written_and_takes_paper_beside_phones(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    write(session(), made, "a1", "From a phone.", medium=Medium.PHONE)
    session.commit()
    url = f"/sessions/{made.sessions['writing']}/interventions"
    page = facilitator.post(url, data=words(made), follow_redirects=True).text
    assert {one.medium for one in interventions_of(session(), made.meeting_id) if one.silent} == {
        Medium.PHONE,
        Medium.PAPER,
    }
    written = section(page, "written")
    assert "2 of 6 delegations in the room" in written
    assert "Alpha two" in written
    assert "Beta one" not in written
    assert "by phone" in section(page, "said")
    assert "on paper" in section(page, "said")


def test_the_part_that_grows_holds_no_field_and_the_newest_revision(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    say(session(), made, "a1", "Just now.")
    session.commit()
    found = meeting(session(), made.meeting_id)
    assert found is not None
    page = facilitator.get(at(made, "plenary").replace("/console?", "/console/part?")).text
    assert f'data-revision="{found.revision}"' in page
    assert "Just now." in section(page, "said")
    assert "<select" not in page
    assert "<textarea" not in page
    assert "Just now." not in facilitator.get(at(made, "writing").replace("/console?", "/console/part?")).text


def test_sessions_and_the_meeting_are_opened_and_closed(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    url = f"/sessions/{made.sessions['plenary']}/step"
    assert "now on" in section(facilitator.post(url, data={"to": "open"}, follow_redirects=True).text, "on")
    assert [one.id for one in sessions(session(), made.meeting_id) if one.is_open] == [made.sessions["plenary"]]
    facilitator.post(url, data={"to": "closed"})
    assert facilitator.post(url, data={"to": "sideways"}).status_code == 400
    session.add(Poll(meeting_id=made.meeting_id, number=1, question={"en": "?"}, opened_at=MORNING))
    session.commit()
    step = f"/meetings/{made.meeting_id}/step"
    refused = facilitator.post(step, data={"to": "closed"}, follow_redirects=True).text
    assert "A poll is open; close it before the meeting." in refused
    found = meeting(session(), made.meeting_id)
    assert found is not None
    assert found.state is MeetingState.OPEN


def test_cards_are_laid_and_put_together_without_dragging(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    base = f"/sessions/{made.sessions['ideas']}"
    card = {"text": "Share one office", "language": "en", "medium": "paper", "translation_language": "fr"}
    assert facilitator.post(f"{base}/cards", data={**card, "text": ""}).status_code == 422
    for text in ("Share one office", "One office, two names", "A newsletter"):
        facilitator.post(f"{base}/cards", data={**card, "text": text})
    cards = {one.text: one.id for one in ideas_of(session(), made.sessions["ideas"]).loose}
    both = [cards["Share one office"], cards["One office, two names"]]
    missing = facilitator.post(f"{base}/clusters", data={"card": both, "cluster": "new", "name": "", "language": "en"})
    assert missing.status_code == 422
    assert "Name what the cards have in common" in missing.text
    assert missing.text.count(" checked") >= 2
    page = facilitator.post(
        f"{base}/clusters",
        data={"card": both, "cluster": "new", "name": "Sharing", "language": "en"},
        follow_redirects=True,
    ).text
    assert "Sharing" in section(page, "cards")
    (cluster,) = ideas_of(session(), made.sessions["ideas"]).clusters
    facilitator.post(f"/clusters/{cluster.id}/name", data={"name": "One office", "language": "en"})
    facilitator.post(
        f"{base}/clusters", data={"card": [both[0]], "cluster": "out", "name": "", "language": "en"}
    )  # fmt: skip
    facilitator.post(
        f"{base}/clusters", data={"card": [cards["A newsletter"]], "cluster": cluster.id, "language": "en"}
    )  # fmt: skip
    (cluster,) = ideas_of(session(), made.sessions["ideas"]).clusters
    assert (cluster.name, {one.text for one in cluster.cards}) == (
        "One office",
        {"A newsletter", "One office, two names"},
    )
    gone = facilitator.post(f"{base}/clusters", data={"card": both, "cluster": "nothing", "language": "en"})
    assert "This cluster is gone" in gone.text


def test_the_console_costs_few_statements_however_much_is_said(
    made: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    def cost() -> int:
        found = []
        for held in ("plenary", "writing", "ideas"):
            with statements() as said:
                assert facilitator.get(at(made, held)).status_code == 200
            found.append(len(said))
        return max(found)

    facilitator.get(at(made))
    before = cost()
    for number in range(8):
        one = Delegation(
            meeting_id=made.meeting_id, number=50 + number, name=f"Body {number}", group=Group.GUEST,
            arrived_at=MORNING + timedelta(minutes=number),
        )  # fmt: skip
        session.add(one)
        say(session(), made, "a1", f"Words {number}")
        card = lay_card(session(), made.sessions["ideas"], language="en", text=f"Card {number}", medium=Medium.PAPER)
        cluster = name_cluster(session(), made.sessions["ideas"], name=f"Cluster {number}", language="en")
        put_cards(session(), cluster, [card])
    session.commit()
    assert cost() == before <= 12
