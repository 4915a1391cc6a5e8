"""The page of the gates: what it shows to whom, and what may be done from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.operations import answer_readiness
from consult.consultation.queries import gate_book, readiness
from consult.consultation.rules import Gate, Passed, ReadinessQuestion
from consult.membership.records import Coalition
from tests.builders import MOMENT, World, organisation
from tests.builders_gates import closed, frozen, opened, through, without_conditions
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.consultation.test_mandate import filled

SignIn = Callable[..., Browser]
REASON = "Both coders went through it with me."


def page_of(browser: Browser, made: World, where: str = "gates") -> str:
    answer = browser.get(f"/consultations/{made.consultation_id}/{where}".rstrip("/"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.get_data(as_text=True)))


def vouch(browser: Browser, made: World, condition: str, mark: str | None = None, **fields: str) -> str:
    where = f"/strands/{made.strands[mark]}" if mark else f"/consultations/{made.consultation_id}"
    answer = browser.post(f"{where}/attestations", data={"condition": condition, "reason": REASON, **fields})
    assert answer.status_code == 303, answer.status
    return page_of(browser, made)


def step(session: scoped_session[Session], made: World, *marks: str) -> None:
    for mark in marks:
        opened(session(), made.strands[mark], MOMENT)
    session.commit()


def part(page: str, cell: str) -> str:
    """The part of the page about one strand's gate."""
    found = re.search(rf'<div class="half" id="{cell}">(.*?)</div> ?(?:<div class="half"|</div>)', page)
    assert found, cell
    return found.group(1)


def test_every_gate_stands_on_the_page_with_its_planned_day(made: World, signed_in: SignIn) -> None:
    page = page_of(signed_in(Role.COORDINATOR), made)
    for gate in Gate:
        assert f'id="{gate.value}"' in page
    assert "Waits for conditions" in page
    assert "Questions answered: 0 of 7." in page
    assert "Coalition A: not signed yet." in page
    assert "usually on Mar 2, 2026" in page
    assert "days late" in page


def test_boards_answer_sign_and_the_gate_is_passed(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    coordinator = signed_in(Role.COORDINATOR, "AB")
    typed = {one.value: f"About {one.value}" for one in ReadinessQuestion}
    url = f"/consultations/{made.consultation_id}"
    assert coordinator.post(f"{url}/readiness", data=typed).status_code == 303
    assert len(readiness(session(), made.consultation_id)) == 7
    for mark in "AB":
        board = signed_in(Role.BOARD, mark)
        assert "About gain" in page_of(board, made, "readiness")
        answer = board.post(f"{url}/coalitions/{made.coalitions[mark]}/signature")
        assert answer.status_code == 303
        assert "Signed" in page_of(board, made, "readiness")
    page = vouch(coordinator, made, "access_budget")
    assert f"<q>{REASON}</q>" in page
    assert "Not measured: Coordinator.Ab vouches for it since" in page
    coordinator.post(f"{url}/gates/pass", data={"gate": "g0"})
    assert "Gate G0 is passed." in page_of(coordinator, made)
    assert Passed(Gate.MANDATE) in gate_book(session(), made.consultation_id).passed
    refused = coordinator.post(f"{url}/readiness", data={"gain": "Other"})
    assert "can no longer be changed" in page_of(coordinator, made, "readiness")
    assert refused.status_code == 303
    assert coordinator.get(f"{url}/mandate").status_code == 409


def test_a_gate_that_does_not_hold_says_why(made: World, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, "AB")
    coordinator.post(f"/consultations/{made.consultation_id}/gates/pass", data={"gate": "g0"})
    page = page_of(coordinator, made)
    assert "Gate G0 cannot be passed yet." in page
    for words in ("Questions answered: 0 of 7.", "Not signed yet: Coalition A, Coalition B.", "Nobody vouches"):
        assert words in page
    coordinator.post(f"/consultations/{made.consultation_id}/gates/pass", data={"gate": "g9"})
    assert "These gates must be passed first: G8." in page_of(coordinator, made)
    assert (
        coordinator.post(f"/consultations/{made.consultation_id}/gates/pass", data={"gate": "g99"}).status_code == 400
    )


def test_a_board_signs_for_its_own_coalition_only(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    answer_readiness(session(), made.consultation_id, dict.fromkeys(ReadinessQuestion, "Yes"), language="en")
    session.commit()
    board = signed_in(Role.BOARD, "A")
    url = f"/consultations/{made.consultation_id}/coalitions"
    assert board.post(f"{url}/{made.coalitions['B']}/signature").status_code == 404
    for role in (Role.COORDINATOR, Role.LEAD_CONSULTANT):
        assert signed_in(role, "A").post(f"{url}/{made.coalitions['A']}/signature").status_code == 403, role


def test_a_lead_passes_the_gates_of_their_strand_and_no_other(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    through(session(), made.strands["A"], Gate.MANDATE, MOMENT)
    session.commit()
    lead = signed_in(Role.LEAD_CONSULTANT, "A")
    for key in ("piloted", "translations_checked"):
        vouch(lead, made, key, "A")
    lead.post(f"/strands/{made.strands['A']}/gates/pass", data={"gate": "g1"})
    assert "Gate G1 is passed." in page_of(lead, made)
    assert lead.post(f"/strands/{made.strands['B']}/gates/pass", data={"gate": "g1"}).status_code == 404
    assert lead.post(f"/consultations/{made.consultation_id}/gates/pass", data={"gate": "g6"}).status_code == 403
    for role in (Role.BOARD, Role.CODER, Role.SAFEGUARDING_LEAD):
        denied = signed_in(role, "A").post(f"/strands/{made.strands['A']}/gates/pass", data={"gate": "g2"})
        assert denied.status_code == 403, role


def test_what_somebody_vouched_for_can_be_taken_back(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    through(session(), made.strands["A"], Gate.MANDATE, MOMENT)
    session.commit()
    lead = signed_in(Role.LEAD_CONSULTANT, "A")
    page = vouch(lead, made, "piloted", "A")
    assert REASON in page
    (given,) = gate_book(session(), made.consultation_id).attestations
    page = vouch(lead, made, "", "A", withdraw=given.id)
    assert REASON not in page
    assert "Nothing was changed" in vouch(lead, made, "piloted", "A", reason=" ")
    assert "measured, nobody can vouch" in vouch(lead, made, "version_published", "A")


def test_days_are_planned_and_taken_back(made: World, signed_in: SignIn) -> None:
    coordinator = signed_in(Role.COORDINATOR, "AB")
    url = f"/consultations/{made.consultation_id}/gates/dates"
    coordinator.post(url, data={"gate": "g7", "day": "2026-06-20"})
    page = page_of(coordinator, made)
    assert "planned for Jun 20, 2026" in page
    assert "too little notice" in page
    coordinator.post(url, data={"gate": "g7", "day": "soon"})
    assert "write the day as" in page_of(coordinator, made)
    coordinator.post(url, data={"gate": "g7", "day": ""})
    assert "planned for" not in page_of(coordinator, made)
    assert signed_in(Role.LEAD_CONSULTANT, "AB").post(url, data={"gate": "g7"}).status_code == 403


def test_a_neighbour_sees_states_and_days_and_no_figure_nor_reason(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    step(session, made, "A", "B")
    own = vouch(signed_in(Role.LEAD_CONSULTANT, "A"), made, "chasing_done", "A")
    assert "Member organisations nobody has invited: 3 of 3." in part(own, "g3-a")
    assert REASON in part(own, "g3-a")
    for role in (Role.LEAD_CONSULTANT, Role.CODER):
        page = page_of(signed_in(role, "B"), made)
        assert "of 3" not in part(page, "g3-a")
        assert REASON not in page
        assert "It does not hold yet." in part(page, "g3-a")
        assert "of 2." in part(page, "g3-b")


def test_both_hashes_are_public_from_the_freeze_on(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    step(session, made, "A", "B")
    for mark in "AB":
        closed(session(), made.strands[mark], MOMENT)
        frozen(session(), made.strands[mark], MOMENT)
    session.commit()
    for role in (Role.BOARD, Role.FACILITATOR):
        assert len(re.findall(r'class="hash">[0-9a-f]{64}<', page_of(signed_in(role, "A"), made))) == 2


def test_the_overview_names_the_next_gate_and_what_is_late(made: World, signed_in: SignIn) -> None:
    page = page_of(signed_in(Role.BOARD), made, "")
    assert "Next: G0, Mandate" in page
    assert re.search(r"G0 is [\d,]+ days late", page)


@pytest.mark.parametrize("at", ["prepared", "signed", "open", "frozen"])
def test_the_page_takes_twelve_statements_at_most_however_many_members_there_are(
    session: scoped_session[Session], made: World, signed_in: SignIn, at: str
) -> None:
    if at == "signed":
        through(session(), made.strands["A"], Gate.MANDATE, MOMENT)
    if at in ("open", "frozen"):
        step(session, made, "A", "B")
    if at == "frozen":
        for mark in "AB":
            closed(session(), made.strands[mark], MOMENT)
            frozen(session(), made.strands[mark], MOMENT)
    session.commit()
    browser, counted = signed_in(Role.LEAD_CONSULTANT, "AB"), []
    for where in ("gates", "readiness", ""):
        page_of(browser, made, where)
        session.expunge_all()
        with statements() as said:
            page_of(browser, made, where)
        assert len(said) <= 12, f"{where}: " + "\n".join(said)
        counted.append(len(said))
    if at == "prepared":
        a = session.get_one(Coalition, made.coalitions["A"])
        for number in range(20):
            organisation(session(), f"More {number}", a)
        session.commit()
        with statements() as said:
            page_of(browser, made)
        assert len(said) <= counted[0]


def test_without_conditions_the_order_still_holds(
    app: Flask, monkeypatch: pytest.MonkeyPatch, made: World, signed_in: SignIn
) -> None:
    without_conditions(app, monkeypatch)
    coordinator = signed_in(Role.COORDINATOR, "AB")
    assert "Can be passed" in page_of(coordinator, made)
    coordinator.post(f"/strands/{made.strands['A']}/gates/pass", data={"gate": "g1"})
    assert "These gates must be passed first: G0." in page_of(coordinator, made)


def test_criteria_are_written_in_every_language(session: scoped_session[Session], signed_in: SignIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    two = {"criteria-en": "Heard\nPaid for", "criteria-fr": "Entendus"}
    answer = browser.post("/consultations/new", data=filled(**two, coalitions=[]))
    assert answer.status_code == 422
    assert 'id="criteria-fr-err"' in answer.text
    assert 'id="criteria-en-err"' not in answer.text


@pytest.mark.parametrize("place", ["", "attestations"])
def test_a_nul_where_an_id_belongs_is_no_fault_of_ours(
    session: scoped_session[Session], made: World, signed_in: SignIn, place: str
) -> None:
    """PostgreSQL refuses it outright, SQLite finds nothing."""
    browser = signed_in(Role.COORDINATOR, "AB")
    if place:
        answer = browser.post(f"/consultations/{made.consultation_id}/{place}", data={"withdraw": "a\x00b"})
    else:
        answer = browser.get("/consultations/a%00b/gates")
    assert answer.status_code in (400, 404)
