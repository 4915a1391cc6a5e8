"""Reads of idea cards and the clusters the room put them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import Texts
from consult.meeting.records import IdeaCard, IdeaCluster
from consult.meeting.rules.kinds import Medium


@dataclass(frozen=True, slots=True)
class CardView:
    """An idea nobody signed."""

    id: str
    session_id: str
    cluster_id: str | None
    language: str
    text: str
    translations: Texts
    medium: Medium


@dataclass(frozen=True, slots=True)
class ClusterView:
    """Cards that say the same, under their name."""

    id: str
    session_id: str
    number: int
    name: str
    language: str
    translations: Texts
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class IdeasView:
    """The table of one session: clusters, the largest first, and the cards in none."""

    clusters: tuple[ClusterView, ...]
    loose: tuple[CardView, ...]

    @property
    def count(self) -> int:
        """Return how many cards lie there."""
        return len(self.loose) + sum(len(cluster.cards) for cluster in self.clusters)


def ideas_of(session: Session, session_id: str) -> IdeasView:
    """Return the cards of one session, in two statements. The order of cards is that of their random ids."""
    cards = session.scalars(select(IdeaCard).where(IdeaCard.session_id == session_id).order_by(IdeaCard.id))
    clusters = session.scalars(select(IdeaCluster).where(IdeaCluster.session_id == session_id))
    return ideas_view(cards.all(), clusters.all())


def ideas_view(cards: Sequence[IdeaCard], clusters: Sequence[IdeaCluster]) -> IdeasView:
    """Return the cards of a session by cluster, the largest first, and those in none."""
    views = [_card(card) for card in cards]
    named = (_cluster(one, views) for one in clusters)
    return IdeasView(
        tuple(sorted(named, key=lambda one: (-len(one.cards), one.number))),
        tuple(card for card in views if card.cluster_id is None),
    )


def cluster_session(session: Session, cluster_id: str) -> str | None:
    """Return the session a cluster belongs to, or None."""
    return session.scalar(select(IdeaCluster.session_id).where(IdeaCluster.id == cluster_id))


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
