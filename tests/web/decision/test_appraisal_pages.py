from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.decision.operations.appraising import score
from consult.decision.queries.appraising import appraisal_of
from consult.decision.rules.appraisal import APPRAISED
from tests.builders import World
from tests.builders_decision import FIGURE
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.proposal_fixtures import *  # noqa: F403 - fixtures

Staff = Callable[..., Browser]


def address(made: World, *more: str) -> str:
    return "/".join((f"/consultations/{made.consultation_id}/appraisal", *more))


def scored(session: Session, made: World, **points: int) -> None:
    """Every option at 2 on the one criterion, except those named."""
    for option in APPRAISED:
        score(
            session,
            made.consultation_id,
            criterion=0,
            option=option,
            score=points.get(option, 2),
            reason={"en": f"Why {option}."},
            evidence=(FIGURE,),
        )
    session.commit()


def test_a_board_reads_the_criteria_and_that_doing_nothing_is_among_the_options(made: World, staff: Staff) -> None:
    page = staff(Role.BOARD).get(address(made)).text
    assert "Members stay heard" in page
    assert "As today: change nothing" in page
    assert "They were locked on" in page
    assert 'name="weight.0"' not in page
    assert "There is nothing to add up yet." in page


def test_a_claim_is_shown_with_how_often_it_holds(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    scored(session(), made, joint_house=5)
    page = staff(Role.BOARD).get(address(made)).text
    assert "“Joint governance, finance and staff, two identities” has the most points" in page
    assert "in 4 of the 4 ways to weigh" in page
    assert "Why joint_house." in page
    assert "Figure: " in page
    assert "Data table" in page


def test_while_a_score_is_missing_nobody_leads(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    scored(session(), made, joint_house=5)
    score(session(), made.consultation_id, criterion=0, option="today", score=None, reason={}, evidence=())
    session.commit()
    page = staff(Role.BOARD).get(address(made)).text
    assert "No option can be said to lead while scores are missing" in page
    assert "1 to 5" in page


def test_a_coordinator_of_both_weighs_and_scores(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    browser = staff(Role.COORDINATOR, "AB")
    assert 'name="weight.0"' in browser.get(address(made)).text
    assert browser.post(address(made, "weights"), data={"weight.0": "7"}).status_code == 303
    form = browser.get(address(made, "0", "joint_house")).text
    assert 'list="citable"' in form
    typed = {"score": "4", "reason.en": "Reserves end.", "reason.ar": "تنتهي الأموال.", "score.evidence": "figure:F2"}
    assert browser.post(address(made, "0", "joint_house"), data=typed).status_code == 303
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.weights == (7,)
    assert found.scores[0, "joint_house"].score == 4
    assert found.scores[0, "joint_house"].reason["ar"] == "تنتهي الأموال."
    again = browser.get(address(made, "0", "joint_house")).text
    assert "Reserves end." in again
    assert 'value="figure:F2"' in again


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"score": "4", "reason.en": " ", "score.evidence": "figure:F2"}, "reason"),
        ({"score": "4", "reason.en": "Kept words", "score.evidence": "figure:F99"}, "figure:F99"),
        ({"score": "4", "reason.en": "Kept words", "score.evidence": "chart 7"}, "chart 7"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    made: World, staff: Staff, typed: dict[str, str], fault: str
) -> None:
    answer = staff(Role.COORDINATOR, "AB").post(address(made, "0", "today"), data=typed)
    assert answer.status_code == 422
    assert fault in answer.text
    assert typed["reason.en"].strip() in answer.text
    assert f'value="{typed["score.evidence"]}"' in answer.text
    assert 'value="4" checked' in answer.text


@pytest.mark.parametrize("typed", [{}, {"score": "many"}, {"score": "0"}, {"score": "9" * 5000}])
def test_what_is_no_score_takes_none_back(
    made: World, staff: Staff, session: scoped_session[Session], typed: dict[str, str]
) -> None:
    scored(session(), made)
    answer = staff(Role.COORDINATOR, "AB").post(address(made, "0", "today"), data={**typed, "reason.en": "Kept words"})
    assert answer.status_code == 422
    assert "from 1 to 5" in answer.text
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.scores[0, "today"].score == 2


@pytest.mark.parametrize("weight", ["", "11", "many", "9" * 5000])
def test_a_weight_that_is_none_changes_nothing(
    made: World, staff: Staff, session: scoped_session[Session], weight: str
) -> None:
    answer = staff(Role.COORDINATOR, "AB").post(
        address(made, "weights"), data={"weight.0": weight}, follow_redirects=True
    )
    assert "from 0 to 10" in answer.text
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.weights == (1,)


def test_whoever_holds_the_right_in_one_coalition_only_changes_nothing(made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR, "A")
    assert browser.get(address(made)).status_code == 200
    assert browser.post(address(made, "weights"), data={"weight.0": "7"}).status_code == 403
    assert browser.get(address(made, "0", "today")).status_code == 403


def test_observers_do_not_read_the_appraisal(made: World, staff: Staff) -> None:
    assert staff(Role.OBSERVER).get(address(made)).status_code == 403


@pytest.mark.parametrize("place", [("1", "today"), ("0", "nothing")])
def test_there_is_no_form_for_what_is_not_appraised(made: World, staff: Staff, place: tuple[str, str]) -> None:
    browser = staff(Role.COORDINATOR, "AB")
    assert browser.get(address(made, *place)).status_code == 404
    assert browser.post(address(made, *place), data={"score": "3", "reason.en": "x"}).status_code == 404


def test_the_page_keeps_to_its_budget(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    scored(session(), made, joint_house=5)
    browser = staff(Role.COORDINATOR, "AB")
    browser.get(address(made))
    with statements() as said:
        assert browser.get(address(made)).status_code == 200
    assert len(said) <= 12, "\n".join(" ".join(one.split())[:160] for one in said)
