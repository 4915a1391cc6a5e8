"""Interviews without a database: kinds and modes, consent, normalised text, speakers' turns."""

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
    "QUOTED",
    "UNATTRIBUTED",
    "InterviewKind",
    "Mode",
    "Quoting",
    "SpeakerRole",
    "TranslationState",
    "may_be_quoted",
]
