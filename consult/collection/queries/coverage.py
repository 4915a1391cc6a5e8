"""Where every member organisation stands, and the state of the seal. Nothing that was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.collection.records import Answer, Coverage, Invitation, SealOpening
from consult.collection.rules import AnswerState, Disposition, NextStep, Unit, in_fives
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import Mode
from consult.membership.records import Contact, Organisation
from consult.shared.text import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """One member organisation of the frame and where it stands."""

    organisation_id: str
    name: str
    region: str
    kind: str
    language: str
    in_both: bool
    disposition: Disposition
    changed_on: date | None
    note: str = ""
    next_step: NextStep | None = None
    taken_by: str = ""
    step_due: date | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to write to in an organisation."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOpeningView:
    """One request to open the seal: who, why, when."""

    id: str
    strand_id: str
    reason: str
    asked_at: datetime
    asked_by: str | None
    asker_id: str | None
    turned_by: str | None
    turner_id: str | None
    opened_at: datetime | None
    closes_at: datetime | None

    def is_open(self, moment: datetime) -> bool:
        """Tell whether both keys are turned and the hour is not over."""
        return self.opened_at is not None and self.closes_at is not None and self.opened_at <= moment < self.closes_at

    def is_holder(self, account_id: str) -> bool:
        """Tell whether an account holds one of the two keys."""
        return account_id in (self.asker_id, self.turner_id)


def coverage(session: Session, strand_id: str) -> tuple[CoverageView, ...]:
    """Return every organisation of the frame with where it stands, by name."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            FrameMember.region,
            FrameMember.kind,
            FrameMember.language,
            FrameMember.in_both,
            Coverage,
        )
        .join(FrameMember, FrameMember.organisation_id == Organisation.id)
        .outerjoin(
            Coverage, (Coverage.organisation_id == Organisation.id) & (Coverage.strand_id == FrameMember.strand_id)
        )
        .where(FrameMember.strand_id == strand_id)
    )
    found = (
        CoverageView(
            organisation_id=organisation_id,
            name=name,
            region=region,
            kind=kind,
            language=language,
            in_both=in_both,
            disposition=stands.disposition if stands else Disposition.NOT_INVITED,
            changed_on=stands.changed_on if stands else None,
            note=stands.note if stands else "",
            next_step=stands.next_step if stands else None,
            taken_by=stands.taken_by if stands else "",
            step_due=stands.step_due if stands else None,
        )
        for organisation_id, name, region, kind, language, in_both, stands in rows
    )
    return tuple(sorted(found, key=lambda line: (sort_key(line.name), line.organisation_id)))


def coverage_counts(session: Session, strand_id: str) -> Mapping[Disposition, int]:
    """Return how many organisations of the frame stand where; every disposition is there, and they add up."""
    counts = dict.fromkeys(Disposition, 0)
    for line in coverage(session, strand_id):
        counts[line.disposition] += 1
    return counts


def individual_count(session: Session, strand_id: str) -> int:
    """Return how many people have answered in their own name; in steps of five where they do so anonymously.

    Whoever looked before and after somebody sat down to answer would otherwise know that they did.
    """
    counted = (
        select(func.count(Answer.id))
        .where(Answer.strand_id == strand_id, Answer.unit == Unit.INDIVIDUAL, Answer.state == AnswerState.SUBMITTED)
        .scalar_subquery()
    )
    mode = select(Consultation.individual_mode).join(Strand, Strand.consultation_id == Consultation.id)
    row = session.execute(mode.where(Strand.id == strand_id).add_columns(counted)).first()
    if row is None:
        return 0
    return in_fives(row[1]) if row[0] is Mode.ANONYMOUS else row[1]


def invitation_counts(session: Session, strand_id: str) -> tuple[int, int]:
    """Return how many invitations are out, and how many contacts of organisations that are asked have none yet."""
    invited = select(Invitation.contact_id).where(
        Invitation.strand_id == strand_id, Invitation.revoked_at.is_(None), Invitation.contact_id.is_not(None)
    )
    left_out = select(Coverage.organisation_id).where(
        Coverage.strand_id == strand_id, Coverage.disposition == Disposition.NOT_ASKED
    )
    out = select(func.count(Invitation.id)).where(
        Invitation.strand_id == strand_id, Invitation.revoked_at.is_(None), Invitation.wave == 0
    )
    waiting = (
        select(func.count(Contact.id))
        .join(FrameMember, FrameMember.organisation_id == Contact.organisation_id)
        .where(
            FrameMember.strand_id == strand_id, Contact.id.not_in(invited), FrameMember.organisation_id.not_in(left_out)
        )
    )
    row = session.execute(select(out.scalar_subquery(), waiting.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def contacts_of(session: Session, strand_id: str) -> Mapping[str, tuple[ContactView, ...]]:
    """Return the contacts of every organisation of the frame, by organisation; for who may see contacts."""
    rows = session.execute(
        select(Contact.organisation_id, Contact.id, Contact.name, Contact.email)
        .join(FrameMember, FrameMember.organisation_id == Contact.organisation_id)
        .where(FrameMember.strand_id == strand_id)
        .order_by(Contact.organisation_id, Contact.id)
    )
    found: dict[str, tuple[ContactView, ...]] = {}
    for organisation_id, contact_id, name, email in rows:
        found[organisation_id] = (*found.get(organisation_id, ()), ContactView(contact_id, name, email))
    return found


def seal_openings(session: Session, strand_id: str) -> tuple[SealOpeningView, ...]:
    """Return every request to open a strand's seal, the newest first."""
    asker, turner = aliased(Account), aliased(Account)
    rows = session.execute(
        select(SealOpening, asker.name, turner.name)
        .outerjoin(asker, asker.id == SealOpening.lead_account_id)
        .outerjoin(turner, turner.id == SealOpening.safeguarding_account_id)
        .where(SealOpening.strand_id == strand_id)
        .order_by(SealOpening.asked_at.desc(), SealOpening.id)
    )
    return tuple(
        SealOpeningView(
            id=opening.id,
            strand_id=opening.strand_id,
            reason=opening.reason,
            asked_at=opening.asked_at,
            asked_by=asked_by,
            asker_id=opening.lead_account_id,
            turned_by=turned_by,
            turner_id=opening.safeguarding_account_id,
            opened_at=opening.opened_at,
            closes_at=opening.closes_at,
        )
        for opening, asked_by, turned_by in rows
    )


def seal_opening(session: Session, strand_id: str, opening_id: str) -> SealOpeningView | None:
    """Return one request of a strand, or None."""
    return next((found for found in seal_openings(session, strand_id) if found.id == opening_id), None)
