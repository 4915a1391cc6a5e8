"""Whoever runs the meeting: polls, paper, amendments, answers from the floor."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.meeting.operations.polling import cast
from consult.meeting.queries.amending import amendments_of
from consult.meeting.queries.polling import open_poll_of, polls_of
from consult.meeting.queries.reacting import reactions_of
from consult.meeting.rules.kinds import AmendmentState, Group, Level, Medium, Stance
from tests.builders_meeting import Room
from tests.builders_room import answer, answering_room
from tests.web.access.conftest import Browser
from tests.web.meeting.test_room_record import address, text_of


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    """A meeting on a real edition."""
    found = answering_room(session())
    session.commit()
    return found


def opened(session: scoped_session[Session], made: Room, facilitator: Browser) -> str:
    asked = {"question-en": "Can you live with it?", "question-ar": "هل تقبلون؟"}
    assert facilitator.post(address(made, "polls"), data=asked).status_code == 303
    found = open_poll_of(session(), made.meeting_id)
    assert found is not None
    return found.id


def test_a_poll_from_opening_to_repetition(session: scoped_session[Session], made: Room, facilitator: Browser) -> None:
    poll_id = opened(session, made, facilitator)
    cast(session(), poll_id, delegation_id=made.delegations["a1"], level=Level.SUPPORT)
    session.commit()
    slips = {
        "delegations": [made.delegations["a2"], made.delegations["b1"]],
        "support": "0",
        "unsure": "1",
        "oppose": "1",
    }
    assert facilitator.post(f"/polls/{poll_id}/slips", data=slips).status_code == 303
    page = text_of(facilitator.get(address(made, "polls")).text)
    assert "3 of 4 delegations in the room have answered." in page
    assert facilitator.post(f"/polls/{poll_id}/close").status_code == 303
    assert "1 · 1 · 1" in facilitator.get(address(made, "polls")).text
    again = facilitator.get(address(made, f"polls?again={poll_id}")).text
    assert 'value="Can you live with it?"' in again
    facilitator.post(address(made, "polls"), data={"follows": poll_id, "question-en": "Can you live with it now?"})
    first, second = polls_of(session(), made.meeting_id)
    assert first.result is not None
    assert first.result.counts == {Level.SUPPORT: 1, Level.UNSURE: 1, Level.OPPOSE: 1}
    assert (second.follows_id, second.question) == (poll_id, {"en": "Can you live with it now?"})


def test_slips_that_do_not_agree_are_shown_again(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    poll_id = opened(session, made, facilitator)
    wrong = {"delegations": [made.delegations["a2"]], "support": "2", "unsure": "0", "oppose": "0"}
    answered = facilitator.post(f"/polls/{poll_id}/slips", data=wrong)
    assert answered.status_code == 409
    assert "both numbers must agree" in answered.text
    assert re.search(rf'value="{made.delegations["a2"]}" checked', answered.text)
    assert facilitator.post(f"/polls/{poll_id}/slips", data={**wrong, "support": "x"}).status_code == 422


def test_the_list_for_paper_does_not_tell_who_has_answered(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    poll_id = opened(session, made, facilitator)

    def listed() -> list[str]:
        return re.findall(r'name="delegations" value="([^"]+)"', facilitator.get(address(made, "polls")).text)

    before = listed()
    cast(session(), poll_id, delegation_id=made.delegations["a1"], level=Level.SUPPORT)
    session.commit()
    assert listed() == before
    assert set(before) == {made.delegations[name] for name in ("a1", "a2", "b1", "both")}


def test_an_answer_from_the_floor(session: scoped_session[Session], made: Room, facilitator: Browser) -> None:
    said = {
        "target": "sentence:common",
        "delegation": made.delegations["b1"],
        "group": "",
        "stance": "questions",
        "text": "Qui a décidé ?",
        "language": "fr",
        "translation": "Who decided?",
        "translation_language": "en",
        "attribution": "group",
        "medium": "paper",
    }
    assert facilitator.post(address(made, "answers"), data=said).status_code == 303
    (found,) = reactions_of(session(), made.meeting_id)
    assert (found.text, found.group, found.stance, found.medium) == (
        "Qui a décidé ?",
        Group.B,
        Stance.QUESTIONS,
        Medium.PAPER,
    )
    assert found.translations == {"en": "Who decided?"}
    assert "Who decided?" in facilitator.get(address(made)).text
    for missing in ({"target": ""}, {"delegation": "", "group": ""}, {"stance": ""}, {"text": "  "}):
        assert facilitator.post(address(made, "answers"), data={**said, **missing}).status_code == 422, missing
    nameless = {**said, "delegation": "", "group": "a", "attribution": "delegation"}
    assert facilitator.post(address(made, "answers"), data=nameless).status_code == 422
    gone = facilitator.post(address(made, "answers"), data={**said, "target": "sentence:nothing"})
    assert gone.status_code == 422
    assert "no such finding" in gone.text
    assert "Qui a décidé ?" in gone.text, "what was typed stays"
    assert len(reactions_of(session(), made.meeting_id)) == 1
    facilitator.post(f"/reactions/{found.id}/withdraw")
    assert "Who decided?" not in facilitator.get(address(made)).text


def test_an_amendment_from_the_floor(session: scoped_session[Session], made: Room, facilitator: Browser) -> None:
    words = {"amendment-text": "Add: both names stay", "amendment-language": "en", "amendment-group": "both",
             "amendment-translation": "", "amendment-translation_language": "ar"}  # fmt: skip
    assert facilitator.post(address(made, "amendments"), data=words).status_code == 303
    assert facilitator.post(address(made, "amendments"), data={**words, "amendment-text": ""}).status_code == 422
    (found,) = amendments_of(session(), made.meeting_id)
    assert (found.group, found.state) == (Group.BOTH, AmendmentState.MOVED)
    facilitator.post(f"/amendments/{found.id}/settle", data={"state": "nonsense"})
    assert not amendments_of(session(), made.meeting_id)[0].is_settled
    facilitator.post(f"/amendments/{found.id}/settle", data={"state": "adopted"})
    assert amendments_of(session(), made.meeting_id)[0].state is AmendmentState.ADOPTED
    answered = facilitator.post(f"/amendments/{found.id}/settle", data={"state": "rejected"})
    assert "Nothing was changed" in facilitator.get(answered.location).text


def test_words_taken_down_by_staff_are_kept_from_others(
    session: scoped_session[Session], made: Room, facilitator: Browser
) -> None:
    answer(session(), made, "a1", "Shown to all")
    session.commit()
    assert "Shown to all" in facilitator.get(address(made, "answers")).text
