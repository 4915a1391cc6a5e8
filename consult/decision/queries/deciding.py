"""Reads of the decision register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.decision.records import Decision
from consult.decision.rules.deciding import read_evidence
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import Heading

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One entry of the register."""

    id: str
    consultation_id: str
    number: int
    heading: Heading
    title: Texts
    text: Texts
    clause: str
    evidence: tuple[Evidence, ...]
    ballot_id: str | None
    decided_on: date

    @property
    def name(self) -> str:
        """Return what everybody calls it: D-1."""
        return f"D-{self.number}"


def decisions_of(session: Session, consultation_id: str) -> tuple[DecisionView, ...]:
    """Return the register of a consultation, D-1 first."""
    rows = session.scalars(
        select(Decision).where(Decision.consultation_id == consultation_id).order_by(Decision.number)
    )
    return tuple(view_of(row) for row in rows)


def decision(session: Session, decision_id: str) -> DecisionView | None:
    """Return one entry, or None."""
    row = session.get(Decision, decision_id)
    return view_of(row) if row else None


def view_of(row: Decision) -> DecisionView:
    """Return an entry's row as a plain value."""
    return DecisionView(
        id=row.id,
        consultation_id=row.consultation_id,
        number=row.number,
        heading=row.heading,
        title=row.title,
        text=row.text,
        clause=row.clause,
        evidence=read_evidence(row.evidence),
        ballot_id=row.ballot_id,
        decided_on=row.decided_on,
    )
