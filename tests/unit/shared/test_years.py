"""Days whose year nobody can mean are refused, so that what is reckoned from them stays within the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from consult.decision.rules.following import check_days
from consult.meeting.rules.agenda import check_days as check_meeting
from consult.shared.errors import NotAllowedNow
from consult.shared.time import EARLIEST, LATEST, check_years, end_of


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_year_nobody_can_mean_is_refused(day: date) -> None:
    with pytest.raises(NotAllowedNow, match=day.isoformat()):
        check_years(None, day)


def test_everything_else_can_be_reckoned_with() -> None:
    check_years(None, EARLIEST, LATEST)
    assert end_of(LATEST)
    assert check_days(LATEST)


def test_a_meeting_lasts_days_and_not_years() -> None:
    check_meeting(date(2027, 1, 1), date(2027, 1, 31), None)
    with pytest.raises(NotAllowedNow, match="at most 31 days"):
        check_meeting(date(2027, 1, 1), date(2027, 2, 1), None)
