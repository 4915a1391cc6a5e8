"""The calendar proposes days in order and warns of what is late, too tight or too short."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consult.consultation.rules import (
    PREREQUISITES,
    Dates,
    Gate,
    Slip,
    SlipKind,
    check_days,
    default_close,
    open_weeks,
    planned_days,
    slips,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
OPEN = date(2026, 3, 2)
MARCH = Dates(OPEN, date(2026, 4, 13), date(2026, 4, 27))


@st.composite
def mandates(draw: st.DrawFn) -> Dates:
    opens_on = draw(DAYS)
    closes_on = opens_on + timedelta(days=draw(st.integers(1, 120)))
    return Dates(opens_on, closes_on, closes_on + timedelta(days=draw(st.integers(0, 60))))


def test_the_example_of_the_calendar() -> None:
    found = planned_days(MARCH)
    assert [found[gate] for gate in Gate] == [
        date(2026, 2, 2),
        OPEN,
        OPEN,
        date(2026, 4, 13),
        date(2026, 4, 28),
        date(2026, 6, 2),
        date(2026, 6, 16),
        date(2026, 7, 21),
        date(2026, 9, 1),
        date(2026, 9, 29),
        date(2028, 9, 29),
    ]


@given(mandates())
def test_what_the_calendar_proposes_is_in_order(dates: Dates) -> None:
    found = planned_days(dates)
    assert set(found) == set(Gate)
    for gate, before in PREREQUISITES.items():
        assert all(found[one] <= found[gate] for one in before)
    kinds = {slip.kind for slip in slips(dates, found, (), dates.opens_on - timedelta(days=400))}
    assert kinds <= {SlipKind.OPEN_TOO_SHORT}, "a proposal is never out of order, late or without notice"


@given(mandates(), st.dictionaries(st.sampled_from(Gate), DAYS), st.sets(st.sampled_from(Gate)), DAYS)
def test_warnings_count_days_and_leave_what_is_passed_alone(
    dates: Dates, planned: dict[Gate, date], passed: set[Gate], today: date
) -> None:
    found = planned_days(dates, planned)
    assert all(found[gate] == day for gate, day in planned.items())
    for slip in slips(dates, found, passed, today):
        assert slip.days > 0
        assert slip.gate not in passed
        if slip.kind is SlipKind.LATE:
            assert found[slip.gate] + timedelta(days=slip.days) == today
        if slip.kind is SlipKind.OUT_OF_ORDER:
            assert slip.before is not None
            assert slip.before not in passed
            assert found[slip.gate] + timedelta(days=slip.days) == found[slip.before]


@given(DAYS)
def test_a_collection_of_the_usual_length_is_long_enough(opens_on: date) -> None:
    closes_on = default_close(opens_on)
    weeks = (closes_on - opens_on).days // 7
    assert weeks in (6, 9)
    found = Dates(opens_on, closes_on, closes_on)
    days = planned_days(found)
    short = [one for one in slips(found, days, (), opens_on) if one.kind is SlipKind.OPEN_TOO_SHORT]
    assert all(one.days <= 21 for one in short), "only the turn of the year asks for more"
    assert not short or open_weeks(opens_on, closes_on) == 9


def test_december_and_january_ask_for_nine_weeks() -> None:
    assert open_weeks(date(2026, 3, 2), date(2026, 4, 13)) == 6
    assert open_weeks(date(2026, 11, 2), date(2026, 11, 30)) == 6
    for opens_on, closes_on in (
        (date(2026, 11, 2), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 3, 1)),
        (date(2026, 6, 1), date(2027, 6, 1)),
        (date(2027, 1, 31), date(2027, 3, 14)),
    ):
        assert open_weeks(opens_on, closes_on) == 9
    winter = Dates(date(2026, 11, 15), date(2026, 12, 27), date(2027, 1, 10))
    warned = slips(winter, planned_days(winter), (), date(2026, 10, 1))
    assert Slip(SlipKind.OPEN_TOO_SHORT, Gate.COLLECTION, 21) in warned


def test_a_meeting_too_soon_after_the_findings_is_warned_of() -> None:
    days = planned_days(MARCH, {Gate.RELEASE: date(2026, 6, 16), Gate.MEETING: date(2026, 6, 20)})
    assert slips(MARCH, days, (), date(2026, 1, 1)) == (Slip(SlipKind.NOTICE_TOO_SHORT, Gate.MEETING, 10),)
    early = Dates(MARCH.opens_on, MARCH.closes_on, MARCH.withdraw_until, date(2026, 5, 1))
    (only,) = slips(early, planned_days(early), (), date(2026, 1, 1))
    assert (only.kind, only.gate, only.before) == (SlipKind.OUT_OF_ORDER, Gate.MEETING, Gate.RELEASE)


def test_checks_fall_on_the_last_day_of_shorter_months() -> None:
    assert check_days(date(2026, 8, 31)) == (date(2027, 2, 28), date(2027, 8, 31), date(2028, 8, 31))
