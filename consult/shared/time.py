"""One clock. Operations take the moment as an argument; only views and commands ask this module."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from consult.shared.errors import N_, NotAllowedNow

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day in UTC."""
    return now().date()


def to_the_hour(moment: datetime) -> datetime:
    """Return `moment` cut to its hour: all that confidential answers may carry (decision 9)."""
    return moment.replace(minute=0, second=0, microsecond=0)


def end_of(day: date) -> datetime:
    """Return the moment a day is over everywhere on earth (UTC-12): promises to members last that long."""
    return datetime.combine(day + timedelta(days=1), time(12), UTC)


def check_years(*days: date | None) -> None:
    """Raise `NotAllowedNow` for a day whose year nobody can mean: what is reckoned from it would leave the calendar."""
    for day in days:
        if day is not None and not EARLIEST <= day <= LATEST:
            raise NotAllowedNow(N_("The year of %(day)s cannot be meant; check the day."), day=day.isoformat())
