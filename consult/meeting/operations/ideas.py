"""Laying idea cards nobody signs, and putting together those that say the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.meeting.operations.revision import changing_open
from consult.meeting.operations.talking import spoken_text, spoken_translations
from consult.meeting.records import IdeaCard, IdeaCluster, MeetingSession
from consult.meeting.rules.kinds import Medium, SessionKind
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_line


def lay_card(
    session: Session,
    session_id: str,
    *,
    language: str,
    text: str,
    medium: Medium,
    translations: Mapping[str, str] | None = None,
) -> str:
    """Lay an idea on the table; whose it is, and when it came, is kept nowhere. Return its id."""
    _ideas(session, session_id)
    made = IdeaCard(
        session_id=session_id,
        language=language,
        text=spoken_text(text),
        translations=dict(spoken_translations(translations, language)),
        medium=medium,
    )
    session.add(made)
    session.flush()
    return made.id


def _ideas(session: Session, session_id: str) -> MeetingSession:
    held = session.get(MeetingSession, session_id)
    if held is None:
        raise NotFound("session")
    changing_open(session, held.meeting_id)
    if held.kind is not SessionKind.IDEAS:
        raise NotAllowedNow(N_("Idea cards have their own session."))
    return held


def name_cluster(
    session: Session, session_id: str, *, name: str, language: str, translations: Mapping[str, str] | None = None
) -> str:
    """Give cards that say the same a name to be put under; return the cluster's id."""
    _ideas(session, session_id)
    last = session.scalar(select(func.max(IdeaCluster.number)).where(IdeaCluster.session_id == session_id))
    made = IdeaCluster(
        session_id=session_id,
        number=(last or 0) + 1,
        name=_named(name),
        language=language,
        translations=dict(spoken_translations(translations, language)),
    )
    session.add(made)
    session.flush()
    return made.id


def rename_cluster(session: Session, cluster_id: str, *, name: str, language: str) -> None:
    """Give a cluster another name; translations of the old one are gone with it."""
    cluster = _cluster(session, cluster_id)
    _ideas(session, cluster.session_id)
    cluster.name, cluster.language, cluster.translations = _named(name), language, {}
    session.flush()


def _named(name: str) -> str:
    named = clean_line(name)
    if not named:
        raise NotAllowedNow(N_("Name what the cards have in common."))
    return named


def put_cards(session: Session, cluster_id: str, card_ids: Collection[str]) -> None:
    """Put cards of the same session under a cluster; a cluster they leave empty goes."""
    cluster = _cluster(session, cluster_id)
    _ideas(session, cluster.session_id)
    _move(session, cluster.session_id, card_ids, cluster.id)


def take_cards_out(session: Session, card_ids: Collection[str]) -> None:
    """Lay cards of one session back on the table; a cluster they leave empty goes."""
    found = session.scalars(select(IdeaCard.session_id).where(IdeaCard.id.in_(card_ids)).distinct()).all()
    if len(found) != 1:
        raise NotFound("cards")
    _ideas(session, found[0])
    _move(session, found[0], card_ids, None)


def _cluster(session: Session, cluster_id: str) -> IdeaCluster:
    cluster = session.get(IdeaCluster, cluster_id)
    if cluster is None:
        raise NotFound("cluster")
    return cluster


def _move(session: Session, session_id: str, card_ids: Collection[str], cluster_id: str | None) -> None:
    cards = session.scalars(select(IdeaCard).where(IdeaCard.session_id == session_id, IdeaCard.id.in_(card_ids))).all()
    if not cards or len(cards) != len(set(card_ids)):
        raise NotFound("cards")
    left = {card.cluster_id for card in cards} - {None, cluster_id}
    for card in cards:
        card.cluster_id = cluster_id
    session.flush()
    held = select(IdeaCard.cluster_id).where(IdeaCard.cluster_id.in_(left))
    session.execute(delete(IdeaCluster).where(IdeaCluster.id.in_(left), IdeaCluster.id.not_in(held)))
