"""Reads of what follows from decisions: actions, their checks, and what was promised to be destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.decision.queries.deciding import DecisionView, view_of
from consult.decision.records import Decision, Destruction, FollowUp, FollowUpCheck
from consult.decision.rules.following import Promise, next_check
from consult.decision.rules.kinds import ActionState, Promised

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One look at an action: when it is due, and what it found."""

    months: int
    due_on: date
    checked_on: date | None
    state: ActionState | None
    note: Texts


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action with its checks in order."""

    id: str
    consultation_id: str
    decision_id: str
    decision_number: int
    number: int
    text: Texts
    owner: Texts
    due_on: date
    state: ActionState
    checks: tuple[CheckView, ...]

    @property
    def next_check(self) -> CheckView | None:
        """Return the first check that was not done yet."""
        return next_check(self.checks)


@dataclass(frozen=True, slots=True)
class DestructionView:
    """What was promised to be destroyed on which day; once done, when and how many of what."""

    what: Promised
    due_on: date
    done_at: datetime | None
    counts: Mapping[str, int]

    @property
    def promise(self) -> Promise:
        """Return the promise as days."""
        return Promise(self.due_on, self.done_at.date() if self.done_at else None)


def actions_of(session: Session, consultation_id: str) -> tuple[ActionView, ...]:
    """Return every action of a consultation by decision and number, in one statement."""
    return followed(session, consultation_id)[1]


def followed(session: Session, consultation_id: str) -> tuple[tuple[DecisionView, ...], tuple[ActionView, ...]]:
    """Return the register with every action that follows from it, in one statement."""
    rows = session.execute(
        select(Decision, FollowUp, FollowUpCheck)
        .outerjoin(FollowUp, FollowUp.decision_id == Decision.id)
        .outerjoin(FollowUpCheck, FollowUpCheck.follow_up_id == FollowUp.id)
        .where(Decision.consultation_id == consultation_id)
        .order_by(Decision.number, FollowUp.number, FollowUpCheck.months)
    ).all()
    checks: dict[str, list[CheckView]] = {}
    for _decision, action, check in rows:
        if check is not None:
            made = CheckView(check.months, check.due_on, check.checked_on, check.state, check.note)
            checks.setdefault(action.id, []).append(made)
    decisions = {decision.id: decision for decision, _action, _check in rows}
    actions = {action.id: (action, decision) for decision, action, _check in rows if action is not None}
    return (
        tuple(view_of(one) for one in decisions.values()),
        tuple(_action(action, decision, checks.get(action.id, ())) for action, decision in actions.values()),
    )


def _action(action: FollowUp, decision: Decision, checks: Iterable[CheckView]) -> ActionView:
    return ActionView(
        id=action.id,
        consultation_id=decision.consultation_id,
        decision_id=decision.id,
        decision_number=decision.number,
        number=action.number,
        text=action.text,
        owner=action.owner,
        due_on=action.due_on,
        state=action.state,
        checks=tuple(checks),
    )


def consultation_of_action(session: Session, action_id: str) -> str | None:
    """Return the consultation an action belongs to, or None if there is none."""
    return session.scalar(
        select(Decision.consultation_id)
        .join(FollowUp, FollowUp.decision_id == Decision.id)
        .where(FollowUp.id == action_id)
    )


def destructions_of(session: Session, consultation_id: str) -> Mapping[Promised, DestructionView]:
    """Return what was promised to be destroyed."""
    rows = session.scalars(select(Destruction).where(Destruction.consultation_id == consultation_id))
    return {row.what: DestructionView(row.what, row.due_on, row.done_at, row.counts) for row in rows}
