"""Reads of one day of a meeting, as far as it may leave the room.

Words that stay in the room, or were taken back, do not come out of here, but how many stay; nor does an open poll.
A day is that of the agenda for what was said, and that of universal time for what has a moment and no session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import SessionView, session_view
from consult.meeting.queries.amending import AmendmentView
from consult.meeting.queries.ideas import IdeasView, ideas_view
from consult.meeting.queries.polling import PollView
from consult.meeting.queries.reacting import ReactionView
from consult.meeting.queries.record import recorded
from consult.meeting.queries.talking import InterventionView
from consult.meeting.records import IdeaCard, IdeaCluster, MeetingSession
from consult.meeting.rules.reacting import leaves_the_room

Table = tuple[MeetingSession, list[IdeaCard], dict[str, IdeaCluster]]


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
    reactions = [one for one in found.reactions if one.recorded_at.date() == day and one.withdrawn_at is None]
    return DayView(
        day=day,
        sessions=tuple(
            _held(own, [one for one in found.interventions if one.session_id == own[0].id])
            for own in _tables(session, meeting_id, day)
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


def _tables(session: Session, meeting_id: str, day: date) -> list[Table]:
    """Return the sessions of a day with what lies on their tables, in one statement."""
    rows = session.execute(
        select(MeetingSession, IdeaCard, IdeaCluster)
        .outerjoin(IdeaCard, IdeaCard.session_id == MeetingSession.id)
        .outerjoin(IdeaCluster, IdeaCluster.id == IdeaCard.cluster_id)
        .where(MeetingSession.meeting_id == meeting_id, MeetingSession.held_on == day)
        .order_by(MeetingSession.begins, MeetingSession.number, IdeaCard.id)
    )
    found: dict[str, Table] = {}
    for held, card, cluster in rows:
        _held_session, cards, clusters = found.setdefault(held.id, (held, [], {}))
        if card is not None:
            cards.append(card)
        if cluster is not None:
            clusters[cluster.id] = cluster
    return list(found.values())


def _held(own: Table, said: list[InterventionView]) -> DaySession:
    held, cards, clusters = own
    standing = [one for one in said if one.withdrawn_at is None]
    shown = [one for one in standing if leaves_the_room(one.attribution, one.withdrawn_at)]
    ideas = ideas_view(cards, tuple(clusters.values()))
    return DaySession(session_view(held), tuple(shown), len(standing) - len(shown), ideas)
