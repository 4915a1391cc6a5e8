"""Writes of interviews. Nothing here commits."""

from consult.interview.operations.importing import import_interview, interview_faults
from consult.interview.operations.keeping import organisations_of, set_consent, set_items, translate_turn
from consult.interview.operations.redacting import (
    By,
    confirm_translation,
    mark_everywhere,
    mark_stretch,
    mark_words,
    take_mark_back,
)
from consult.interview.operations.withdrawing import Withdrawal, withdraw_participant, withdraw_turns

__all__ = [
    "By",
    "Withdrawal",
    "confirm_translation",
    "import_interview",
    "interview_faults",
    "mark_everywhere",
    "mark_stretch",
    "mark_words",
    "organisations_of",
    "set_consent",
    "set_items",
    "take_mark_back",
    "translate_turn",
    "withdraw_participant",
    "withdraw_turns",
]
