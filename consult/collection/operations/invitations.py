"""Inviting members, and the coverage that dates and outcomes move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.collection.records import Coverage, Invitation
from consult.collection.rules import Closed, Disposition, next_disposition
from consult.consultation.queries import StrandView, frame, strand
from consult.consultation.rules import StrandState
from consult.membership.records import Contact
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id

_BEFORE = {
    event: [now for now in Disposition if now is not event and next_disposition(now, event) is event]
    for event in Disposition
}


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation in the only moment its token is known."""

    organisation_id: str
    contact_id: str | None
    token: str
    language: str


def move_coverage(
    session: Session, strand_id: str, organisation_id: str, *, event: Disposition, day: date | None
) -> bool:
    """Write into the coverage what happened, in one statement; return whether it changed anything."""
    changed = session.execute(
        update(Coverage)
        .where(
            Coverage.strand_id == strand_id,
            Coverage.organisation_id == organisation_id,
            Coverage.disposition.in_(_BEFORE[event]),
        )
        .values(disposition=event, changed_on=day)
        .returning(Coverage.id)
    )
    return changed.first() is not None


def cover_frame(session: Session, strand_id: str) -> int:
    """Give every member organisation of the frame its line in the coverage; return how many are new."""
    covered = set(session.scalars(select(Coverage.organisation_id).where(Coverage.strand_id == strand_id)))
    new = [m.organisation_id for m in frame(session, strand_id) if m.organisation_id not in covered]
    session.add_all(Coverage(strand_id=strand_id, organisation_id=organisation_id) for organisation_id in new)
    session.flush()
    return len(new)


def invite(
    session: Session,
    *,
    strand_id: str,
    organisation_id: str,
    contact_id: str | None,
    language: str,
    expires_at: datetime,
    day: date | None = None,
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
    )
    session.add(invitation)
    session.flush()
    move_coverage(session, strand_id, organisation_id, event=Disposition.INVITED, day=day)
    return token


def invite_all(
    session: Session, strand_id: str, expires_at: datetime, *, day: date | None = None
) -> list[IssuedInvitation]:
    """Invite every contact of the frame's organisations who has no invitation; nobody is ever invited twice."""
    asking = strand(session, strand_id)
    if asking is None:
        raise NotFound(strand_id)
    if asking.state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    issued = _issue(session, asking)
    session.add_all(
        Invitation(
            strand_id=strand_id,
            organisation_id=new.organisation_id,
            contact_id=new.contact_id,
            token_hash=digest(new.token),
            language=new.language,
            expires_at=expires_at,
        )
        for new in issued
    )
    session.flush()
    session.execute(
        update(Coverage)
        .where(
            Coverage.strand_id == strand_id,
            Coverage.disposition.in_(_BEFORE[Disposition.INVITED]),
            Coverage.organisation_id.in_(sorted({new.organisation_id for new in issued})),
        )
        .values(disposition=Disposition.INVITED, changed_on=day)
    )
    return issued


def _issue(session: Session, asking: StrandView) -> list[IssuedInvitation]:
    """Return an invitation for every contact of the frame without one: in their language, else the organisation's."""
    invited = select(Invitation.contact_id).where(
        Invitation.strand_id == asking.id, Invitation.contact_id.is_not(None), Invitation.revoked_at.is_(None)
    )
    members = {member.organisation_id: member for member in frame(session, asking.id)}
    contacts = session.execute(
        select(Contact.id, Contact.organisation_id, Contact.language)
        .where(Contact.id.not_in(invited))
        .order_by(Contact.organisation_id, Contact.id)
    )
    return [
        IssuedInvitation(
            organisation_id,
            contact_id,
            random_id(),
            _language(asking, own, members[organisation_id].language),
        )
        for contact_id, organisation_id, own in contacts
        if organisation_id in members
    ]


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
    """End a contact's open invitation and make a new one: the lost link opens nothing any more."""
    asking = strand(session, strand_id)
    found = session.get(Contact, contact_id)
    lines = frame(session, strand_id)
    member = next((one for one in lines if found and one.organisation_id == found.organisation_id), None)
    if asking is None or found is None or member is None:
        raise NotFound(contact_id)
    if asking.state is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    session.execute(
        update(Invitation)
        .where(Invitation.strand_id == strand_id, Invitation.contact_id == contact_id, Invitation.revoked_at.is_(None))
        .values(revoked_at=moment)
    )
    language = _language(asking, found.language, member.language)
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


def _language(asking: StrandView, *tags: str) -> str:
    return next((tag for tag in tags if tag in asking.languages), "en")


def decline(session: Session, invitation_id: str, *, day: date) -> None:
    """Note that an organisation does not wish to take part; raise `NotAllowedNow` once it has answered."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound(invitation_id)
    now = session.scalar(
        select(Coverage.disposition).where(
            Coverage.strand_id == invitation.strand_id, Coverage.organisation_id == invitation.organisation_id
        )
    )
    if now is Disposition.ANSWERED:
        raise NotAllowedNow(N_("This organisation has answered; it may withdraw its answer instead."))
    move_coverage(session, invitation.strand_id, invitation.organisation_id, event=Disposition.DECLINED, day=day)


def mark_unreachable(session: Session, strand_id: str, organisation_id: str, *, day: date) -> None:
    """Note that every way of reaching an organisation has failed; its link still works should it turn up.

    Whoever answered or declined was reached: their line stays as it is, and `NotAllowedNow` is raised.
    """
    standing = session.scalar(
        select(Coverage.disposition).where(Coverage.strand_id == strand_id, Coverage.organisation_id == organisation_id)
    )
    if standing is None:
        raise NotFound(organisation_id)
    if standing in (Disposition.ANSWERED, Disposition.DECLINED):
        raise NotAllowedNow(N_("This organisation was reached: it has answered, or chosen not to."))
    move_coverage(session, strand_id, organisation_id, event=Disposition.UNREACHABLE, day=day)
