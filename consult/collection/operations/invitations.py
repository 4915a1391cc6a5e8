"""Inviting members, reminding whoever is silent, ending links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.collection.operations.coverage import BEFORE, move_coverage
from consult.collection.queries.mails import next_wave, to_be_reminded, written_in
from consult.collection.records import Coverage, Invitation
from consult.collection.rules import Closed, Disposition
from consult.consultation.queries import StrandView, frame, strand
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.membership.records import Contact
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation in the only moment its token is known."""

    organisation_id: str
    contact_id: str | None
    token: str
    language: str
    wave: int | None = 0


def invite(
    session: Session,
    *,
    strand_id: str,
    organisation_id: str,
    contact_id: str | None,
    language: str,
    expires_at: datetime,
    day: date | None = None,
    wave: int | None = 0,
) -> str:
    """Make an invitation and return its token, which is stored nowhere."""
    token = random_id()
    invitation = Invitation(
        strand_id=strand_id,
        organisation_id=organisation_id,
        contact_id=contact_id,
        token_hash=digest(token),
        language=language,
        expires_at=expires_at,
        invited_on=day,
        wave=wave,
    )
    session.add(invitation)
    session.flush()
    move_coverage(session, strand_id, organisation_id, event=Disposition.INVITED, day=day)
    return token


def invite_all(
    session: Session, strand_id: str, expires_at: datetime, *, day: date | None = None
) -> list[IssuedInvitation]:
    """Invite every contact of the frame's organisations who has no invitation; nobody is ever invited twice."""
    asking = _open_strand(session, strand_id)
    invited = select(Invitation.contact_id).where(
        Invitation.strand_id == strand_id, Invitation.contact_id.is_not(None), Invitation.revoked_at.is_(None)
    )
    left_out = select(Coverage.organisation_id).where(
        Coverage.strand_id == strand_id, Coverage.disposition == Disposition.NOT_ASKED
    )
    members = {member.organisation_id: member for member in frame(session, strand_id)}
    contacts = session.execute(
        select(Contact.id, Contact.organisation_id, Contact.language)
        .where(Contact.id.not_in(invited), Contact.organisation_id.not_in(left_out))
        .order_by(Contact.organisation_id, Contact.id)
    )
    issued = [
        IssuedInvitation(
            organisation_id, contact_id, random_id(), written_in(asking, own, members[organisation_id].language)
        )
        for contact_id, organisation_id, own in contacts
        if organisation_id in members
    ]
    _keep(session, strand_id, issued, expires_at, day)
    session.execute(
        update(Coverage)
        .where(
            Coverage.strand_id == strand_id,
            Coverage.disposition.in_(BEFORE[Disposition.INVITED]),
            Coverage.organisation_id.in_(sorted({new.organisation_id for new in issued})),
        )
        .values(disposition=Disposition.INVITED, changed_on=day)
    )
    return issued


def remind_all(
    session: Session, strand_id: str, expires_at: datetime, *, wave: int, day: date
) -> list[IssuedInvitation]:
    """Make a link for every contact who is reminded, beside those they have (decision 15).

    `wave` is the number the caller saw as the next: pressed twice, a reminder goes out once.
    """
    asking = _open_strand(session, strand_id)
    session.execute(select(Strand.id).where(Strand.id == strand_id).with_for_update())
    if wave != next_wave(session, strand_id):
        raise NotAllowedNow(N_("This reminder has been sent already."))
    issued = [
        IssuedInvitation(one.organisation_id, one.contact_id, random_id(), one.language, wave)
        for one in to_be_reminded(session, asking)
    ]
    if not issued:
        raise NotAllowedNow(N_("There is nobody to remind: whoever was invited has answered or chosen not to."))
    _keep(session, strand_id, issued, expires_at, day)
    return issued


def link_again(session: Session, strand_id: str, organisation_id: str, expires_at: datetime) -> list[IssuedInvitation]:
    """Make a further link for every contact of an organisation, for a mail that asks them to look at something."""
    asking = _open_strand(session, strand_id)
    member = next((one for one in frame(session, strand_id) if one.organisation_id == organisation_id), None)
    if member is None:
        raise NotFound(organisation_id)
    contacts = session.execute(
        select(Contact.id, Contact.language).where(Contact.organisation_id == organisation_id).order_by(Contact.id)
    )
    issued = [
        IssuedInvitation(organisation_id, contact_id, random_id(), written_in(asking, own, member.language), None)
        for contact_id, own in contacts
    ]
    _keep(session, strand_id, issued, expires_at, None)
    return issued


def _open_strand(session: Session, strand_id: str) -> StrandView:
    asking = strand(session, strand_id)
    if asking is None:
        raise NotFound(strand_id)
    if asking.state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    return asking


def _keep(
    session: Session, strand_id: str, issued: Iterable[IssuedInvitation], expires_at: datetime, day: date | None
) -> None:
    """Store the hashes of new links."""
    session.add_all(
        Invitation(
            strand_id=strand_id,
            organisation_id=new.organisation_id,
            contact_id=new.contact_id,
            token_hash=digest(new.token),
            language=new.language,
            expires_at=expires_at,
            invited_on=day,
            wave=new.wave,
        )
        for new in issued
    )
    session.flush()


def revoke(session: Session, invitation_id: str, *, moment: datetime) -> None:
    """End an invitation: its link opens nothing any more; what was answered through it stays."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound(invitation_id)
    invitation.revoked_at = invitation.revoked_at or moment
    session.flush()


def renew(
    session: Session, strand_id: str, contact_id: str, expires_at: datetime, *, moment: datetime
) -> IssuedInvitation:
    """End every link a contact has and make a new one: the lost ones open nothing any more."""
    asking = _open_strand(session, strand_id)
    found = session.get(Contact, contact_id)
    lines = frame(session, strand_id)
    member = next((one for one in lines if found and one.organisation_id == found.organisation_id), None)
    if found is None or member is None:
        raise NotFound(contact_id)
    session.execute(
        update(Invitation)
        .where(Invitation.strand_id == strand_id, Invitation.contact_id == contact_id, Invitation.revoked_at.is_(None))
        .values(revoked_at=moment)
    )
    language = written_in(asking, found.language, member.language)
    token = invite(
        session,
        strand_id=strand_id,
        organisation_id=found.organisation_id,
        contact_id=contact_id,
        language=language,
        expires_at=expires_at,
        day=moment.date(),
    )
    return IssuedInvitation(found.organisation_id, contact_id, token, language)
