"""What follows from a decision: when it is looked at, and what is late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from consult.decision.rules.kinds import ActionState

CHECK_MONTHS = (6, 12, 24)
"""How long after a decision its actions are looked at (G10)."""
SETTLED = frozenset({ActionState.DONE, ActionState.DROPPED})


class CheckStanding(StrEnum):
    """How one look at an action stands: not due yet, due, or done."""

    AHEAD = "ahead"
    DUE = "due"
    CHECKED = "checked"


class Check(Protocol):
    """One look at an action, as far as its day is concerned."""

    @property
    def due_on(self) -> date:
        """Return the day from which it is due."""

    @property
    def checked_on(self) -> date | None:
        """Return the day on which it was done."""


AnyCheck = TypeVar("AnyCheck", bound=Check)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later; the month's last where it has no such day (31 August + 6: 28 February)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check_days(decided_on: date) -> dict[int, date]:
    """Return {months: day} of the checks of what was decided on a day."""
    return {months: months_after(decided_on, months) for months in CHECK_MONTHS}


def standing_of(check: Check, today: date) -> CheckStanding:
    """Return how a check stands today."""
    if check.checked_on is not None:
        return CheckStanding.CHECKED
    return CheckStanding.DUE if check.due_on <= today else CheckStanding.AHEAD


def next_check(checks: Iterable[AnyCheck]) -> AnyCheck | None:
    """Return the first check that was not done yet, or None after the last."""
    return min((one for one in checks if one.checked_on is None), key=lambda one: one.due_on, default=None)


def is_overdue(state: ActionState, due_on: date, today: date) -> bool:
    """Tell whether an action's day is over and it is neither done nor dropped."""
    return state not in SETTLED and due_on < today


@dataclass(frozen=True, slots=True)
class Promise:
    """A day by which something is destroyed, and when it was."""

    due_on: date
    done_on: date | None = None

    def is_due(self, today: date) -> bool:
        """Tell whether the day has come and it was not done yet."""
        return self.done_on is None and self.due_on <= today

    def days_late(self, today: date) -> int:
        """Return how many days the promise is broken by; 0 while it is kept."""
        return max(((self.done_on or today) - self.due_on).days, 0)
