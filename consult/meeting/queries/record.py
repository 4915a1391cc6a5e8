"""The record of a meeting: everything that happened, in the order in which it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from consult.meeting.queries.amending import AmendmentView, amendments_of
from consult.meeting.queries.polling import PollView, polls_of
from consult.meeting.queries.reacting import ReactionView, reactions_of
from consult.meeting.queries.talking import InterventionView, interventions_of

Item = ReactionView | AmendmentView | PollView | InterventionView


class What(StrEnum):
    """What happened."""

    SAID = "said"
    REACTED = "reacted"
    MOVED = "moved"
    SETTLED = "settled"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, when it did, and what it is about."""

    what: What
    at: datetime
    item: Item


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a meeting's record is made of, apart from idea cards: those have no moment."""

    reactions: tuple[ReactionView, ...]
    amendments: tuple[AmendmentView, ...]
    polls: tuple[PollView, ...]
    interventions: tuple[InterventionView, ...]

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Return everything as it happened; of one moment, in the order in which it was numbered."""
        return tuple(sorted(_all(self), key=lambda one: (one.at, one.item.number)))


def record_of(session: Session, meeting_id: str) -> tuple[Happening, ...]:
    """Return what happened at a meeting, in order."""
    return recorded(session, meeting_id).happenings


def recorded(session: Session, meeting_id: str) -> Recorded:
    """Return the same by kind, in four statements."""
    return Recorded(
        reactions=reactions_of(session, meeting_id),
        amendments=amendments_of(session, meeting_id),
        polls=polls_of(session, meeting_id),
        interventions=interventions_of(session, meeting_id),
    )


def _all(found: Recorded) -> Iterator[Happening]:
    yield from (Happening(What.SAID, one.said_at, one) for one in found.interventions)
    yield from (Happening(What.REACTED, one.recorded_at, one) for one in found.reactions)
    yield from (Happening(What.MOVED, one.moved_at, one) for one in found.amendments)
    yield from (Happening(What.SETTLED, one.settled_at, one) for one in found.amendments if one.settled_at)
    yield from (Happening(What.POLL_OPENED, one.opened_at, one) for one in found.polls)
    yield from (Happening(What.POLL_CLOSED, one.closed_at, one) for one in found.polls if one.closed_at)
