"""Strands taken through their gates as any test needs them: in order, with nothing asked of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult.consultation.operations import open_strand, pass_gate
from consult.consultation.queries import Condition, Gates, passed_gates, strand, withdrawal_conditions
from consult.consultation.rules import PER_STRAND, Gate, Passed
from consult.findings.queries.seals import data_seal

OPEN_GATES = Gates((), data_seal)
"""The gates without any condition."""
WITHDRAWAL = Condition("withdrawal_over", Gate.DATA, "The time to withdraw is over", withdrawal_conditions)
TO_OPEN = (Gate.MANDATE, Gate.INSTRUMENT, Gate.REGISTER)


def through(session: Session, strand_id: str, gate: Gate, moment: datetime, *, gates: Gates = OPEN_GATES) -> None:
    """Pass one gate, whether it is the strand's or the whole consultation's; one passed already stays passed."""
    found = strand(session, strand_id)
    assert found is not None
    own = strand_id if gate in PER_STRAND else None
    if Passed(gate, own or "") not in passed_gates(session, found.consultation_id):
        pass_gate(
            session,
            gates,
            gate,
            consultation_id=found.consultation_id,
            strand_id=own,
            account_id=None,
            moment=moment,
        )


def opened(session: Session, strand_id: str, moment: datetime) -> int:
    """Pass G0, G1 and G2 and open collection; return the size of the frame."""
    for gate in TO_OPEN:
        through(session, strand_id, gate, moment)
    return open_strand(session, strand_id, moment)


def closed(session: Session, strand_id: str, moment: datetime) -> None:
    """Pass G3 and so close collection."""
    through(session, strand_id, Gate.COLLECTION, moment)


def frozen(session: Session, strand_id: str, moment: datetime) -> None:
    """Pass G4 and so freeze the data."""
    through(session, strand_id, Gate.DATA, moment)


def coded(session: Session, strand_id: str, moment: datetime) -> None:
    """Pass G5: what is left is to release."""
    through(session, strand_id, Gate.CODING, moment)


def without_conditions(app: Flask, monkeypatch: pytest.MonkeyPatch, *kept: Condition) -> None:
    """Have pages ask nothing of a gate but its order, and the conditions `kept`."""
    monkeypatch.setitem(app.extensions, "gates", Gates(kept, data_seal))
