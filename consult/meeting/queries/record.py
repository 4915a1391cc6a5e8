"""The record of a meeting: everything that happened, in the order in which it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import Texts
from consult.meeting.queries.amending import AmendmentView, amendments_of
from consult.meeting.queries.ideas import CardView, ClusterView
from consult.meeting.queries.polling import PollView, polls_of
from consult.meeting.queries.reacting import ReactionView, reactions_of
from consult.meeting.queries.talking import InterventionView, interventions_of
from consult.meeting.records import IdeaCard, IdeaCluster, MeetingSession

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


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of the agenda with the idea cards laid in it: by cluster, the largest first, and the rest."""

    id: str
    title: Texts
    is_open: bool
    clusters: tuple[ClusterView, ...]
    loose: tuple[CardView, ...]


def sittings(session: Session, meeting_id: str) -> tuple[Sitting, ...]:
    """Return the agenda with what lies on its tables, in one statement."""
    rows = session.execute(
        select(MeetingSession, IdeaCard, IdeaCluster)
        .outerjoin(IdeaCard, IdeaCard.session_id == MeetingSession.id)
        .outerjoin(IdeaCluster, IdeaCluster.id == IdeaCard.cluster_id)
        .where(MeetingSession.meeting_id == meeting_id)
        .order_by(MeetingSession.held_on, MeetingSession.begins, MeetingSession.number, IdeaCard.id)
    ).all()
    return tuple(_sitting(list(own)) for _held, own in groupby(rows, key=lambda row: row[0].id))


def _sitting(rows: Sequence[Row[MeetingSession, IdeaCard | None, IdeaCluster | None]]) -> Sitting:
    held = rows[0][0]
    cards = [_card(card) for _held, card, _cluster in rows if card is not None]
    named = {cluster.id: cluster for _held, _card, cluster in rows if cluster is not None}
    clusters = [_cluster(one, cards) for one in named.values()]
    return Sitting(
        id=held.id,
        title=held.title,
        is_open=held.opened_at is not None and held.closed_at is None,
        clusters=tuple(sorted(clusters, key=lambda one: (-len(one.cards), one.number))),
        loose=tuple(card for card in cards if card.cluster_id is None),
    )


def _card(record: IdeaCard) -> CardView:
    return CardView(
        id=record.id,
        session_id=record.session_id,
        cluster_id=record.cluster_id,
        language=record.language,
        text=record.text,
        translations=record.translations,
        medium=record.medium,
    )


def _cluster(record: IdeaCluster, cards: Sequence[CardView]) -> ClusterView:
    return ClusterView(
        id=record.id,
        session_id=record.session_id,
        number=record.number,
        name=record.name,
        language=record.language,
        translations=record.translations,
        cards=tuple(card for card in cards if card.cluster_id == record.id),
    )
