"""Reads of one day of a meeting, as far as it may leave the room.

Words that stay in the room, or were taken back, do not come out of here, but how many stay; nor does an open poll.
A day is that of the agenda for what was said, and that of universal time for what has a moment and no session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import SessionView, sessions
from consult.meeting.queries.amending import AmendmentView
from consult.meeting.queries.ideas import IdeasView, ideas_in
from consult.meeting.queries.polling import PollView
from consult.meeting.queries.reacting import ReactionView
from consult.meeting.queries.record import recorded
from consult.meeting.queries.talking import InterventionView
from consult.meeting.rules.kinds import SessionKind
from consult.meeting.rules.reacting import leaves_the_room


@dataclass(frozen=True, slots=True)
class DaySession:
    """A session with what was said in it; `kept` contributions stay in the room. Idea cards lie in their own kind."""

    session: SessionView
    said: tuple[InterventionView, ...]
    kept: int
    ideas: IdeasView


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything of one day that may leave the room; `kept` reactions stay there."""

    day: date
    sessions: tuple[DaySession, ...]
    reactions: tuple[ReactionView, ...]
    kept: int
    amendments: tuple[AmendmentView, ...]
    polls: tuple[PollView, ...]


def day_of(session: Session, meeting_id: str, day: date) -> DayView:
    """Return one day of a meeting. Polls are those closed until its end: a repetition is read beside the first."""
    found = recorded(session, meeting_id)
    held = [one for one in sessions(session, meeting_id) if one.held_on == day]
    with_cards = [one.id for one in held if one.kind is SessionKind.IDEAS]
    ideas = ideas_in(session, with_cards) if with_cards else {}
    reactions = [one for one in found.reactions if one.recorded_at.date() == day and one.withdrawn_at is None]
    return DayView(
        day=day,
        sessions=tuple(
            _held(one, [i for i in found.interventions if i.session_id == one.id], ideas.get(one.id)) for one in held
        ),
        reactions=tuple(one for one in reactions if one.is_shown and one.text),
        kept=sum(not one.is_shown for one in reactions),
        amendments=tuple(
            one
            for one in found.amendments
            if day in (one.moved_at.date(), one.settled_at.date() if one.settled_at else None)
        ),
        polls=tuple(one for one in found.polls if one.closed_at is not None and one.closed_at.date() <= day),
    )


def _held(held: SessionView, said: list[InterventionView], ideas: IdeasView | None) -> DaySession:
    standing = [one for one in said if one.withdrawn_at is None]
    shown = [one for one in standing if leaves_the_room(one.attribution, one.withdrawn_at)]
    return DaySession(held, tuple(shown), len(standing) - len(shown), ideas or IdeasView((), ()))
