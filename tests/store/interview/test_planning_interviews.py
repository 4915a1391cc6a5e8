"""Planned interviews: what they are for, how far they are, and what is forgotten when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.interview.operations import withdraw_participant
from consult.interview.operations.destroying import forget_identities
from consult.interview.operations.planning import (
    add_person,
    become_interview,
    change_plan,
    move_plan,
    plan_interview,
    remove_person,
    set_planned_consent,
)
from consult.interview.queries import interview
from consult.interview.queries.plans import plan_of, planned_organisations, planned_people, plans_of, unheard
from consult.interview.records import PlannedIdentity, PlannedPerson
from consult.interview.rules import InterviewKind, Quoting, SpeakerRole
from consult.interview.rules.planning import AHEAD, NewPerson, NewPlan, PlanFault, PlanState
from tests.builders import DAY, World, world
from tests.builders_interview import interviewed

PLAN = NewPlan(label="T7", reason="Nobody from the region answered.", kind=InterviewKind.RECALL, language="fr")
WHO = NewPerson(description="board member", name="Kim Doe", took_part=True, quoting=Quoting.BY_NAME)


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return world(session())


@pytest.fixture
def planned(session: scoped_session[Session], made: World) -> str:
    return plan_interview(session(), made.strands["A"], PLAN, DAY)


def people_left(session: Session) -> tuple[int, int]:
    counts = [session.scalar(select(func.count()).select_from(table)) for table in (PlannedPerson, PlannedIdentity)]
    return counts[0] or 0, counts[1] or 0


def state(session: Session, plan_id: str) -> PlanState:
    found = plan_of(session, plan_id)
    assert found
    return found.state


def test_a_plan_goes_on_step_by_step_and_becomes_an_interview(
    session: scoped_session[Session], made: World, planned: str
) -> None:
    with pytest.raises(PlanFault):
        move_plan(session(), planned, PlanState.AGREED, DAY)  # nobody agreed
    with pytest.raises(PlanFault):
        move_plan(session(), planned, PlanState.HELD, DAY)
    add_person(session(), planned, replace(WHO, organisation_id=made.organisations["a1"]), DAY)
    (one,) = planned_people(session(), planned)
    assert (one.name, one.organisation, one.quoting, one.consent_on) == ("Kim Doe", "Alpha one", Quoting.BY_NAME, DAY)
    assert planned_organisations(session(), made.strands["A"]) == {made.organisations["a1"]}
    move_plan(session(), planned, PlanState.AGREED, DAY)
    move_plan(session(), planned, PlanState.HELD, DAY + timedelta(days=3))
    key = interviewed(session(), made, label="T7")
    become_interview(session(), planned, key, DAY)
    (found,) = plans_of(session(), made.strands["A"])
    assert (found.state, found.interview_id, found.person_count) == (PlanState.TAKEN_IN, key, 0)
    assert people_left(session()) == (0, 0), "a plan with its people would put names to pseudonyms"
    for to in PlanState:
        with pytest.raises(PlanFault):
            move_plan(session(), planned, to, DAY)
    with pytest.raises(PlanFault):
        change_plan(session(), planned, PLAN)


@pytest.mark.parametrize("before", [PlanState.PLANNED, PlanState.AGREED, PlanState.HELD])
def test_it_can_be_withdrawn_until_it_is_taken_in(
    session: scoped_session[Session], planned: str, before: PlanState
) -> None:
    add_person(session(), planned, WHO, DAY)
    for to in (PlanState.AGREED, PlanState.HELD):
        if state(session(), planned) is before:
            break
        move_plan(session(), planned, to, DAY)
    assert PlanState.WITHDRAWN in AHEAD[before]
    move_plan(session(), planned, PlanState.WITHDRAWN, DAY)
    assert people_left(session()) == (0, 0)
    with pytest.raises(PlanFault):
        add_person(session(), planned, WHO, DAY)


def test_the_plan_of_an_interview_is_withdrawn_with_everybody_in_it(
    session: scoped_session[Session], made: World, planned: str
) -> None:
    key = interviewed(session(), made)
    become_interview(session(), planned, key, DAY)
    found = interview(session(), key)
    assert found
    who = next(one for one in found.participants if one.role is SpeakerRole.INTERVIEWEE)
    withdraw_participant(session(), who.id, DAY)
    assert state(session(), planned) is PlanState.WITHDRAWN


def test_consent_is_each_persons_own_and_dated(session: scoped_session[Session], planned: str) -> None:
    one = add_person(session(), planned, replace(WHO, took_part=False), DAY)
    other = add_person(session(), planned, replace(WHO, description="staff", name=""), DAY)
    set_planned_consent(session(), one, replace(WHO, may_record=True), DAY + timedelta(days=1))
    found = {person.id: person for person in planned_people(session(), planned)}
    assert (found[one].may_record, found[one].consent_on, found[one].name) == (True, DAY + timedelta(days=1), "Kim Doe")
    assert (found[other].may_record, found[other].consent_on) == (False, DAY)
    remove_person(session(), one)
    assert people_left(session()) == (1, 0)
    with pytest.raises(PlanFault):
        add_person(session(), planned, replace(WHO, description=" "), DAY)


def test_a_name_is_given_once_and_a_reason_is_needed(
    session: scoped_session[Session], made: World, planned: str
) -> None:
    for wrong in (PLAN, replace(PLAN, label=" "), replace(PLAN, label="T8", reason=" ")):
        with pytest.raises(PlanFault):
            plan_interview(session(), made.strands["A"], wrong, DAY)
    plan_interview(session(), made.strands["B"], PLAN, DAY)
    change_plan(session(), planned, replace(PLAN, reason="Another reason."))
    found = plan_of(session(), planned)
    assert found
    assert found.reason == "Another reason."
    interviewed(session(), made, label="T1")
    with pytest.raises(PlanFault):
        plan_interview(session(), made.strands["A"], replace(PLAN, label="T1"), DAY)


def test_who_they_are_goes_with_the_contacts(session: scoped_session[Session], made: World, planned: str) -> None:
    add_person(session(), planned, WHO, DAY)
    forget_identities(session(), made.consultation_id)
    assert people_left(session()) == (1, 0)


def test_whoever_was_not_heard_comes_from_the_coverage(session: scoped_session[Session], made: World) -> None:
    names = [one.name for one in unheard(session(), made.strands["A"])]
    assert names == sorted(names)
    assert "Alpha one" in names
