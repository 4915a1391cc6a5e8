"""The coverage, as dates and outcomes move it: where every organisation stands, and what is done next to hear it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ScalarSelect, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from consult.collection.records import Coverage, Invitation
from consult.collection.rules import NOT_YET_HEARD, Disposition, NextStep, next_disposition
from consult.consultation.queries import frame
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_line
from consult.shared.time import check_years

NOTE_LIMIT, OFFICE_LIMIT = 300, 120
BEFORE = {
    event: [now for now in Disposition if now is not event and next_disposition(now, event) is event]
    for event in Disposition
}


def move_coverage(
    session: Session,
    strand_id: str,
    organisation_id: str | ScalarSelect[str],
    *,
    event: Disposition,
    day: date | None,
) -> bool:
    """Write into the coverage what happened, in one statement; return whether it changed anything."""
    changed = session.execute(
        update(Coverage)
        .where(
            Coverage.strand_id == strand_id,
            Coverage.organisation_id == organisation_id,
            Coverage.disposition.in_(BEFORE[event]),
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


def decline(session: Session, invitation_id: str, *, day: date) -> None:
    """Note that an organisation does not wish to take part; raise `NotAllowedNow` once it has answered."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound(invitation_id)
    if _standing(session, invitation.strand_id, invitation.organisation_id) is Disposition.ANSWERED:
        raise NotAllowedNow(N_("This organisation has answered; it may withdraw its answer instead."))
    move_coverage(session, invitation.strand_id, invitation.organisation_id, event=Disposition.DECLINED, day=day)


def mark_unreachable(session: Session, strand_id: str, organisation_id: str, *, day: date) -> None:
    """Note that every way of reaching an organisation has failed; its link still works should it turn up.

    Whoever answered or declined was reached: their line stays as it is, and `NotAllowedNow` is raised.
    """
    if _standing(session, strand_id, organisation_id) in (Disposition.ANSWERED, Disposition.DECLINED):
        raise NotAllowedNow(N_("This organisation was reached: it has answered, or chosen not to."))
    move_coverage(session, strand_id, organisation_id, event=Disposition.UNREACHABLE, day=day)


def leave_out(session: Session, strand_id: str, organisation_id: str, *, reason: str, day: date) -> None:
    """Note that an organisation is not asked, and why; nobody invites or reminds it then."""
    reason = clean_line(reason)
    if not reason:
        raise NotAllowedNow(N_("Say why this organisation is not asked: the coverage shows the reason."))
    _standing(session, strand_id, organisation_id)
    if not move_coverage(session, strand_id, organisation_id, event=Disposition.NOT_ASKED, day=day):
        raise NotAllowedNow(N_("This organisation has begun, answered, or chosen not to: it was asked."))
    line = session.scalars(_line(strand_id, organisation_id)).one()
    line.note, line.next_step, line.taken_by, line.step_due = reason[:NOTE_LIMIT], None, "", None
    session.flush()


def ask_after_all(session: Session, strand_id: str, organisation_id: str, *, day: date) -> None:
    """Take back that an organisation is not asked; one that has links is invited again by them."""
    _standing(session, strand_id, organisation_id)
    if not move_coverage(session, strand_id, organisation_id, event=Disposition.NOT_INVITED, day=day):
        raise NotAllowedNow(N_("This organisation is asked already."))
    line = session.scalars(_line(strand_id, organisation_id)).one()
    line.note = ""
    session.flush()
    linked = select(Invitation.id).where(
        Invitation.strand_id == strand_id,
        Invitation.organisation_id == organisation_id,
        Invitation.revoked_at.is_(None),
    )
    if session.scalar(linked.limit(1)) is not None:
        move_coverage(session, strand_id, organisation_id, event=Disposition.INVITED, day=day)


def plan_step(
    session: Session, strand_id: str, organisation_id: str, *, step: NextStep | None, taken_by: str, due: date | None
) -> None:
    """Write down what is done next to hear an organisation, by which office, and until when; None takes it back."""
    check_years(due)
    if _standing(session, strand_id, organisation_id) not in NOT_YET_HEARD:
        raise NotAllowedNow(N_("There is nothing left to do: this organisation was heard, or is not asked."))
    line = session.scalars(_line(strand_id, organisation_id)).one()
    line.next_step = step
    line.taken_by = clean_line(taken_by)[:OFFICE_LIMIT] if step else ""
    line.step_due = due if step else None
    session.flush()


def propose_other_contact(session: Session, returned: Collection[tuple[str, str]]) -> None:
    """Where (strand, organisation) a mail came back and nobody has planned anything: find another contact."""
    if not returned:
        return
    session.execute(
        update(Coverage)
        .where(
            or_(
                *(
                    and_(Coverage.strand_id == strand_id, Coverage.organisation_id == organisation_id)
                    for strand_id, organisation_id in sorted(set(returned))
                )
            ),
            Coverage.next_step.is_(None),
            Coverage.disposition.in_(NOT_YET_HEARD),
        )
        .values(next_step=NextStep.OTHER_CONTACT)
        .execution_options(synchronize_session=False)
    )


def _standing(session: Session, strand_id: str, organisation_id: str) -> Disposition:
    found = session.execute(
        select(Coverage.disposition).where(Coverage.strand_id == strand_id, Coverage.organisation_id == organisation_id)
    ).first()
    if found is None:
        raise NotFound(organisation_id)
    return found[0]


def _line(strand_id: str, organisation_id: str) -> Select[Coverage]:
    return select(Coverage).where(Coverage.strand_id == strand_id, Coverage.organisation_id == organisation_id)
