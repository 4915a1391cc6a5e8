"""Decision links: what one opens, and who has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Texts
from consult.consultation.records import Consultation, Strand
from consult.decision.records import DecisionLink
from consult.membership.records import Coalition, Contact, Membership, Organisation
from consult.shared.identifiers import digest
from consult.shared.text import sort_key

A, B, BOTH = "a", "b", "both"


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a link opens: the consultation it is for, and the language it was written in."""

    id: str
    consultation_id: str
    language: str
    title: Texts
    languages: tuple[str, ...]
    fictitious: bool


@dataclass(frozen=True, slots=True)
class LinkedMember:
    """The member organisation a decision link stands for; `group` is "a", "b" or "both" by its coalitions' marks."""

    link_id: str
    organisation_id: str
    organisation_name: str
    consultation_id: str
    coalition_ids: frozenset[str]
    group: str
    language: str


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """One member organisation of the consultation: whom its link goes to, and the link it has, if any."""

    organisation_id: str
    name: str
    group: str
    contact_id: str | None
    contact: str
    email: str
    language: str
    link_id: str | None
    expires_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Tell whether there is somebody to write to, and no link yet."""
        return self.link_id is None and self.contact_id is not None


def _usable(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return DecisionLink.revoked_at.is_(None), DecisionLink.expires_at > moment


def open_link(session: Session, token: str, moment: datetime) -> LinkView | None:
    """Return what a link opens; None alike for one nobody was given, one that has ended, one taken back."""
    row = session.execute(
        select(DecisionLink.id, DecisionLink.language, Consultation)
        .join(Consultation, Consultation.id == DecisionLink.consultation_id)
        .where(DecisionLink.token_hash == digest(token), *_usable(moment))
    ).first()
    if row is None:
        return None
    link_id, language, asked = row
    return LinkView(link_id, asked.id, language, asked.title, tuple(asked.languages), asked.fictitious)


def member_of_link(session: Session, link_id: str, moment: datetime) -> LinkedMember | None:
    """Return the member a link stands for while it may be used, in one statement; None once it has left."""
    rows = session.execute(
        select(DecisionLink, Organisation.name, Strand.coalition_id, Coalition.mark, Membership.id)
        .join(Organisation, Organisation.id == DecisionLink.organisation_id)
        .join(Strand, Strand.consultation_id == DecisionLink.consultation_id)
        .join(Coalition, Coalition.id == Strand.coalition_id)
        .outerjoin(
            Membership,
            (Membership.coalition_id == Coalition.id) & (Membership.organisation_id == DecisionLink.organisation_id),
        )
        .where(DecisionLink.id == link_id, *_usable(moment))
    ).all()
    own = frozenset(row.coalition_id for row in rows if row[-1] is not None)
    if not own:
        return None
    link: DecisionLink = rows[0][0]
    return LinkedMember(
        link_id=link.id,
        organisation_id=link.organisation_id,
        organisation_name=rows[0].name,
        consultation_id=link.consultation_id,
        coalition_ids=own,
        group=group_of(own, {row.coalition_id: row.mark for row in rows}),
        language=link.language,
    )


def group_of(own: Iterable[str], marks: Mapping[str, str]) -> str:
    """Return "a" or "b" by the place of an organisation's coalition among those that ask, or "both"."""
    order = sorted(marks, key=lambda coalition_id: marks[coalition_id])
    places = sorted(order.index(coalition_id) for coalition_id in own)
    return BOTH if len(places) > 1 else (A, B)[min(places[0], 1)]


def link_holders(session: Session, consultation_id: str) -> tuple[LinkHolder, ...]:
    """Return every member organisation of the consultation's coalitions by name, with its first contact and its link.

    The first contact is the first by name of those with an e-mail address, else of all.
    """
    marks: dict[str, str] = {}
    own: dict[str, set[str]] = {}
    organisations: dict[str, Organisation] = {}
    for organisation, coalition_id, mark in session.execute(_members(consultation_id)):
        marks[coalition_id] = mark
        own.setdefault(organisation.id, set()).add(coalition_id)
        organisations[organisation.id] = organisation
    contacts: dict[str, Contact] = {}
    for contact in sorted(session.scalars(select(Contact)), key=_first):
        contacts.setdefault(contact.organisation_id, contact)
    given = select(DecisionLink).where(
        DecisionLink.consultation_id == consultation_id, DecisionLink.revoked_at.is_(None)
    )
    links = {link.organisation_id: link for link in session.scalars(given)}
    found = [
        _holder(one, group_of(own[one.id], marks), contacts.get(one.id), links.get(one.id))
        for one in organisations.values()
    ]
    return tuple(sorted(found, key=lambda one: sort_key(one.name)))


def _members(consultation_id: str) -> Select[Organisation, str, str]:
    return (
        select(Organisation, Coalition.id, Coalition.mark)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Coalition, Coalition.id == Membership.coalition_id)
        .join(Strand, Strand.coalition_id == Coalition.id)
        .where(Strand.consultation_id == consultation_id)
    )


def _first(contact: Contact) -> tuple[bool, str, str]:
    return not contact.email, sort_key(contact.name), contact.id


def _holder(one: Organisation, group: str, contact: Contact | None, link: DecisionLink | None) -> LinkHolder:
    return LinkHolder(
        organisation_id=one.id,
        name=one.name,
        group=group,
        contact_id=contact.id if contact else None,
        contact=contact.name if contact else "",
        email=contact.email if contact else "",
        language=contact.language if contact else (one.languages or ["en"])[0],
        link_id=link.id if link else None,
        expires_at=link.expires_at if link else None,
    )
