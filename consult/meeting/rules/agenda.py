"""What an agenda may hold, and for whom a delegation speaks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time

from consult.meeting.rules.kinds import Group
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.time import check_years

NOTICE_DAYS = 14
"""Members are told of a meeting two to five weeks before it (FIELD.md, gate G7)."""

MOST_DAYS = 31


def check_days(begins_on: date, ends_on: date, announced_on: date | None) -> None:
    """Raise `NotAllowedNow` if a meeting ends before it begins, lasts longer than any, or is announced too late."""
    check_years(begins_on, ends_on, announced_on)
    if ends_on < begins_on:
        raise NotAllowedNow(N_("A meeting cannot end before it begins."))
    if (ends_on - begins_on).days >= MOST_DAYS:
        raise NotAllowedNow(N_("A meeting lasts at most %(most)s days; check both."), most=MOST_DAYS)
    if announced_on is not None and announced_on > begins_on:
        raise NotAllowedNow(N_("A meeting is announced before it begins."))


def check_within(held_on: date, begins_on: date, ends_on: date) -> None:
    """Raise `NotAllowedNow` if a session lies outside the days of its meeting."""
    if not begins_on <= held_on <= ends_on:
        raise NotAllowedNow(N_("A session is held on one of the days of the meeting."))


def hour(typed: str) -> time:
    """Return an hour written as "9:30" or "09:30"; raise `ValueError` if it is none."""
    return time.fromisoformat(typed.strip().zfill(5))


def check_hours(begins: str, ends: str) -> tuple[str, str]:
    """Return both hours as "HH:MM"; raise `NotAllowedNow` if one is no hour or the session ends before it begins."""
    try:
        first, last = hour(begins), hour(ends)
    except ValueError as fault:
        raise NotAllowedNow(N_("Write the hours as 09:30.")) from fault
    if last <= first:
        raise NotAllowedNow(N_("A session ends after it begins."))
    return first.strftime("%H:%M"), last.strftime("%H:%M")


def group_of(held: Collection[str], asked: Sequence[str]) -> Group | None:
    """Return for whom a member of the coalitions `held` speaks, where `asked` are A and, if there is one, B."""
    own = [coalition in held for coalition in asked]
    if not any(own):
        return None
    if all(own) and len(own) > 1:
        return Group.BOTH
    return Group.A if own[0] else Group.B
