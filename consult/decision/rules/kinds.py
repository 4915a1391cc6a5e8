"""The words decisions are made of: headings, levels, forms, choices, states."""

from __future__ import annotations

from enum import StrEnum


class Heading(StrEnum):
    """Under which of three headings something is decided (N1)."""

    STRATEGY = "strategy"
    STRUCTURE = "structure"
    ACTIVITIES = "activities"


class RoundState(StrEnum):
    """A comment round is open until it is closed; it opens once for each version."""

    OPEN = "open"
    CLOSED = "closed"


class Reply(StrEnum):
    """What became of a comment: "you said, we did"."""

    ADOPTED = "adopted"
    IN_PART = "in_part"
    NOT_ADOPTED = "not_adopted"


class Voice(StrEnum):
    """For whom a comment speaks; the two are never added together."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class Choice(StrEnum):
    """What a ballot paper says."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class BallotState(StrEnum):
    """Prepared: settings may change; open: papers come in and nobody counts; closed: counted, public."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class ActionState(StrEnum):
    """How a follow-up action stands."""

    PLANNED = "planned"
    ON_TIME = "on_time"
    BEHIND = "behind"
    DONE = "done"
    DROPPED = "dropped"


class Promised(StrEnum):
    """What is destroyed on a promised day."""

    TRANSCRIPTS = "transcripts"
    CONTACTS = "contacts"
