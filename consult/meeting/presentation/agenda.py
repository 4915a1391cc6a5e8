"""What the agenda shows: days with their sessions, and who is to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.lists import format_list
from flask_babel import format_date, get_locale

from consult.briefing.presentation.wording import isolated
from consult.meeting.presentation.reading import Reading, _, of_texts
from consult.meeting.queries.agenda import DelegationView, MeetingView, SessionView
from consult.meeting.rules.agenda import NOTICE_DAYS
from consult.meeting.rules.kinds import POLLED, Group
from consult.membership.labels import language_name


@dataclass(frozen=True, slots=True)
class Line:
    """One session with its title in the reader's language; `state` is "now", "done" or "open"."""

    session: SessionView
    title: Reading
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the meeting."""

    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """The days, the delegations, and how many there are of each group; `short_notice` if members hear of it late."""

    where: str
    languages: str
    days: tuple[Day, ...]
    delegations: tuple[DelegationView, ...]
    by_group: tuple[tuple[Group, int], ...]
    members: int
    arrived: int
    session_count: int
    short_notice: bool


def agenda_page(
    found: MeetingView, sessions: Sequence[SessionView], delegations: Sequence[DelegationView], tag: str
) -> AgendaPage:
    """Return what the agenda shows a reader of `tag`."""
    counts = Counter(one.group for one in delegations)
    lines = [line_of(one, tag) for one in sessions]
    return AgendaPage(
        where=_where(found),
        languages=format_list([language_name(one) for one in found.languages], locale=get_locale()),
        days=tuple(Day(day, tuple(one for one in lines if one.session.held_on == day)) for day in days_of(found)),
        delegations=tuple(delegations),
        by_group=tuple((group, counts[group]) for group in Group if counts[group]),
        members=sum(count for group, count in counts.items() if group in POLLED),
        arrived=sum(one.arrived_at is not None for one in delegations),
        session_count=len(lines),
        short_notice=found.notice_days is not None and found.notice_days < NOTICE_DAYS,
    )


def _where(found: MeetingView) -> str:
    """Return place and days in one line; the place keeps its own direction."""
    place = isolated(found.place) if found.place else _("place not yet known")
    first, last = (format_date(day, "long") for day in (found.begins_on, found.ends_on))
    if first == last:
        return _("%(place)s · %(day)s", place=place, day=first)
    return _("%(place)s · %(first)s to %(last)s", place=place, first=first, last=last)


def line_of(found: SessionView, tag: str) -> Line:
    """Return one session as an agenda shows it."""
    state = "now" if found.is_open else "done" if found.closed_at else "open"
    return Line(found, of_texts(found.title, tag), state)


def days_of(found: MeetingView) -> tuple[date, ...]:
    """Return the days of a meeting."""
    return tuple(found.begins_on + timedelta(days=n) for n in range((found.ends_on - found.begins_on).days + 1))
