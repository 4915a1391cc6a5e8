"""Actions get their checks with them; what a check finds is how the action stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.decision.operations.deciding import decide
from consult.decision.operations.following import add_action, check_action, set_action_state
from consult.decision.queries.following import actions_of, consultation_of_action
from consult.decision.rules.kinds import ActionState, Heading
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_following import Ended, ended

DECIDED = date(2026, 8, 31)


@pytest.fixture
def made(session: scoped_session[Session]) -> Ended:
    return ended(session())


@pytest.fixture
def action(session: scoped_session[Session], made: Ended) -> str:
    decision_id = decide(
        session(), made.consultation_id, heading=Heading.STRUCTURE, title={"en": "One board"}, text={},
        decided_on=DECIDED, evidence=["figure:F2"],
    )  # fmt: skip
    return add_action(
        session(), decision_id, text={"en": "Write the statutes"}, owner={"en": "Joint working group"},
        due_on=date(2027, 3, 1),
    )  # fmt: skip


def test_an_action_has_three_checks(session: scoped_session[Session], made: Ended, action: str) -> None:
    (found,) = actions_of(session(), made.consultation_id)
    assert (found.id, found.decision_number, found.number, found.state) == (action, 1, 1, ActionState.PLANNED)
    days = [(check.months, check.due_on) for check in found.checks]
    assert days == [(6, date(2027, 2, 28)), (12, date(2027, 8, 31)), (24, date(2028, 8, 31))]
    assert found.next_check == found.checks[0]
    assert consultation_of_action(session(), action) == made.consultation_id
    assert consultation_of_action(session(), "nothing") is None


def test_what_a_check_finds_is_how_the_action_stands(
    session: scoped_session[Session], made: Ended, action: str
) -> None:
    day = date(2027, 3, 3)
    check_action(session(), action, months=6, state=ActionState.BEHIND, note={"en": "No lawyer yet."}, day=day)
    (found,) = actions_of(session(), made.consultation_id)
    assert found.state is ActionState.BEHIND
    first = found.checks[0]
    assert (first.checked_on, first.state, first.note) == (day, ActionState.BEHIND, {"en": "No lawyer yet."})
    assert found.next_check == found.checks[1]


def test_an_earlier_check_written_down_later_does_not_turn_time_back(
    session: scoped_session[Session], made: Ended, action: str
) -> None:
    day = date(2027, 9, 1)
    check_action(session(), action, months=12, state=ActionState.DONE, note={}, day=day)
    check_action(session(), action, months=6, state=ActionState.BEHIND, note={"en": "It was late then."}, day=day)
    (found,) = actions_of(session(), made.consultation_id)
    assert found.state is ActionState.DONE


def test_a_check_waits_for_its_day(session: scoped_session[Session], action: str) -> None:
    with pytest.raises(NotAllowedNow, match="2027-02-28"):
        check_action(session(), action, months=6, state=ActionState.DONE, note={}, day=date(2027, 2, 27))


@pytest.mark.parametrize("state", [ActionState.BEHIND, ActionState.DROPPED])
def test_what_is_late_or_dropped_says_why(session: scoped_session[Session], action: str, state: ActionState) -> None:
    with pytest.raises(NotAllowedNow, match="why"):
        check_action(session(), action, months=6, state=state, note={"en": " "}, day=date(2027, 3, 1))


def test_there_is_no_check_after_nine_months(session: scoped_session[Session], action: str) -> None:
    with pytest.raises(NotFound):
        check_action(session(), action, months=9, state=ActionState.DONE, note={}, day=DECIDED + timedelta(days=400))


def test_a_state_can_be_set_between_checks(session: scoped_session[Session], made: Ended, action: str) -> None:
    set_action_state(session(), action, ActionState.ON_TIME)
    assert actions_of(session(), made.consultation_id)[0].state is ActionState.ON_TIME
    with pytest.raises(NotFound):
        set_action_state(session(), "nothing", ActionState.DONE)


def test_an_action_says_what_and_who(session: scoped_session[Session], made: Ended, action: str) -> None:
    decision_id = actions_of(session(), made.consultation_id)[0].decision_id
    with pytest.raises(NotAllowedNow, match="office"):
        add_action(session(), decision_id, text={"en": "Open accounts"}, owner={"en": ""}, due_on=DECIDED)
    second = add_action(session(), decision_id, text={"en": "a"}, owner={"en": "Treasurers"}, due_on=DECIDED)
    assert [(one.id, one.number) for one in actions_of(session(), made.consultation_id)] == [(action, 1), (second, 2)]
    with pytest.raises(NotFound):
        add_action(session(), "nothing", text={"en": "a"}, owner={"en": "b"}, due_on=DECIDED)
