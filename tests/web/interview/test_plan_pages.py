"""Planning interviews on their pages: who sees what, and how a plan becomes an interview."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.interview.queries import interview
from consult.interview.queries.plans import plans_of
from consult.interview.rules.planning import PlanState
from tests.builders import World
from tests.web.access.conftest import Browser, Person
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., Browser]
FIELDS = {
    "label": "T7", "reason": "Nobody from there answered.", "kind": "recall", "language": "fr", "interviewer": "",
    "region": "", "organisation_kind": "",
}  # fmt: skip
TEXT = "Interviewer: How?\nNour: So."


def planned(browser: Browser, made: World, **changed: Any) -> str:
    answer = browser.post(f"/strands/{made.strands['A']}/interviews/plan", data={**FIELDS, **changed})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def act(browser: Browser, address: str, go: str, **fields: str) -> str:
    answer = browser.post(address, data={"go": go, **fields}, follow_redirects=True)
    return answer.get_data(as_text=True)


def test_a_plan_is_written_down_beside_what_the_coverage_says(made: World, signed_in: SignIn) -> None:
    lead = signed_in()
    listed = f"/strands/{made.strands['A']}/interviews/plan"
    assert "No interview is planned yet." in text(lead, listed)
    address = planned(lead, made, region="africa", organisation_kind="women")
    page = text(lead, listed)
    for words in ("T7", "Nobody from there answered.", "Looking back", "French", "Africa · women’s organisation"):
        assert words in page
    assert "Not heard, by the coverage" in page
    assert "Alpha one" in page
    assert "Nobody in it has agreed to take part yet." in act(lead, address, "step", state="agreed")
    who = {"description": "board member", "name": "Kim Doe", "organisation": "alpha ONE", "quoting": "by_name"}
    page = act(lead, address, "add", **who, took_part="y")
    assert "Kim Doe" in page
    assert "quoted by name" in page
    page = text(lead, listed)
    assert "Kim Doe" not in page
    assert "1 planned" in page
    assert "agreed" in act(lead, address, "step", state="agreed")
    assert lead.post(address, data={"go": "step", "state": "nowhere"}).status_code == 400
    assert lead.post(address, data={"go": "forget", "person": "nobody"}).status_code == 404
    assert "No member of this strand has this name" in act(
        lead, address, "add", description="x", organisation="?", quoting="none"
    )
    assert "Another interview has this name." in lead.post(listed, data=FIELDS).get_data(as_text=True)
    (person,) = set(re.findall(r'name="person" value="([^"]+)"', text(lead, address)))
    assert "has not agreed yet" in act(lead, address, "consent", person=person, quoting="none")
    assert "Kim Doe" not in act(lead, address, "forget", person=person)
    assert "The plan is saved." in act(lead, address, "save", **{**FIELDS, "reason": "Because."})


def test_a_plan_becomes_an_interview_when_its_transcript_is_taken_in(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    lead = signed_in()
    address = planned(lead, made, withdraw_until="2027-03-01", interviewer_ties="None.")
    act(lead, address, "add", description="staff", name="Kim Doe", took_part="y", quoting="none")
    plan_id = address.rpartition("/")[2]
    bring = f"/strands/{made.strands['A']}/interviews/import"
    looked = lead.post(bring, data={"plan": plan_id, "text": TEXT, "go": "look"}).get_data(as_text=True)
    assert f'<input type="hidden" name="plan" value="{plan_id}">' in looked
    fresh = text(lead, f"{bring}?plan={plan_id}")
    assert 'value="T7"' in fresh
    fields = {
        "plan": plan_id, "text": TEXT, "go": "store", "label": "T7", "kind": "recall", "mode": "phone",
        "language": "fr", "held_on": "2026-03-02", "translation_language": "en", "strands": made.strands["A"],
        "interviewer": "", "recall_confirmed": "", "withdraw_until": "2027-03-01",
        "speakers-0-label": "Interviewer", "speakers-0-role": "interviewer", "speakers-0-quoting": "none",
        "speakers-1-label": "Nour", "speakers-1-role": "interviewee", "speakers-1-position": "staff",
        "speakers-1-took_part": "y", "speakers-1-quoting": "none",
    }  # fmt: skip
    stored = lead.post(bring, data=fields)
    assert stored.status_code == 303
    session.rollback()
    (found,) = plans_of(session(), made.strands["A"])
    assert found.state is PlanState.TAKEN_IN
    assert found.interview_id
    assert interview(session(), found.interview_id)
    session.rollback()
    page = text(lead, address)
    assert "Read the transcript" in page
    assert "Kim Doe" not in page
    assert lead.get(f"{bring}?plan={plan_id}").status_code == 404


def test_what_the_plan_says_of_who_speaks_is_not_typed_again(made: World, signed_in: SignIn) -> None:
    lead = signed_in()
    address = planned(lead, made, interviewer_ties="None.", interpreter="Lila, from the embassy")
    act(lead, address, "add", description="former staff", name="Nour", took_part="y", may_record="y",
        quoting="region_and_kind")  # fmt: skip
    act(lead, address, "add", description="board member", name="Kim", quoting="none")
    plan_id = address.rpartition("/")[2]
    bring = f"/strands/{made.strands['A']}/interviews/import"
    fresh = text(lead, f"{bring}?plan={plan_id}")
    ties = "None.\nInterpreter: Lila, from the embassy"
    assert f'name="interviewer_ties" value="{ties}"' in fresh
    spoken = "Interviewer: Well?\nNour: It was a relief.\nLila: She says it was a relief.\nAda: Yes.\nAda: I agree.\n"
    sent = {"plan": plan_id, "text": spoken + spoken, "go": "look", "interviewer_ties": ties}
    looked = lead.post(bring, data=sent).get_data(as_text=True)
    assert f"{ties}</textarea>" in looked.replace("\r", "")
    labels = re.findall(r'name="(speakers-\d+)-label"[^>]* value="([^"]+)"', looked)
    at = {label: name for name, label in labels}

    def chosen(label: str, name: str) -> str:
        inside = looked.partition(f'name="{at[label]}-{name}"')[2].partition("</select>")[0]
        return "".join(re.findall(r'value="([^"]+)" selected', inside))

    def ticked(label: str) -> set[str]:
        return set(re.findall(rf'<input type="checkbox"[^>]*name="{at[label]}-(\w+)"[^>]*checked', looked))

    assert chosen("Lila", "role") == "interpreter"
    assert chosen("Nour", "quoting") == "region_and_kind"
    assert ticked("Nour") == {"took_part", "may_record"}
    assert 'value="former staff"' in looked
    assert ticked("Ada") == set(), "nobody's consent is guessed"
    assert "board member" not in looked


def test_an_interviewer_sees_their_own_plans_and_no_coverage(
    made: World, signed_in: SignIn, interviewer: Person, open_browser: Callable[[], Browser]
) -> None:
    lead = signed_in()
    foreign = planned(lead, made, label="Theirs")
    mine = planned(lead, made, label="Mine", interviewer=interviewer.id)
    browser = open_browser()
    browser.sign_in(interviewer.email)
    page = text(browser, f"/strands/{made.strands['A']}/interviews/plan")
    assert "Mine" in page
    assert "Theirs" not in page
    assert "Alpha one" not in page
    assert browser.get(mine).status_code == 200
    assert browser.get(foreign).status_code == 404
    bring = f"/strands/{made.strands['A']}/interviews/import?plan={foreign.rpartition('/')[2]}"
    assert browser.get(bring).status_code == 404


@pytest.mark.parametrize(
    ("role", "mark", "status"),
    [
        (Role.CODER, "A", 403),
        (Role.COORDINATOR, "A", 403),
        (Role.BOARD, "A", 403),
        (Role.INTERVIEWER, "B", 404),
        (Role.LEAD_CONSULTANT, "B", 404),
    ],
)
def test_nobody_else_sees_them(made: World, signed_in: SignIn, role: Role, mark: str, status: int) -> None:
    address = planned(signed_in(), made)
    browser = signed_in(role, mark)
    for url in (address, f"/strands/{made.strands['A']}/interviews/plan"):
        assert browser.get(url).status_code == status
        assert browser.post(url, data={"go": "step", "state": "withdrawn"}).status_code == status


def test_the_pages_take_few_statements(made: World, signed_in: SignIn) -> None:
    lead = signed_in()
    address = planned(lead, made)
    for url in (address, f"/strands/{made.strands['A']}/interviews/plan"):
        lead.get(url)
        with statements() as said:
            lead.get(url)
        assert len(said) <= 12, said
