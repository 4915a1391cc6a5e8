"""Those who keep the register enter decisions, follow actions up, and destroy on the promised day; nobody else does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from consult.access.records import AccessEvent
from consult.access.rules import Role
from consult.decision.operations.deciding import decide
from consult.decision.operations.destroying import promise_destruction
from consult.decision.operations.following import add_action
from consult.decision.queries.deciding import decisions_of
from consult.decision.queries.following import actions_of, destructions_of
from consult.decision.rules.kinds import ActionState, Heading, Promised
from consult.interview.queries import turns_of_strand
from consult.shared.database import writing
from consult.shared.time import today
from tests.builders_coding import ENGLISH
from tests.builders_following import FAILS, PASSES, VOTED, Ended, ballot, papers
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.ended_fixtures import finished, may_write, open_browser, person, staff, text_of

__all__ = ["finished", "may_write", "open_browser", "person", "staff"]
Staff = Callable[..., Browser]


@pytest.fixture
def keeper(staff: Staff) -> Browser:
    return staff(Role.COORDINATOR)


def entry(**changed: object) -> dict[str, object]:
    values = {
        "heading": "structure", "title.en": "One joint board", "text.en": "Half each.", "decided_on": "2026-07-30",
        "entry.evidence": ["figure:F2", ""],
    }  # fmt: skip
    return {**values, **changed}


def enter(browser: Browser, made: Ended, **changed: object) -> TestResponse:
    return browser.post(f"/consultations/{made.consultation_id}/decisions/new", data=entry(**changed))


@pytest.fixture
def acted(session: scoped_session[Session], finished: Ended) -> str:
    """The id of an action whose first check is due."""
    decision_id = decide(
        session(), finished.consultation_id, heading=Heading.STRUCTURE, title={"en": "One board"}, text={},
        decided_on=today() - timedelta(days=200), evidence=["figure:F2"],
    )  # fmt: skip
    made = add_action(
        session(), decision_id, text={"en": "Write the statutes"}, owner={"en": "Joint working group"},
        due_on=today() + timedelta(days=30),
    )  # fmt: skip
    session.commit()
    return made


def test_a_decision_is_entered(session: scoped_session[Session], finished: Ended, keeper: Browser) -> None:
    ballot_id = ballot(session(), finished)
    papers(session(), finished, ballot_id, PASSES)
    session.commit()
    form = text_of(keeper.get(f"/consultations/{finished.consultation_id}/decisions/new"))
    assert "Decided by the ballot that closed on" in form
    assert f'value="{VOTED.isoformat()}"' in form
    assert '<option value="figure:F2">' in form
    assert form.count('name="entry.evidence"') == 4  # beside the ballot there is room for more
    answer = enter(keeper, finished, ballot=ballot_id, clause="c2")
    assert answer.status_code == 303
    (found,) = decisions_of(session(), finished.consultation_id)
    assert (found.name, found.heading, found.clause) == ("D-1", Heading.STRUCTURE, "c2")
    assert found.decided_on == date(2026, 7, 30)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"entry.evidence": []}, "at least one finding"),
        ({"entry.evidence": ["figure:F99"]}, "figure:F99"),
        ({"entry.evidence": ["nonsense"]}, "This is no reference: nonsense"),
        ({"heading": ""}, "under which heading"),
        ({"decided_on": "soon"}, "on which day"),
        ({"title.en": " "}, "Say in a title"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    session: scoped_session[Session], finished: Ended, keeper: Browser, changed: dict[str, object], said: str
) -> None:
    answer = enter(keeper, finished, **changed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert "Half each." in page
    assert decisions_of(session(), finished.consultation_id) == ()


def test_a_failed_ballot_is_not_offered(session: scoped_session[Session], finished: Ended, keeper: Browser) -> None:
    ballot_id = ballot(session(), finished)
    papers(session(), finished, ballot_id, FAILS)
    session.commit()
    form = text_of(keeper.get(f"/consultations/{finished.consultation_id}/decisions/new"))
    assert "Decided by the ballot" not in form
    assert "The ballot did not pass." in form
    answer = enter(keeper, finished, ballot=ballot_id)
    assert answer.status_code == 422
    assert "nothing can be entered as decided by it" in text_of(answer)


def test_an_action_is_written_down_and_checked(
    session: scoped_session[Session], finished: Ended, keeper: Browser, acted: str
) -> None:
    url = f"/consultations/{finished.consultation_id}/follow-up"
    (first,) = actions_of(session(), finished.consultation_id)
    added = keeper.post(
        url,
        data={
            "decision": first.decision_id,
            "text.en": "Open accounts",
            "owner.en": "Treasurers",
            "due_on": "2031-01-02",
        },
    )
    assert added.status_code == 303
    page = text_of(keeper.get(url))
    assert "Open accounts" in page
    assert "an office or a body, never a person" in page
    assert page.count("Write down what it found") == 2
    done = keeper.post(f"/actions/{acted}/checks", data={"months": "6", "state": "behind", "note.en": "No lawyer."})
    assert done.status_code == 303
    by_id = {one.id: one for one in actions_of(session(), finished.consultation_id)}
    assert by_id[acted].state is ActionState.BEHIND
    assert by_id[acted].checks[0].note == {"en": "No lawyer."}
    keeper.post(f"/actions/{acted}/state", data={"state": "done"})
    session.expire_all()
    assert {one.id: one for one in actions_of(session(), finished.consultation_id)}[acted].state is ActionState.DONE


def test_a_check_says_why_and_waits_for_its_day(finished: Ended, keeper: Browser, acted: str) -> None:
    keeper.post(f"/actions/{acted}/checks", data={"months": "6", "state": "dropped"})
    assert "Say why" in text_of(keeper.get(f"/consultations/{finished.consultation_id}/follow-up"))
    keeper.post(f"/actions/{acted}/checks", data={"months": "24", "state": "done"})
    assert "This check is due on" in text_of(keeper.get(f"/consultations/{finished.consultation_id}/follow-up"))
    assert keeper.post(f"/actions/{acted}/checks", data={"months": "7", "state": "done"}).status_code == 400
    assert keeper.post(f"/actions/{acted}/state", data={"state": "asleep"}).status_code == 400


def test_an_action_needs_decision_day_text_and_owner(finished: Ended, keeper: Browser, acted: str) -> None:
    url = f"/consultations/{finished.consultation_id}/follow-up"
    assert "Choose the decision" in text_of(keeper.post(url, data={"decision": "x", "text.en": "Typed", "due_on": ""}))
    answer = keeper.post(url, data={"decision": "", "text.en": "Typed"})
    assert answer.status_code == 422
    assert "Typed" in text_of(answer)


def test_before_a_decision_there_is_nothing_to_follow_up(finished: Ended, keeper: Browser) -> None:
    page = text_of(keeper.get(f"/consultations/{finished.consultation_id}/follow-up"))
    assert "There is no decision yet" in page
    assert "A new action" not in page


def test_a_day_is_promised(session: scoped_session[Session], finished: Ended, keeper: Browser) -> None:
    url = f"/consultations/{finished.consultation_id}/destruction"
    page = text_of(keeper.get(url))
    assert page.count("No day is promised yet.") == 2
    assert "the coalition’s, not the consultation’s" in page
    later = today() + timedelta(days=100)
    keeper.post(url, data={"what": "contacts", "due_on": later.isoformat()})
    assert destructions_of(session(), finished.consultation_id)[Promised.CONTACTS].due_on == later
    keeper.post(url, data={"what": "contacts", "due_on": (later + timedelta(days=1)).isoformat()})
    page = text_of(keeper.get(url))
    assert "brought forward, not put off" in page
    assert "Destroy for good" not in page
    keeper.post(url, data={"what": "contacts", "due_on": ""})
    assert "Say by which day" in text_of(keeper.get(url))
    assert keeper.post(url, data={"what": "everything", "due_on": later.isoformat()}).status_code == 400
    assert keeper.post(f"{url}/everything", data={"name": "everything"}).status_code == 404


def test_destroying_takes_the_name_typed(session: scoped_session[Session], finished: Ended, keeper: Browser) -> None:
    url = f"/consultations/{finished.consultation_id}/destruction"
    promise_destruction(session(), finished.consultation_id, what=Promised.TRANSCRIPTS, due_on=today())
    session.commit()
    assert "Destroy for good" in text_of(keeper.get(url))
    keeper.post(f"{url}/transcripts", data={"name": "yes"})
    assert "Nothing was destroyed: type the name" in text_of(keeper.get(url))
    assert turns_of_strand(session(), finished.world.strands["A"])
    keeper.post(f"{url}/transcripts", data={"name": " transcripts "})
    page = text_of(keeper.get(url))
    assert "Transcripts: destroyed." in page
    assert "Destroyed as promised on" in page
    assert re.search(r"<b>6</b> turns", page)
    assert turns_of_strand(session(), finished.world.strands["A"]) == ()
    (event,) = session.scalars(select(AccessEvent).where(AccessEvent.act == "transcripts_destroyed"))
    assert event.consultation_id == finished.consultation_id
    assert "Destroy for good" not in page


def test_nothing_is_destroyed_before_its_day(
    session: scoped_session[Session], finished: Ended, keeper: Browser
) -> None:
    url = f"/consultations/{finished.consultation_id}/destruction"
    day = today() + timedelta(days=1)
    promise_destruction(session(), finished.consultation_id, what=Promised.CONTACTS, due_on=day)
    session.commit()
    keeper.post(f"{url}/contacts", data={"name": "contacts"})
    assert f"the promised day is {day.isoformat()}" in text_of(keeper.get(url))


def test_every_page_of_the_evidence_still_opens_after_destruction(
    session: scoped_session[Session], finished: Ended, staff: Staff, keeper: Browser
) -> None:
    for what in Promised:
        promise_destruction(session(), finished.consultation_id, what=what, due_on=today())
    session.commit()
    for what in Promised:
        keeper.post(f"/consultations/{finished.consultation_id}/destruction/{what.value}", data={"name": what.value})
    lead = staff(Role.LEAD_CONSULTANT)
    strand_id, desk = finished.world.strands["A"], finished.desk
    pages = {
        "board": f"/strands/{strand_id}/findings",
        "joint": f"/consultations/{finished.consultation_id}/joint",
        "interviews": f"/strands/{strand_id}/interviews",
        "transcript": f"/interviews/{desk.interview_id}",
        "coding": f"/strands/{strand_id}/coding",
        "agreement": f"/strands/{strand_id}/agreement",
        "coverage": f"/strands/{strand_id}/coverage",
    }
    shown = {name: lead.get(url) for name, url in pages.items()}
    assert {name: answer.status_code for name, answer in shown.items()} == dict.fromkeys(pages, 200)
    assert "Destroyed as promised on" in text_of(shown["board"])
    assert "Read the edition" in text_of(shown["board"])
    assert "Destroyed as promised on" in text_of(shown["transcript"])
    for answer in shown.values():
        assert ENGLISH[:20] not in text_of(answer)
        assert "Nour" not in text_of(answer)


@pytest.mark.parametrize("role", [Role.LEAD_CONSULTANT, Role.BOARD, Role.HOST_MEMBER, Role.OBSERVER])
def test_whoever_only_reads_decisions_keeps_nothing(
    session: scoped_session[Session], finished: Ended, staff: Staff, role: Role
) -> None:
    browser, base = staff(role), f"/consultations/{finished.consultation_id}"
    assert browser.get(f"{base}/decision").status_code == 200
    for path in ("decisions/new", "follow-up", "destruction"):
        assert browser.get(f"{base}/{path}").status_code == 403
    assert browser.post(f"{base}/destruction/transcripts", data={"name": "transcripts"}).status_code == 403
    token = writing.set(True)
    assert turns_of_strand(session(), finished.world.strands["A"])
    writing.reset(token)


def test_a_right_in_one_coalition_is_not_enough(finished: Ended, staff: Staff) -> None:
    alone = staff(Role.COORDINATOR, "A")
    assert alone.get(f"/consultations/{finished.consultation_id}/destruction").status_code == 403


@pytest.mark.parametrize("path", ["follow-up", "destruction", "decisions/new"])
def test_the_pages_cost_twelve_statements_at_most(finished: Ended, keeper: Browser, acted: str, path: str) -> None:
    url = f"/consultations/{finished.consultation_id}/{path}"
    keeper.get(url)
    with statements() as found:
        assert keeper.get(url).status_code == 200
    assert len(found) <= 12, "\n\n".join(found)
