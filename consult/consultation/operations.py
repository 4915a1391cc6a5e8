"""Writes of the mandate and its strands. Nothing here commits."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import Mandate, StrandState, check_step, mandate_gaps, reached
from consult.membership.records import Membership, Organisation
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.time import end_of


def create_consultation(session: Session, mandate: Mandate, *, fictitious: bool = False) -> str:
    """Add a consultation that is not open yet; return its id."""
    record = Consultation(
        title=dict(mandate.title),
        question=dict(mandate.question),
        already_discussed=dict(mandate.already_discussed),
        still_open=dict(mandate.still_open),
        criteria=[dict(text) for text in mandate.criteria],
        languages=list(mandate.languages),
        opens_on=mandate.opens_on,
        closes_on=mandate.closes_on,
        withdraw_until=mandate.withdraw_until,
        decision_rule=mandate.decision_rule,
        decision_base=mandate.decision_base,
        decision_threshold=mandate.decision_threshold,
        quorum=mandate.quorum,
        meeting_on=mandate.meeting_on,
        fictitious=fictitious,
    )
    session.add(record)
    session.flush()
    return record.id


def change_mandate(session: Session, consultation_id: str, mandate: Mandate) -> None:
    """Replace the mandate; raise `NotAllowedNow` once the first strand is open: members answered under the old one."""
    record = session.get(Consultation, consultation_id)
    if record is None:
        raise NotFound(consultation_id)
    if record.opened_at is not None:
        raise NotAllowedNow(N_("Collection has begun under this mandate; it can no longer be changed."))
    for field in ("title", "question", "already_discussed", "still_open"):
        setattr(record, field, dict(getattr(mandate, field)))
    record.criteria = [dict(text) for text in mandate.criteria]
    record.languages = list(mandate.languages)
    for field in ("opens_on", "closes_on", "withdraw_until", "meeting_on"):
        setattr(record, field, getattr(mandate, field))
    for field in ("decision_rule", "decision_base", "decision_threshold", "quorum"):
        setattr(record, field, getattr(mandate, field))


def add_strand(session: Session, consultation_id: str, coalition_id: str) -> str:
    """Give a coalition its half of a consultation; return the strand's id."""
    record = Strand(consultation_id=consultation_id, coalition_id=coalition_id)
    session.add(record)
    session.flush()
    return record.id


def _strand(session: Session, strand_id: str) -> Strand:
    record = session.get(Strand, strand_id, with_for_update=True)
    if record is None:
        raise NotFound(strand_id)
    return record


def open_strand(session: Session, strand_id: str, moment: datetime) -> int:
    """Open collection and fix the frame; return how many member organisations it holds.

    Raises `NotAllowedNow` while the mandate has gaps (seed N2: the invitation may not hide what leaders
    already discussed) or the coalition has no members.
    """
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.OPEN)
    mandate = session.get_one(Consultation, record.consultation_id)
    texts = {
        "title": mandate.title,
        "question": mandate.question,
        "already_discussed": mandate.already_discussed,
        "still_open": mandate.still_open,
    }
    if gaps := mandate_gaps(texts, mandate.languages):
        raise NotAllowedNow(N_("The mandate has gaps, complete it first: %(gaps)s."), gaps=", ".join(gaps))
    size = _fix_frame(session, record)
    if not size:
        raise NotAllowedNow(N_("The coalition's register is empty: import its members first."))
    record.state, record.opened_at = StrandState.OPEN, moment
    mandate.opened_at = mandate.opened_at or moment
    return size


def _fix_frame(session: Session, record: Strand) -> int:
    members = session.execute(select(Membership.organisation_id, Membership.coalition_id)).all()
    coalitions: dict[str, set[str]] = defaultdict(set)
    for organisation_id, coalition_id in members:
        coalitions[organisation_id].add(coalition_id)
    asked = set(session.scalars(select(Strand.coalition_id).where(Strand.consultation_id == record.consultation_id)))
    own = [organisation_id for organisation_id, of in coalitions.items() if record.coalition_id in of]
    organisations = {o.id: o for o in session.scalars(select(Organisation)) if o.id in set(own)}
    session.add_all(
        FrameMember(
            strand_id=record.id,
            organisation_id=organisation_id,
            region=organisations[organisation_id].region.value,
            kind=organisations[organisation_id].kind.value,
            language=(organisations[organisation_id].languages or ["en"])[0],
            in_both=len(coalitions[organisation_id] & asked) > 1,
        )
        for organisation_id in own
    )
    session.flush()
    return len(own)


def close_strand(session: Session, strand_id: str, moment: datetime) -> None:
    """Close collection: no answer comes in or changes any more."""
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.CLOSED)
    record.state, record.closed_at = StrandState.CLOSED, moment


def freeze_strand(session: Session, strand_id: str, *, moment: datetime, dataset_hash: str) -> None:
    """Freeze the data under its hash, once nobody can withdraw any more (gate G4)."""
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.FROZEN)
    mandate = session.get_one(Consultation, record.consultation_id)
    if moment < end_of(mandate.withdraw_until):
        day = mandate.withdraw_until.isoformat()
        raise NotAllowedNow(N_("Members may withdraw until %(day)s; freeze after that day."), day=day)
    record.state, record.frozen_at, record.dataset_hash = StrandState.FROZEN, moment, dataset_hash


def release(session: Session, strand_id: str, moment: datetime) -> bool:
    """Say that this strand's findings are ready to be read; return whether every strand has now said so (G6).

    Nobody reads the other strand's findings before that, whichever strand speaks first.
    """
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.RELEASED)
    record.state, record.released_at = StrandState.RELEASED, moment
    return _all_reached(session, record.consultation_id, StrandState.RELEASED)


def publish(session: Session, consultation_id: str, moment: datetime) -> None:
    """Open the released findings of every strand to its members at once, as presented at the joint meeting (G7)."""
    strands = session.scalars(select(Strand).where(Strand.consultation_id == consultation_id).with_for_update()).all()
    if not strands or not _all_reached(session, consultation_id, StrandState.RELEASED):
        raise NotAllowedNow(N_("Both strands must have released their findings first."))
    for record in strands:
        check_step(record.state, StrandState.PUBLISHED)
        record.state, record.published_at = StrandState.PUBLISHED, moment


def _all_reached(session: Session, consultation_id: str, state: StrandState) -> bool:
    session.flush()
    states = session.scalars(select(Strand.state).where(Strand.consultation_id == consultation_id)).all()
    return all(reached(found, state) for found in states)
