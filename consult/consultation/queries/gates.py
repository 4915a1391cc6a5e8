"""What gates ask for, and where a consultation stands with them; plain values out.

A `Condition` is measured by a `Check` of the stage that owns it, or attested where it has none. One check may answer
for several conditions and for several strands at once, so that a page of both strands takes few statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.consultation.queries.mandate import ConsultationView, StrandView
from consult.consultation.records import Attestation, GateDate, GatePassage
from consult.consultation.rules import DataSeal, Gate, Outcome, Passed


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check is asked about: a consultation, those of its strands whose turn it is, and when."""

    consultation: ConsultationView
    strands: tuple[StrandView, ...]
    moment: datetime


Outcomes = Mapping[str, Mapping[str, Outcome]]
"""By condition, then by strand; "" is the whole consultation."""
Check = Callable[[Session, Subject], Outcomes]


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to hold before a gate is passed, measured or (no check) attested; `label` is marked with `N_`."""

    key: str
    gate: Gate
    label: str
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Gates:
    """Every condition, and what passing G4 needs: the fingerprints of a strand's data."""

    conditions: tuple[Condition, ...]
    data_seal: Callable[[Session, str], DataSeal]

    def of(self, gate: Gate) -> tuple[Condition, ...]:
        """Return the conditions of one gate, in order."""
        return tuple(one for one in self.conditions if one.gate is gate)

    def condition(self, key: str) -> Condition | None:
        """Return one condition, or None."""
        return next((one for one in self.conditions if one.key == key), None)


@dataclass(frozen=True, slots=True)
class PassageView:
    """A gate was passed; `strand_id` is "" for the whole consultation, `by` is "" at the command line."""

    gate: Gate
    strand_id: str
    by: str
    passed_at: datetime


@dataclass(frozen=True, slots=True)
class AttestationView:
    """Who vouches for a condition, when and why."""

    id: str
    condition: str
    strand_id: str
    by: str
    account_id: str
    reason: str
    attested_at: datetime


@dataclass(frozen=True, slots=True)
class GateBook:
    """What was passed, what is attested, and which days were planned."""

    passages: tuple[PassageView, ...]
    attestations: tuple[AttestationView, ...]
    planned: Mapping[Gate, date]

    @property
    def passed(self) -> frozenset[Passed]:
        """Return what was passed, as rules know it."""
        return frozenset(Passed(one.gate, one.strand_id) for one in self.passages)

    def passage(self, gate: Gate, strand_id: str = "") -> PassageView | None:
        """Return when and by whom a gate was passed, or None."""
        return next((one for one in self.passages if (one.gate, one.strand_id) == (gate, strand_id)), None)

    def attested(self, condition: str, strand_id: str = "") -> AttestationView | None:
        """Return who vouches for a condition, or None."""
        wanted = (condition, strand_id)
        return next((one for one in self.attestations if (one.condition, one.strand_id) == wanted), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """One condition and whether it holds: as measured, or as attested."""

    condition: Condition
    outcome: Outcome | None
    attestation: AttestationView | None

    @property
    def holds(self) -> bool:
        """Tell whether the condition holds."""
        return self.outcome.holds if self.outcome is not None else self.attestation is not None


def gate_book(session: Session, consultation_id: str) -> GateBook:
    """Return what was passed, attested and planned, in three statements; withdrawn attestations are not there."""
    passages = session.execute(
        select(GatePassage.gate, GatePassage.strand_id, Account.name, GatePassage.passed_at)
        .outerjoin(Account, Account.id == GatePassage.account_id)
        .where(GatePassage.consultation_id == consultation_id)
        .order_by(GatePassage.passed_at)
    )
    attestations = session.execute(
        select(Attestation, Account.name)
        .join(Account, Account.id == Attestation.account_id)
        .where(Attestation.consultation_id == consultation_id, Attestation.withdrawn_at.is_(None))
        .order_by(Attestation.attested_at, Attestation.id)
    )
    planned = session.scalars(select(GateDate).where(GateDate.consultation_id == consultation_id))
    return GateBook(
        tuple(PassageView(gate, strand_id or "", name or "", at) for gate, strand_id, name, at in passages),
        tuple(_attestation(record, name) for record, name in attestations),
        {one.gate: one.planned_on for one in planned},
    )


def _attestation(record: Attestation, name: str) -> AttestationView:
    return AttestationView(
        id=record.id,
        condition=record.condition,
        strand_id=record.strand_id or "",
        by=name,
        account_id=record.account_id,
        reason=record.reason,
        attested_at=record.attested_at,
    )


def passed_gates(session: Session, consultation_id: str) -> frozenset[Passed]:
    """Return what was passed, in one statement."""
    rows = session.execute(
        select(GatePassage.gate, GatePassage.strand_id).where(GatePassage.consultation_id == consultation_id)
    )
    return frozenset(Passed(gate, strand_id or "") for gate, strand_id in rows)


def standings(
    session: Session,
    gates: Gates,
    wanted: Iterable[Passed],
    found: ConsultationView,
    book: GateBook,
    moment: datetime,
) -> Mapping[Passed, tuple[Standing, ...]]:
    """Return how the conditions of some gates stand, each check asked once for all strands of its gate."""
    strands_at: dict[Gate, set[str]] = {}
    for one in wanted:
        strands_at.setdefault(one.gate, set()).add(one.strand_id)
    standing: dict[Passed, tuple[Standing, ...]] = {}
    for gate, strand_ids in strands_at.items():
        strands = found.strands if "" in strand_ids else tuple(s for s in found.strands if s.id in strand_ids)
        own = gates.of(gate)
        measured = _measured(session, own, Subject(found, strands, moment))
        for strand_id in strand_ids:
            standing[Passed(gate, strand_id)] = tuple(
                Standing(
                    one,
                    measured.get(one.key, {}).get(strand_id, Outcome(False)) if one.check else None,
                    book.attested(one.key, strand_id) if one.check is None else None,
                )
                for one in own
            )
    return standing


def _measured(session: Session, conditions: Iterable[Condition], subject: Subject) -> Outcomes:
    found: dict[str, Mapping[str, Outcome]] = {}
    for check in dict.fromkeys(one.check for one in conditions if one.check is not None):
        found |= check(session, subject)
    return found
