"""When gates are planned for, and what is late: the typical times of FIELD section 5, without a database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from consult.consultation.rules.gates import PREREQUISITES, Gate

WEEK = timedelta(weeks=1)
INSTRUMENT_TAKES = 4 * WEEK  # three to four
CODING_TAKES = 5 * WEEK  # four to five
RELEASE_TAKES = 2 * WEEK
NOTICE = (2 * WEEK, 5 * WEEK)  # from the release to the meeting, at least and at most
COMMENT_TAKES = 6 * WEEK  # four to six
BALLOT_TAKES = 4 * WEEK  # three to four
OPEN_WEEKS, OPEN_WEEKS_OVER_THE_YEAR = 6, 9  # nine where it touches December or January
CHECK_MONTHS = (6, 12, 24)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the mandate that the calendar is made from."""

    opens_on: date
    closes_on: date
    withdraw_until: date
    meeting_on: date | None = None


class SlipKind(StrEnum):
    """What is wrong with a plan."""

    LATE = "late"
    OUT_OF_ORDER = "out_of_order"
    OPEN_TOO_SHORT = "open_too_short"
    NOTICE_TOO_SHORT = "notice_too_short"


@dataclass(frozen=True, slots=True)
class Slip:
    """One warning: which gate, by how many days; `before` is the gate it is planned earlier than."""

    kind: SlipKind
    gate: Gate
    days: int
    before: Gate | None = None


def open_weeks(opens_on: date, closes_on: date) -> int:
    """Return how many weeks collection should be open: six, or nine where it touches December or January."""
    months = (closes_on.year - opens_on.year) * 12 + closes_on.month - opens_on.month
    touched = {(opens_on.month - 1 + step) % 12 + 1 for step in range(months + 1)}
    return OPEN_WEEKS_OVER_THE_YEAR if touched & {12, 1} else OPEN_WEEKS


def default_close(opens_on: date) -> date:
    """Return the last day of a collection that is open as long as it should be."""
    usual = opens_on + OPEN_WEEKS * WEEK
    return opens_on + open_weeks(opens_on, usual) * WEEK


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_days(decided_on: date) -> tuple[date, ...]:
    """Return the days on which it is looked at what became of a decision: after 6, 12 and 24 months."""
    return tuple(months_after(decided_on, months) for months in CHECK_MONTHS)


def planned_days(dates: Dates, planned: Mapping[Gate, date] | None = None) -> dict[Gate, date]:
    """Return the planned day of every gate: the one in `planned`, else the usual time after the gate before.

    Worked example: open from 2 March to 13 April with withdrawal until 27 April gives G3 13 April, G4 28 April (the
    day after), G5 2 June (five weeks), G6 16 June (two), G7 21 July (five weeks' notice), G8 1 September (six weeks),
    G9 29 September (four) and G10 two years after that.
    """
    own = dict(planned or {})
    days: dict[Gate, date] = {
        Gate.MANDATE: own.get(Gate.MANDATE, dates.opens_on - INSTRUMENT_TAKES),
        Gate.INSTRUMENT: own.get(Gate.INSTRUMENT, dates.opens_on),
        Gate.REGISTER: own.get(Gate.REGISTER, dates.opens_on),
        Gate.COLLECTION: own.get(Gate.COLLECTION, dates.closes_on),
    }
    frozen = max(dates.withdraw_until + timedelta(days=1), days[Gate.COLLECTION])
    days[Gate.DATA] = own.get(Gate.DATA, frozen)
    days[Gate.CODING] = own.get(Gate.CODING, days[Gate.DATA] + CODING_TAKES)
    days[Gate.RELEASE] = own.get(Gate.RELEASE, days[Gate.CODING] + RELEASE_TAKES)
    days[Gate.MEETING] = own.get(Gate.MEETING, dates.meeting_on or days[Gate.RELEASE] + NOTICE[1])
    days[Gate.PROPOSAL] = own.get(Gate.PROPOSAL, days[Gate.MEETING] + COMMENT_TAKES)
    days[Gate.DECISION] = own.get(Gate.DECISION, days[Gate.PROPOSAL] + BALLOT_TAKES)
    days[Gate.REVIEW] = own.get(Gate.REVIEW, check_days(days[Gate.DECISION])[-1])
    return days


def slips(dates: Dates, days: Mapping[Gate, date], passed: Collection[Gate], today: date) -> tuple[Slip, ...]:
    """Return what is late or planned too tightly, in the order of the gates; what is passed warns of nothing.

    `passed` are the gates that lie behind every strand.
    """
    found = []
    for gate in Gate:
        if gate in passed:
            continue
        if days[gate] < today:
            found.append(Slip(SlipKind.LATE, gate, (today - days[gate]).days))
        found += [
            Slip(SlipKind.OUT_OF_ORDER, gate, (days[before] - days[gate]).days, before)
            for before in PREREQUISITES[gate]
            if before not in passed and days[gate] < days[before]
        ]
        if gate is Gate.COLLECTION:
            found += _too_short(dates.opens_on, days[gate])
        if gate is Gate.MEETING and Gate.RELEASE not in passed:
            found += _short_notice(days[Gate.RELEASE], days[gate])
    return tuple(found)


def _too_short(opens_on: date, closes_on: date) -> list[Slip]:
    should = open_weeks(opens_on, closes_on) * WEEK
    wanting = (should - (closes_on - opens_on)).days
    return [Slip(SlipKind.OPEN_TOO_SHORT, Gate.COLLECTION, wanting)] if wanting > 0 else []


def _short_notice(released_on: date, meets_on: date) -> list[Slip]:
    wanting = (NOTICE[0] - (meets_on - released_on)).days
    # a meeting before the release is out of order already
    return [Slip(SlipKind.NOTICE_TOO_SHORT, Gate.MEETING, wanting)] if 0 < wanting <= NOTICE[0].days else []
