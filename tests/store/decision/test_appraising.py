"""Weights and scores: over the criteria of the mandate, with reasons and evidence, until the ballot opens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.consultation.records import GatePassage
from consult.consultation.rules.gates import Gate
from consult.decision.operations.appraising import score, weigh
from consult.decision.queries.appraising import appraisal_of
from consult.decision.rules.appraisal import APPRAISED, TODAY, totals
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import World, world
from tests.builders_decision import FIGURE, ballot, write
from tests.builders_findings import released_world

CRITERIA = {"criteria": [{"en": "Members stay heard"}, {"en": "Money lasts"}]}


def give(
    session: Session, made: World, points: int | None, *, option: str = "joint_house", refs: Collection[Evidence] = ()
) -> None:
    score(
        session,
        made.consultation_id,
        criterion=1,
        option=option,
        score=points,
        reason={"en": "Reserves end.", "fr": " "},
        evidence=refs,
    )


def test_before_anybody_weighs_all_criteria_count_alike_and_nothing_is_scored(
    session: scoped_session[Session],
) -> None:
    made = world(session(), **CRITERIA)
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert (found.weights, found.scores) == ((1, 1), {})
    assert found.locked_at is not None
    assert [text["en"] for text in found.criteria] == ["Members stay heard", "Money lasts"]
    assert len(totals(found.weights, found.points)) == len(APPRAISED)


def test_the_criteria_are_locked_from_the_day_the_mandate_was_signed(session: scoped_session[Session]) -> None:
    made = world(session(), **CRITERIA)
    session().flush()
    passed = session().scalars(
        select(GatePassage).where(GatePassage.consultation_id == made.consultation_id, GatePassage.gate == Gate.MANDATE)
    )
    before = passed.one()
    before.passed_at -= timedelta(days=29)
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.locked_at == before.passed_at


def test_weights_and_scores_read_as_given_and_the_last_one_stands(session: scoped_session[Session]) -> None:
    made = released_world(session(), **CRITERIA)
    for weight in (3, 7):
        weigh(session(), made.consultation_id, criterion=1, weight=weight)
    for points in (2, 4):
        give(session(), made, points, refs=(FIGURE,))
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.weights == (1, 7)
    view = found.scores[1, "joint_house"]
    assert (view.score, view.reason, view.evidence) == (4, {"en": "Reserves end."}, (FIGURE,))
    assert found.references == (FIGURE,)


def test_a_score_can_be_taken_back(session: scoped_session[Session]) -> None:
    made = world(session(), **CRITERIA)
    give(session(), made, 3, option=TODAY)
    give(session(), made, None, option=TODAY)
    give(session(), made, None, option=TODAY)
    found = appraisal_of(session(), made.consultation_id)
    assert found is not None
    assert found.scores == {}


@pytest.mark.parametrize("weight", [-1, 11])
def test_a_weight_is_between_nought_and_ten(session: scoped_session[Session], weight: int) -> None:
    made = world(session(), **CRITERIA)
    with pytest.raises(NotAllowedNow, match="0 to 10"):
        weigh(session(), made.consultation_id, criterion=0, weight=weight)


@pytest.mark.parametrize("points", [0, 6])
def test_a_score_is_between_one_and_five(session: scoped_session[Session], points: int) -> None:
    made = world(session(), **CRITERIA)
    with pytest.raises(NotAllowedNow, match="1 to 5"):
        give(session(), made, points)


def test_a_score_has_a_reason(session: scoped_session[Session]) -> None:
    made = world(session(), **CRITERIA)
    with pytest.raises(NotAllowedNow, match="reason"):
        score(session(), made.consultation_id, criterion=0, option=TODAY, score=3, reason={"en": " "}, evidence=())


def test_a_score_rests_on_what_is_there(session: scoped_session[Session]) -> None:
    made = released_world(session(), **CRITERIA)
    with pytest.raises(NotAllowedNow, match="figure:F99"):
        give(session(), made, 3, refs=(Evidence(EvidenceKind.FIGURE, "F99"),))


def test_only_the_options_and_the_criteria_of_the_mandate_are_appraised(session: scoped_session[Session]) -> None:
    made = world(session(), **CRITERIA)
    with pytest.raises(NotFound):
        give(session(), made, 3, option="something_else")
    with pytest.raises(NotFound):
        weigh(session(), made.consultation_id, criterion=2, weight=1)
    with pytest.raises(NotFound):
        weigh(session(), "nowhere", criterion=0, weight=1)
    assert appraisal_of(session(), "nowhere") is None


def test_criteria_are_locked_before_anything_is_appraised(session: scoped_session[Session]) -> None:
    made = world(session(), opened=False, **CRITERIA)
    with pytest.raises(NotAllowedNow, match="not locked"):
        weigh(session(), made.consultation_id, criterion=0, weight=2)


def test_the_appraisal_stays_as_it_was_when_members_voted(session: scoped_session[Session]) -> None:
    made = released_world(session(), **CRITERIA)
    ballot(session(), made, write(session(), made))
    with pytest.raises(NotAllowedNow, match="ballot has opened"):
        weigh(session(), made.consultation_id, criterion=0, weight=2)
    with pytest.raises(NotAllowedNow, match="ballot has opened"):
        give(session(), made, 3)
