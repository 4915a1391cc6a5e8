"""Writes of the mandate, its strands and its gates. Nothing here commits."""

from consult.consultation.operations.disclosing import choose_rule
from consult.consultation.operations.gates import GateRefused, attest, pass_gate, plan_gate, withdraw_attestation
from consult.consultation.operations.mandate import (
    answer_readiness,
    change_mandate,
    create_consultation,
    sign_mandate,
)
from consult.consultation.operations.strands import add_strand, open_strand, release

__all__ = [
    "GateRefused",
    "add_strand",
    "answer_readiness",
    "attest",
    "change_mandate",
    "choose_rule",
    "create_consultation",
    "open_strand",
    "pass_gate",
    "plan_gate",
    "release",
    "sign_mandate",
    "withdraw_attestation",
]
