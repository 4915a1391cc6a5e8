"""What an agenda may hold, and for whom a delegation speaks."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.meeting.labels import described
from consult.meeting.rules.agenda import check_days, check_hours, check_within, group_of
from consult.meeting.rules.kinds import Attribution, Group
from consult.shared.errors import NotAllowedNow

DAY, NEXT = date(2026, 9, 1), date(2026, 9, 2)


@pytest.mark.parametrize(
    ("held", "group"), [(["a"], Group.A), (["b"], Group.B), (["b", "a"], Group.BOTH), (["c"], None), ([], None)]
)
def test_a_member_speaks_for_the_coalitions_it_belongs_to(held: list[str], group: Group | None) -> None:
    assert group_of(held, ["a", "b"]) is group


def test_of_one_coalition_alone_there_is_only_one_group() -> None:
    assert group_of(["a"], ["a"]) is Group.A


def test_hours_are_written_with_two_digits() -> None:
    assert check_hours("9:30", " 10:00 ") == ("09:30", "10:00")


@pytest.mark.parametrize(("begins", "ends"), [("09:30", "09:30"), ("10:00", "09:00"), ("nine", "10:00"), ("", "9")])
def test_hours_that_are_none_or_run_backwards_are_refused(begins: str, ends: str) -> None:
    with pytest.raises(NotAllowedNow):
        check_hours(begins, ends)


def test_days_run_forwards() -> None:
    check_days(DAY, DAY, None)
    with pytest.raises(NotAllowedNow):
        check_days(NEXT, DAY, None)
    with pytest.raises(NotAllowedNow):
        check_days(DAY, NEXT, NEXT)
    with pytest.raises(NotAllowedNow):
        check_within(NEXT, DAY, DAY)


def test_a_speaker_is_described_as_far_as_they_agreed(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert described(Attribution.NONE, Group.A, "Alpha one") == "stays in the room"
        assert described(Attribution.GROUP, Group.BOTH, "Alpha one") == "a member of both coalitions"
        assert described(Attribution.DELEGATION, Group.A, "Alpha one") == "Alpha one"
        assert described(Attribution.DELEGATION, Group.STAFF, "") == "a member of staff"
