"""Writes of interviews. Nothing here commits."""

from consult.interview.operations.importing import import_interview, interview_faults
from consult.interview.operations.keeping import organisations_of, set_consent, set_items, translate_turn
from consult.interview.operations.withdrawing import Withdrawal, withdraw_participant, withdraw_turns

__all__ = [
    "Withdrawal",
    "import_interview",
    "interview_faults",
    "organisations_of",
    "set_consent",
    "set_items",
    "translate_turn",
    "withdraw_participant",
    "withdraw_turns",
]
