"""Writes of what follows from a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.decision.records import Decision, FollowUp, FollowUpCheck
from consult.decision.rules.deciding import without_blanks
from consult.decision.rules.following import check_days
from consult.decision.rules.kinds import ActionState
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.time import check_years

Texts = Mapping[str, str]


def add_action(session: Session, decision_id: str, *, text: Texts, owner: Texts, due_on: date) -> str:
    """Add an action with its three checks, 6, 12 and 24 months after the decision; return its id.

    `owner` is an office or a body, never a person: nobody here can tell, so the form says so.
    """
    decision = session.get(Decision, decision_id, with_for_update=True)
    if decision is None:
        raise NotFound(decision_id)
    check_years(due_on)
    said, who = without_blanks(text), without_blanks(owner)
    if not said or not who:
        raise NotAllowedNow(N_("Say what is to be done, and which office or body does it."))
    newest = session.scalar(select(func.max(FollowUp.number)).where(FollowUp.decision_id == decision_id))
    action = FollowUp(decision_id=decision_id, number=(newest or 0) + 1, text=said, owner=who, due_on=due_on)
    session.add(action)
    session.flush()
    session.add_all(
        FollowUpCheck(follow_up_id=action.id, months=months, due_on=day)
        for months, day in check_days(decision.decided_on).items()
    )
    session.flush()
    return action.id


def set_action_state(session: Session, action_id: str, state: ActionState) -> None:
    """Say how an action stands."""
    _action(session, action_id).state = state
    session.flush()


def check_action(session: Session, action_id: str, *, months: int, state: ActionState, note: Texts, day: date) -> None:
    """Write down what a check found; the action stands like that from then on. The last check done counts.

    Raises `NotAllowedNow` before the check's day, and without a note where an action is behind or dropped.
    """
    action = _action(session, action_id)
    check = session.get(FollowUpCheck, (action_id, months), with_for_update=True)
    if check is None:
        raise NotFound(f"{action_id} {months}")
    if day < check.due_on:
        raise NotAllowedNow(N_("This check is due on %(day)s."), day=check.due_on.isoformat())
    said = without_blanks(note)
    if not said and state in (ActionState.BEHIND, ActionState.DROPPED):
        raise NotAllowedNow(N_("Say why: members read it on the decision page."))
    check.checked_on, check.state, check.note = day, state, said
    done = select(FollowUpCheck.months).where(
        FollowUpCheck.follow_up_id == action_id, FollowUpCheck.checked_on.is_not(None)
    )
    session.flush()
    if months == max(session.scalars(done)):
        action.state = state
    session.flush()


def _action(session: Session, action_id: str) -> FollowUp:
    action = session.get(FollowUp, action_id, with_for_update=True)
    if action is None:
        raise NotFound(action_id)
    return action
