"""Consultation without a database: the mandate, the states of a strand, the gates."""

from consult.consultation.rules.gates import Gate, ReadinessQuestion
from consult.consultation.rules.mandate import (
    ORDER,
    DecisionBase,
    DecisionRule,
    Mandate,
    Mode,
    StrandState,
    check_step,
    mandate_gaps,
    next_state,
    reached,
)

__all__ = [
    "ORDER",
    "DecisionBase",
    "DecisionRule",
    "Gate",
    "Mandate",
    "Mode",
    "ReadinessQuestion",
    "StrandState",
    "check_step",
    "mandate_gaps",
    "next_state",
    "reached",
]
