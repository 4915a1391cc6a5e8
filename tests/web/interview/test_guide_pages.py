"""The guide of a strand and the sheet of one conversation, without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.interview.operations import withdraw_turns
from consult.interview.operations.destroying import destroy_transcripts
from consult.interview.operations.planning import become_interview, move_plan, plan_interview
from consult.interview.queries import turns_of
from consult.interview.queries.guides import guide_of, notes_of
from consult.interview.records import GuideNote
from consult.interview.rules import InterviewKind
from consult.interview.rules.guide import Reached, reference_guide
from consult.interview.rules.planning import NewPlan, PlanState
from tests.builders import DAY, MOMENT, World
from tests.builders_interview import interviewed
from tests.web.access.conftest import Browser, Person
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., Browser]


@pytest.fixture
def planned(session: scoped_session[Session], made: World, interviewer: Person) -> str:
    new = NewPlan(
        label="T7", reason="Because.", kind=InterviewKind.SEMI_STRUCTURED, language="en",
        interviewer_account_id=interviewer.id,
    )  # fmt: skip
    plan_id = plan_interview(session(), made.strands["A"], new, DAY)
    session.commit()
    return plan_id


@pytest.fixture
def talking(interviewer: Person, open_browser: Callable[[], Browser]) -> Browser:
    browser = open_browser()
    browser.sign_in(interviewer.email)
    return browser


def filled(browser: Browser, plan_id: str, **changed: str) -> str:
    """Send the sheet as it stands with some fields changed; return the page that comes."""
    address = f"/planned-interviews/{plan_id}/guide"
    page = browser.get(address).get_data(as_text=True)
    fields = dict(re.findall(r'name="(key-\d+)" value="([^"]+)"', page))
    fields |= {f"reached-{name[4:]}": "not_reached" for name in fields}
    return browser.post(address, data=fields | changed, follow_redirects=True).get_data(as_text=True)


def test_any_button_keeps_the_whole_sheet_and_says_how_far_the_guide_was_covered(
    session: scoped_session[Session], talking: Browser, planned: str
) -> None:
    page = filled(talking, planned, go="C", **{"reached-0": "asked", "notes-0": "2009.", "reached-2": "unprompted"})
    assert "The notes are saved." in page
    assert "2009.</textarea>" in page
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"asked +A2 +raised unprompted +C1 +C2 +not reached +B1", text)
    session.rollback()
    notes = notes_of(session(), planned)
    assert (notes["A2"].reached, notes["A2"].notes, notes["C"].reached) == (Reached.ASKED, "2009.", Reached.UNPROMPTED)
    assert len(notes) == 12


def test_what_stands_in_another_rows_place_is_not_taken(
    session: scoped_session[Session], talking: Browser, planned: str
) -> None:
    filled(talking, planned, **{"key-0": "gone", "notes-0": "lost", "notes-1": "kept"})
    session.rollback()
    assert {key: one.notes for key, one in notes_of(session(), planned).items() if one.notes} == {"B": "kept"}


@pytest.mark.parametrize("how", ["a word", "the plan", "everything"])
def test_the_notes_go_with_the_words(
    session: scoped_session[Session], made: World, talking: Browser, planned: str, how: str
) -> None:
    filled(talking, planned, **{"notes-0": "said"})
    session.rollback()
    if how == "the plan":
        move_plan(session(), planned, PlanState.WITHDRAWN, DAY)
    else:
        key = interviewed(session(), made)
        become_interview(session(), planned, key, DAY)
        if how == "a word":
            withdraw_turns(session(), [turns_of(session(), key)[1].id], DAY)
        else:
            destroy_transcripts(session(), made.consultation_id, MOMENT)
    assert session().scalar(select(func.count()).select_from(GuideNote)) == 0
    session.commit()
    page = talking.get(f"/planned-interviews/{planned}/guide").get_data(as_text=True)
    assert "Save the notes" not in page


def test_the_guide_is_changed_for_a_strand_and_can_go_back(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    lead, strand = signed_in(), made.strands["A"]
    address = f"/strands/{strand}/interviews/guide"
    assert "What would make you walk away?" in lead.get(address).get_data(as_text=True)
    rows = {"key": ["F6", "", ""], "items": ["F6", "a2, b1", ""], "lead": ["What then?", "And now?", ""],
            "probes": ["", "who", ""]}  # fmt: skip
    words = {"opening": "Welcome.", "closing": "Thank you."}
    assert lead.post(address, data=rows | words).status_code == 303
    session.rollback()
    guide, own = guide_of(session(), strand)
    assert own
    assert [(row.items, row.lead, row.probes) for row in guide.rows] == [
        (("F6",), "What then?", ""), (("A2", "B1"), "And now?", "who"),
    ]  # fmt: skip
    assert (guide.rows[0].key, guide.opening) == ("F6", "Welcome.")
    assert guide.rows[1].key
    refused = lead.post(address, data=words | {"key": "", "items": "X9", "lead": "What?", "probes": ""})
    assert "The instrument has no item X9." in refused.get_data(as_text=True)
    assert "A guide needs at least one question." in lead.post(address, data=words).get_data(as_text=True)
    assert "Go back to the guide that is shipped" in lead.get(address).get_data(as_text=True)
    assert lead.post(address, data={"go": "shipped"}).status_code == 303
    page = lead.get(address).get_data(as_text=True)
    assert "Welcome." not in page
    assert "Go back to the guide that is shipped" not in page
    assert reference_guide().opening[:40] in page


def test_an_interviewer_reads_the_guide_and_does_not_change_it(made: World, talking: Browser) -> None:
    address = f"/strands/{made.strands['A']}/interviews/guide"
    page = talking.get(address).get_data(as_text=True)
    assert "What would make you walk away?" in page
    assert "Save the guide" not in page
    assert talking.post(address, data={"go": "shipped"}).status_code == 403


@pytest.mark.parametrize(("role", "mark", "status"), [(Role.CODER, "A", 403), (Role.LEAD_CONSULTANT, "B", 404)])
def test_nobody_else_sees_the_sheet(
    made: World, signed_in: SignIn, planned: str, role: Role, mark: str, status: int
) -> None:
    browser = signed_in(role, mark)
    for address in (f"/planned-interviews/{planned}/guide", f"/strands/{made.strands['A']}/interviews/guide"):
        assert browser.get(address).status_code == status
        assert browser.post(address, data={"go": "shipped"}).status_code == status


def test_the_sheet_takes_few_statements(talking: Browser, planned: str) -> None:
    talking.get(f"/planned-interviews/{planned}/guide")
    with statements() as said:
        talking.get(f"/planned-interviews/{planned}/guide")
    assert len(said) <= 12, said
    with statements() as said:
        talking.post(f"/planned-interviews/{planned}/guide", data={"key-0": "A2", "reached-0": "asked"})
    assert len(said) <= 12, said


@pytest.mark.parametrize("tag", ["ar", "fr", "en"])
def test_the_sheet_is_in_the_language_of_the_conversation_whoever_reads_it(
    session: scoped_session[Session], interviewer: Person, made: World, talking: Browser, tag: str
) -> None:
    new = NewPlan(
        label="T8", reason="Because.", kind=InterviewKind.EMAIL, language=tag, interviewer_account_id=interviewer.id
    )
    plan_id = plan_interview(session(), made.strands["A"], new, DAY)
    session.commit()
    page = html.unescape(talking.get(f"/planned-interviews/{plan_id}/guide").get_data(as_text=True))
    assert reference_guide(tag).rows[0].lead in page
    assert f'lang="{tag}" dir="auto">{reference_guide(tag).opening}' in page
    assert ("draft translation and need review" in page) == (tag != "en")
    filled(talking, plan_id, go="C", **{"reached-2": "asked"})
    session.rollback()
    assert notes_of(session(), plan_id)["C"].reached is Reached.ASKED
