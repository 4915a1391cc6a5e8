"""Planning gates, vouching for their conditions, passing them. Nothing here commits."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from consult.consultation.labels import CODES, reasons, worded
from consult.consultation.operations import strands
from consult.consultation.queries import (
    Condition,
    ConsultationView,
    Gates,
    Standing,
    consultation,
    gate_book,
    passed_gates,
    standings,
)
from consult.consultation.records import Attestation, Consultation, GateDate
from consult.consultation.rules import PER_STRAND, Gate, Passed, is_passed_by_all, missing_before
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text
from consult.shared.time import check_years


class GateRefused(NotAllowedNow):
    """A gate that cannot be passed yet; `failing` are the conditions that do not hold."""

    def __init__(self, gate: Gate, failing: tuple[Standing, ...]) -> None:
        self.gate, self.failing = gate, failing
        super().__init__(
            N_("Gate %(gate)s cannot be passed yet. %(reasons)s"), gate=CODES[gate], reasons=reasons(failing)
        )


def pass_gate(
    session: Session,
    gates: Gates,
    gate: Gate,
    *,
    consultation_id: str,
    strand_id: str | None = None,
    account_id: str | None,
    moment: datetime,
) -> None:
    """Pass a gate, and take the step it stands for: G3 closes a strand, G4 freezes it, G7 publishes the findings.

    Raises `NotAllowedNow` where a gate before it is not passed, `GateRefused` with every condition that does not hold.
    """
    found = _held(session, consultation_id, gate, strand_id)
    book = gate_book(session, consultation_id)
    at = Passed(gate, strand_id or "")
    _check_order(found, at, book.passed)
    standing = standings(session, gates, [at], found, book, moment)[at]
    if failing := tuple(one for one in standing if not one.holds):
        raise GateRefused(gate, failing)
    if gate is Gate.COLLECTION and strand_id:
        strands.close(session, strand_id, moment)
    elif gate is Gate.DATA and strand_id:
        strands.freeze(session, strand_id, moment=moment, seal=gates.data_seal(session, strand_id))
    elif gate is Gate.MEETING:
        strands.publish(session, consultation_id, moment)
    strands.record_passage(
        session, gate, consultation_id=consultation_id, strand_id=strand_id, account_id=account_id, moment=moment
    )


def _held(session: Session, consultation_id: str, gate: Gate, strand_id: str | None) -> ConsultationView:
    """Return a consultation, held until the transaction ends, that has the strand the gate is about."""
    session.get(Consultation, consultation_id, with_for_update=True)
    found = consultation(session, consultation_id)
    if found is None or (gate in PER_STRAND) is (strand_id is None):
        raise NotFound(consultation_id)
    if strand_id is not None and strand_id not in {one.id for one in found.strands}:
        raise NotFound(strand_id)
    return found


def _check_order(found: ConsultationView, at: Passed, passed: frozenset[Passed]) -> None:
    if at in passed:
        raise NotAllowedNow(N_("Gate %(gate)s is passed already."), gate=CODES[at.gate])
    if at.gate is Gate.RELEASE:
        raise NotAllowedNow(N_("Gate G6 is passed by the release of the last strand, and by nothing else."))
    if missing := missing_before(at.gate, at.strand_id, [one.id for one in found.strands], passed):
        names = ", ".join(CODES[one] for one in missing)
        raise NotAllowedNow(N_("These gates must be passed first: %(gates)s."), gates=names)


def attest(
    session: Session,
    gates: Gates,
    *,
    consultation_id: str,
    strand_id: str | None,
    condition: str,
    account_id: str,
    reason: str,
    moment: datetime,
) -> str:
    """Vouch for a condition that nothing measures, with a reason; return the attestation's id."""
    asked = gates.condition(condition)
    if asked is None:
        raise NotFound(condition)
    _held(session, consultation_id, asked.gate, strand_id)
    book = gate_book(session, consultation_id)
    _check_attestable(asked, Passed(asked.gate, strand_id or ""), book.passed)
    if book.attested(condition, strand_id or "") is not None:
        raise NotAllowedNow(N_("Somebody vouches for this already; withdraw that first."))
    if not clean_text(reason).strip():
        raise NotAllowedNow(N_("Say what you rest this on: nobody vouches without a reason."))
    record = Attestation(
        consultation_id=consultation_id,
        strand_id=strand_id,
        condition=condition,
        account_id=account_id,
        reason=clean_text(reason).strip(),
        attested_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def withdraw_attestation(
    session: Session,
    gates: Gates,
    *,
    consultation_id: str,
    strand_id: str | None,
    attestation_id: str,
    moment: datetime,
) -> None:
    """Take an attestation back; it stays in the records with the day. What let a gate be passed stays."""
    record = session.get(Attestation, attestation_id, with_for_update=True)
    if record is None or (record.consultation_id, record.strand_id) != (consultation_id, strand_id):
        raise NotFound(attestation_id)
    asked = gates.condition(record.condition)
    if asked is not None:
        _check_attestable(asked, Passed(asked.gate, strand_id or ""), passed_gates(session, consultation_id))
    record.withdrawn_at = record.withdrawn_at or moment
    session.flush()


def _check_attestable(asked: Condition, at: Passed, passed: frozenset[Passed]) -> None:
    if asked.check is not None:
        raise NotAllowedNow(
            N_("This condition is measured, nobody can vouch for it: %(label)s."), label=worded(asked.label)
        )
    if at in passed:
        raise NotAllowedNow(N_("Gate %(gate)s is passed already."), gate=CODES[at.gate])


def plan_gate(session: Session, consultation_id: str, gate: Gate, day: date | None) -> None:
    """Plan a gate for a day, or (None) for the day the calendar proposes again; not one that lies behind."""
    check_years(day)
    session.get(Consultation, consultation_id, with_for_update=True)
    found = consultation(session, consultation_id)
    if found is None:
        raise NotFound(consultation_id)
    if is_passed_by_all(gate, [one.id for one in found.strands], passed_gates(session, consultation_id)):
        raise NotAllowedNow(N_("Gate %(gate)s is passed already."), gate=CODES[gate])
    record = session.get(GateDate, (consultation_id, gate))
    if day is not None:
        session.merge(GateDate(consultation_id=consultation_id, gate=gate, planned_on=day))
    elif record is not None:
        session.delete(record)
    session.flush()
