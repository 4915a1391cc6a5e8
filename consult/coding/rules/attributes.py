"""What can be said of a coded segment besides its code (FIELD: stance and aspect are attributes, not codes)."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """How the words stand to the matter."""

    FOR = "for"
    CONDITIONAL = "conditional"
    MIXED = "mixed"
    AGAINST = "against"
    NONE = "none"


class About(StrEnum):
    """Which coalition the words are about; empty where neither was meant."""

    A = "A"
    B = "B"
    BOTH = "both"


class Material(StrEnum):
    """What a coder was given to read."""

    INTERVIEW = "interview"
    OPEN_ANSWERS = "open_answers"


class MemoOn(StrEnum):
    """What a memo is about."""

    PROJECT = "project"
    DOCUMENT = "document"
    CODE = "code"
    SEGMENT = "segment"


IDENTITY, REVIEW = "identity", "review"
ASPECTS = (
    *("governance", "legal_body", "finance", "staff", "membership", "operations", "communications", "research"),
    IDENTITY,
    REVIEW,
)
"""The aspects of item F4, identity beside them, and the review and exit that conditions ask for."""
FUTURES = "F2"
"""The part of the instrument whose rows are the options a segment can be about."""
SAFETY = "PART-SAFE"
"""Segments with this code are sealed from the moment they are made."""
