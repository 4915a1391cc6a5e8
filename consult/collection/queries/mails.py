"""What was mailed to whom, and what became of it. Addresses are opened only for the worker, and one at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.collection.records import Coverage, Invitation, Mail
from consult.collection.rules import REMINDED, Disposition, MailKind, MailState, NextStep
from consult.consultation.queries import StrandView, cipher_of, frame, strand
from consult.consultation.rules import StrandState
from consult.membership.records import Contact, Organisation
from consult.shared.identifiers import digest

MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMail:
    """One mail that a server has not taken yet. `mark` names it to the outside; nobody can make it without the key."""

    id: str
    kind: MailKind
    language: str
    strand: StrandView
    organisation: str
    contact: str
    to: str
    url: str
    mark: str
    is_wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The invitation or one reminder: when, how many links, and how many mails are where."""

    wave: int
    made_on: date | None
    link_count: int
    mails: Mapping[MailState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A mail that did not arrive."""

    organisation_id: str
    organisation: str
    contact: str
    state: MailState
    fault: str
    changed_on: date
    next_step: NextStep | None


@dataclass(frozen=True, slots=True)
class Reachable:
    """A contact who would be written to, and in which language."""

    organisation_id: str
    contact_id: str
    language: str


def waiting_mail(session: Session, mail_id: str, moment: datetime) -> WaitingMail | None:
    """Return a mail that waits, opened; None once it is sent, given up or gone."""
    row = session.execute(
        select(Mail, Organisation.name, Contact.name, Coverage.disposition)
        .join(Organisation, Organisation.id == Mail.organisation_id)
        .outerjoin(Contact, Contact.id == Mail.contact_id)
        .outerjoin(
            Coverage, (Coverage.strand_id == Mail.strand_id) & (Coverage.organisation_id == Mail.organisation_id)
        )
        .where(Mail.id == mail_id, Mail.state == MailState.WAITING, Mail.sealed.is_not(None))
    ).first()
    asking = strand(session, row[0].strand_id) if row else None
    if row is None or asking is None:
        return None
    mail, organisation, contact, disposition = row
    cipher = cipher_of(session, mail.strand_id)
    assert mail.sealed is not None
    held = json.loads(cipher.open(mail.sealed, place=f"mail|{mail.id}"))
    standing = session.scalar(
        select(Invitation.id).where(
            Invitation.token_hash == digest(held["url"].rpartition("/")[2]),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > moment,
        )
    )
    return WaitingMail(
        id=mail.id,
        kind=mail.kind,
        language=mail.language,
        strand=asking,
        organisation=organisation,
        contact=contact or "",
        to=held["to"],
        url=held["url"],
        mark=cipher.mark(MESSAGE, mail.id),
        is_wanted=bool(standing) and asking.state is StrandState.OPEN and still_wanted(mail.kind, disposition),
    )


def still_wanted(kind: MailKind, disposition: Disposition | None) -> bool:
    """Tell whether a mail should still go out, now that the organisation stands where it does."""
    if kind is MailKind.REMINDER:
        return disposition in REMINDED
    return kind is MailKind.CONFIRM or disposition is not Disposition.DECLINED


def rounds(session: Session, strand_id: str) -> tuple[Round, ...]:
    """Return the invitation and every reminder of a strand, in their order."""
    links = session.execute(
        select(
            Invitation.wave,
            func.min(Invitation.invited_on),
            func.count().filter(Invitation.revoked_at.is_(None)),
        )
        .where(Invitation.strand_id == strand_id, Invitation.wave.is_not(None))
        .group_by(Invitation.wave)
        .order_by(Invitation.wave)
    ).all()
    mails: dict[int, dict[MailState, int]] = {}
    for wave, state, count in session.execute(
        select(Mail.wave, Mail.state, func.count())
        .where(Mail.strand_id == strand_id, Mail.kind != MailKind.CONFIRM)
        .group_by(Mail.wave, Mail.state)
    ):
        mails.setdefault(wave, {})[state] = count
    return tuple(
        Round(wave=wave, made_on=made_on, link_count=count, mails=mails.get(wave, {}))
        for wave, made_on, count in links
        if wave is not None
    )


def undelivered(session: Session, strand_id: str) -> tuple[Undelivered, ...]:
    """Return the mails that did not arrive, the newest first."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Contact.name, Mail, Coverage.next_step)
        .join(Organisation, Organisation.id == Mail.organisation_id)
        .outerjoin(Contact, Contact.id == Mail.contact_id)
        .outerjoin(
            Coverage, (Coverage.strand_id == Mail.strand_id) & (Coverage.organisation_id == Mail.organisation_id)
        )
        .where(Mail.strand_id == strand_id, Mail.state.in_((MailState.BOUNCED, MailState.FAILED)))
        .order_by(Mail.changed_on.desc(), Organisation.name_key, Mail.id)
    )
    return tuple(
        Undelivered(
            organisation_id=organisation_id,
            organisation=name,
            contact=contact or "",
            state=mail.state,
            fault=mail.fault,
            changed_on=mail.changed_on,
            next_step=step,
        )
        for organisation_id, name, contact, mail, step in rows
    )


def to_be_reminded(session: Session, asking: StrandView) -> tuple[Reachable, ...]:
    """Return the contacts a reminder goes to: invited, not heard, and their last mail was not returned."""
    returned = select(Mail.contact_id).where(
        Mail.strand_id == asking.id, Mail.state == MailState.BOUNCED, Mail.contact_id.is_not(None)
    )
    invited = select(Invitation.contact_id).where(
        Invitation.strand_id == asking.id, Invitation.revoked_at.is_(None), Invitation.contact_id.is_not(None)
    )
    languages = {member.organisation_id: member.language for member in frame(session, asking.id)}
    rows = session.execute(
        select(Contact.organisation_id, Contact.id, Contact.language)
        .join(Coverage, Coverage.organisation_id == Contact.organisation_id)
        .where(
            Coverage.strand_id == asking.id,
            Coverage.disposition.in_(REMINDED),
            Contact.id.not_in(returned),
            Contact.id.in_(invited),
        )
        .order_by(Contact.organisation_id, Contact.id)
    )
    return tuple(
        Reachable(organisation_id, contact_id, written_in(asking, own, languages.get(organisation_id, "")))
        for organisation_id, contact_id, own in rows
    )


def next_wave(session: Session, strand_id: str) -> int:
    """Return the number the next reminder will have."""
    last = session.scalar(select(func.max(Invitation.wave)).where(Invitation.strand_id == strand_id))
    return (last or 0) + 1


def written_in(asking: StrandView, *tags: str) -> str:
    """Return the first of a member's languages that the consultation is held in."""
    return next((tag for tag in tags if tag in asking.languages), "en")
