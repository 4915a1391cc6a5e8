"""What follows from decisions: actions with their state, and the checks that look at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.decision.labels import ACTION_STATES, HEADINGS
from consult.decision.presentation.words import Worded, worded
from consult.decision.queries.deciding import DecisionView
from consult.decision.queries.following import ActionView, CheckView
from consult.decision.rules.following import CheckStanding, is_overdue, standing_of
from consult.decision.rules.kinds import ActionState

MARKS = {
    ActionState.PLANNED: "•",
    ActionState.ON_TIME: "•",
    ActionState.BEHIND: "!",
    ActionState.DONE: "✓",
    ActionState.DROPPED: "✗",
}
KINDS = {ActionState.DONE: "ok", ActionState.BEHIND: "warn", ActionState.DROPPED: "bad"}
CHECK_NAMES = {
    6: _l("Check after 6 months"),
    12: _l("Check after 12 months"),
    24: _l("Check after 24 months"),
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One look at an action: which, how it stands, and what it found."""

    months: int
    name: str
    standing: CheckStanding
    due_on: date
    checked_on: date | None
    state: str
    note: Worded


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action as people read it; `next` says when it is looked at next, `found` what the last check found."""

    id: str
    name: str
    text: Worded
    owner: Worded
    heading: str
    decision: str
    due_on: date
    state: str
    code: str
    mark: str
    kind: str
    overdue: bool
    next: str
    found: Worded
    checks: tuple[CheckLine, ...]


def action_lines(
    actions: Iterable[ActionView], decisions: Mapping[str, DecisionView], tag: str, today: date
) -> tuple[ActionLine, ...]:
    """Return actions in the reader's language."""
    return tuple(_line(one, decisions[one.decision_id], tag, today) for one in actions)


def _line(one: ActionView, decision: DecisionView, tag: str, today: date) -> ActionLine:
    checked = [check for check in one.checks if check.checked_on is not None]
    return ActionLine(
        id=one.id,
        name=f"{decision.name}.{one.number}",
        text=worded(one.text, tag),
        owner=worded(one.owner, tag),
        heading=str(HEADINGS[decision.heading]),
        decision=decision.name,
        due_on=one.due_on,
        state=str(ACTION_STATES[one.state]),
        code=one.state.value,
        mark=MARKS[one.state],
        kind=KINDS.get(one.state, ""),
        overdue=is_overdue(one.state, one.due_on, today),
        next=_next(one.next_check, today),
        found=worded(checked[-1].note, tag) if checked else Worded("", tag),
        checks=tuple(_check(check, tag, today) for check in one.checks),
    )


def _next(check: CheckView | None, today: date) -> str:
    if check is None:
        return str(_("All checks are made."))
    day = format_date(check.due_on, "long")
    months = format_decimal(check.months)
    if standing_of(check, today) is CheckStanding.DUE:
        return str(_("The check after %(months)s months is due since %(day)s.", months=months, day=day))
    return str(_("Next check after %(months)s months, on %(day)s.", months=months, day=day))


def _check(check: CheckView, tag: str, today: date) -> CheckLine:
    return CheckLine(
        months=check.months,
        name=str(CHECK_NAMES[check.months]),
        standing=standing_of(check, today),
        due_on=check.due_on,
        checked_on=check.checked_on,
        state=str(ACTION_STATES[check.state]) if check.state else "",
        note=worded(check.note, tag),
    )
