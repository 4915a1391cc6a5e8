"""Writes of the strands, step by step; every step demands its gates. Nothing here commits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultation.labels import CODES
from consult.consultation.queries import passed_gates
from consult.consultation.records import Consultation, FrameMember, GatePassage, Strand, StrandKey, StrandSeal
from consult.consultation.rules import DataSeal, Gate, Passed, StrandState, check_step, may_choose_bases, reached
from consult.membership.records import Membership, Organisation
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.keyring import keyring


def add_strand(session: Session, consultation_id: str, coalition_id: str) -> str:
    """Give a coalition its half of a consultation, with a key of its own; return the strand's id."""
    record = Strand(consultation_id=consultation_id, coalition_id=coalition_id)
    session.add(record)
    session.flush()
    session.add(StrandKey(strand_id=record.id, wrapped=keyring().new_key(record.id)))
    session.flush()
    return record.id


def open_strand(session: Session, strand_id: str, moment: datetime) -> int:
    """Open collection and fix the frame; return how many member organisations it holds.

    Raises `NotAllowedNow` before the mandate (G0), the instrument (G1) and the register (G2) are through their gates,
    and where the coalition has no members, or more than it may have for the rule it chose.
    """
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.OPEN)
    _demand(
        session,
        record.consultation_id,
        Passed(Gate.MANDATE),
        Passed(Gate.INSTRUMENT, strand_id),
        Passed(Gate.REGISTER, strand_id),
    )
    mandate = session.get_one(Consultation, record.consultation_id)
    size = _fix_frame(session, record)
    if not size:
        raise NotAllowedNow(N_("The coalition's register is empty: import its members first."))
    if record.base_rule_chosen_at is not None and not may_choose_bases(size):
        raise NotAllowedNow(
            N_("The coalition has %(count)s members by now, too many to hide bases alone. Choose the full rule first."),
            count=size,
        )
    record.state, record.opened_at = StrandState.OPEN, moment
    mandate.opened_at = mandate.opened_at or moment
    return size


def release(session: Session, strand_id: str, moment: datetime, *, account_id: str | None = None) -> bool:
    """Say that this strand's findings are ready to be read; return whether every strand has now said so.

    Demands G5 of the strand. The last strand to speak passes G6 for the whole consultation: nobody reads the other
    strand's findings before that, whichever strand speaks first.
    """
    record = _strand(session, strand_id)
    session.get(Consultation, record.consultation_id, with_for_update=True)  # two last strands at once pass G6 once
    check_step(record.state, StrandState.RELEASED)
    _demand(session, record.consultation_id, Passed(Gate.CODING, strand_id))
    record.state, record.released_at = StrandState.RELEASED, moment
    if not _all_released(session, record.consultation_id):
        return False
    record_passage(session, Gate.RELEASE, consultation_id=record.consultation_id, account_id=account_id, moment=moment)
    return True


def record_passage(
    session: Session,
    gate: Gate,
    *,
    consultation_id: str,
    strand_id: str | None = None,
    account_id: str | None,
    moment: datetime,
) -> None:
    """Write down that a gate was passed; the database refuses a second time."""
    session.add(
        GatePassage(
            consultation_id=consultation_id, strand_id=strand_id, gate=gate, account_id=account_id, passed_at=moment
        )
    )
    session.flush()


def close(session: Session, strand_id: str, moment: datetime) -> None:
    """Close collection: no answer comes in or changes any more. Part of passing G3, and of nothing else."""
    record = _strand(session, strand_id)
    if record.state is StrandState.PREPARED:
        raise NotAllowedNow(N_("Collection is not open."))
    check_step(record.state, StrandState.CLOSED)
    record.state, record.closed_at = StrandState.CLOSED, moment


def freeze(session: Session, strand_id: str, *, moment: datetime, seal: DataSeal) -> None:
    """Freeze the data under their seal, which nobody can change afterwards. Part of passing G4, and of nothing else."""
    record = _strand(session, strand_id)
    check_step(record.state, StrandState.FROZEN)
    record.state, record.frozen_at, record.dataset_hash = StrandState.FROZEN, moment, seal.whole
    session.add(StrandSeal(strand_id=strand_id, sealed_at=moment, **asdict(seal)))
    session.flush()


def publish(session: Session, consultation_id: str, moment: datetime) -> None:
    """Open the released findings of every strand to its members at once. Part of passing G7, and of nothing else."""
    strands = session.scalars(select(Strand).where(Strand.consultation_id == consultation_id).with_for_update()).all()
    for record in strands:
        check_step(record.state, StrandState.PUBLISHED)
        record.state, record.published_at = StrandState.PUBLISHED, moment


def _strand(session: Session, strand_id: str) -> Strand:
    record = session.get(Strand, strand_id, with_for_update=True)
    if record is None:
        raise NotFound(strand_id)
    return record


def _demand(session: Session, consultation_id: str, *needed: Passed) -> None:
    passed = passed_gates(session, consultation_id)
    missing = [CODES[one.gate] for one in needed if one not in passed]
    if missing:
        raise NotAllowedNow(N_("These gates must be passed first: %(gates)s."), gates=", ".join(missing))


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


def _all_released(session: Session, consultation_id: str) -> bool:
    session.flush()
    states = session.scalars(select(Strand.state).where(Strand.consultation_id == consultation_id)).all()
    return all(reached(found, StrandState.RELEASED) for found in states)
