"""Giving member organisations their decision link, and taking it back. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView, consultation
from consult.decision.queries.links import LinkHolder, link_holders
from consult.decision.records import DecisionLink
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link in the only moment its token is known."""

    link_id: str
    organisation_id: str
    contact_id: str
    token: str
    language: str


def issue_links(session: Session, consultation_id: str, *, expires_at: datetime) -> tuple[IssuedLink, ...]:
    """Give every member organisation that can be written to and has no link one; nobody gets a second.

    An organisation in both coalitions gets one link for both. `renew_link` replaces a lost one.
    """
    asked = _consultation(session, consultation_id)
    waiting = [one for one in link_holders(session, consultation_id) if one.is_waiting]
    return _issue(session, asked, waiting, expires_at)


def renew_link(
    session: Session, consultation_id: str, organisation_id: str, *, expires_at: datetime, moment: datetime
) -> IssuedLink:
    """Take an organisation's link back and give it a new one: the lost link opens nothing any more."""
    asked = _consultation(session, consultation_id)
    holder = next((h for h in link_holders(session, asked.id) if h.organisation_id == organisation_id), None)
    if holder is None:
        raise NotFound(organisation_id)
    if holder.contact_id is None:
        raise NotAllowedNow(N_("Nobody in this organisation can be written to: add a contact to the register first."))
    session.execute(
        update(DecisionLink)
        .where(
            DecisionLink.consultation_id == asked.id,
            DecisionLink.organisation_id == organisation_id,
            DecisionLink.revoked_at.is_(None),
        )
        .values(revoked_at=moment)
    )
    return _issue(session, asked, [holder], expires_at)[0]


def extend_links(session: Session, consultation_id: str, *, expires_at: datetime) -> None:
    """Let every link that was not taken back work until another moment."""
    session.execute(
        update(DecisionLink)
        .where(DecisionLink.consultation_id == consultation_id, DecisionLink.revoked_at.is_(None))
        .values(expires_at=expires_at)
    )


def revoke_link(session: Session, link_id: str, *, moment: datetime) -> None:
    """End a link: it opens nothing any more; what was said or voted through it stays."""
    link = session.get(DecisionLink, link_id)
    if link is None:
        raise NotFound(link_id)
    link.revoked_at = link.revoked_at or moment
    session.flush()


def _consultation(session: Session, consultation_id: str) -> ConsultationView:
    found = consultation(session, consultation_id)
    if found is None:
        raise NotFound(consultation_id)
    return found


def _issue(
    session: Session, asked: ConsultationView, holders: list[LinkHolder], expires_at: datetime
) -> tuple[IssuedLink, ...]:
    issued = tuple(
        IssuedLink(
            link_id=random_id(),
            organisation_id=holder.organisation_id,
            contact_id=holder.contact_id,
            token=random_id(),
            language=holder.language if holder.language in asked.languages else "en",
        )
        for holder in holders
        if holder.contact_id is not None
    )
    session.add_all(
        DecisionLink(
            id=new.link_id,
            consultation_id=asked.id,
            organisation_id=new.organisation_id,
            contact_id=new.contact_id,
            token_hash=digest(new.token),
            language=new.language,
            expires_at=expires_at,
        )
        for new in issued
    )
    session.flush()
    return issued
