"""Days of checks and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.decision.rules.deciding import read_evidence, rests_on_findings, without_blanks
from consult.decision.rules.following import (
    CHECK_MONTHS,
    CheckStanding,
    Promise,
    check_days,
    is_overdue,
    months_after,
    next_check,
    standing_of,
)
from consult.decision.rules.kinds import ActionState

DAY = date(2027, 6, 11)


@dataclass(frozen=True)
class Look:
    due_on: date
    checked_on: date | None = None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 6, 11), 6, date(2027, 12, 11)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 24, date(2029, 12, 31)),
    ],
)
def test_the_same_day_months_later(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 60))
def test_a_later_month_is_never_skipped(day: date, months: int) -> None:
    later = months_after(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day <= day.day


def test_checks_come_in_order() -> None:
    days = check_days(DAY)
    assert tuple(days) == CHECK_MONTHS
    assert list(days.values()) == sorted(days.values())


def test_the_next_check_is_the_first_not_done() -> None:
    checks = [Look(DAY, DAY), Look(DAY + timedelta(days=300)), Look(DAY + timedelta(days=200))]
    assert next_check(checks) == checks[2]
    assert next_check([checks[0]]) is None


@pytest.mark.parametrize(
    ("look", "standing"),
    [
        (Look(DAY + timedelta(days=1)), CheckStanding.AHEAD),
        (Look(DAY), CheckStanding.DUE),
        (Look(DAY, DAY), CheckStanding.CHECKED),
    ],
)
def test_how_a_check_stands(look: Look, standing: CheckStanding) -> None:
    assert standing_of(look, DAY) is standing


def test_what_is_done_or_dropped_is_never_late() -> None:
    late = {state for state in ActionState if is_overdue(state, DAY, DAY + timedelta(days=1))}
    assert late == {ActionState.PLANNED, ActionState.ON_TIME, ActionState.BEHIND}
    assert not any(is_overdue(state, DAY, DAY) for state in ActionState)


def test_a_promise_is_kept_on_its_day_and_broken_after() -> None:
    promise = Promise(DAY)
    assert not promise.is_due(DAY - timedelta(days=1))
    assert promise.is_due(DAY)
    assert (promise.days_late(DAY), promise.days_late(DAY + timedelta(days=3))) == (0, 3)
    kept = Promise(DAY, DAY + timedelta(days=1))
    assert not kept.is_due(DAY + timedelta(days=9))
    assert kept.days_late(DAY + timedelta(days=9)) == 1


def test_only_findings_and_reactions_carry_a_decision() -> None:
    for written in ("figure:F2", "sentence:common", "theme:TERM-COND", "reaction:x"):
        assert rests_on_findings(read_evidence([written]))
    assert not rests_on_findings(read_evidence(["ballot:x", "comment:x", "poll:x", "amendment:x"]))


def test_references_are_read_once_each_and_blanks_passed_over() -> None:
    assert [str(one) for one in read_evidence([" figure:F2 ", "", "figure:F2"])] == ["figure:F2"]
    with pytest.raises(ValueError, match="kind:key"):
        read_evidence(["F2"])


def test_a_text_that_says_nothing_is_none() -> None:
    assert without_blanks({"en": " One ", "ar": "  "}) == {"en": "One"}
