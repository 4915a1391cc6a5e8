"""Interviews without a database: kinds and modes, consent, normalised text, speakers' turns."""

from consult.interview.rules.given import NOT_SHOWN, NewInterview, NewParticipant, NewTurn
from consult.interview.rules.kinds import (
    QUOTED,
    UNATTRIBUTED,
    InterviewKind,
    Mode,
    Quoting,
    SpeakerRole,
    TranslationState,
    may_be_quoted,
)

__all__ = [
    "NOT_SHOWN",
    "QUOTED",
    "UNATTRIBUTED",
    "InterviewKind",
    "Mode",
    "NewInterview",
    "NewParticipant",
    "NewTurn",
    "Quoting",
    "SpeakerRole",
    "TranslationState",
    "may_be_quoted",
]
