"""What happens at a meeting, over what it comes in, and for whom somebody speaks."""

from __future__ import annotations

from enum import StrEnum


class MeetingState(StrEnum):
    """Prepared: agenda and delegations; open: the room speaks; closed: the record is final."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class SessionKind(StrEnum):
    """What a session of the agenda is."""

    WELCOME = "welcome"
    PRESENTATION = "presentation"  # of the findings of one strand, or of the comparison
    SILENT_WRITING = "silent_writing"
    PLENARY = "plenary"
    IDEAS = "ideas"  # brainstorming with unattributed cards
    POLL = "poll"
    BREAK = "break"
    CLOSING = "closing"


class Group(StrEnum):
    """For whom somebody speaks: members of A, of B, of both; staff and guests speak and are never polled."""

    A = "a"
    B = "b"
    BOTH = "both"
    STAFF = "staff"
    GUEST = "guest"


POLLED = frozenset({Group.A, Group.B, Group.BOTH})


class Medium(StrEnum):
    """How something came in: spoken and taken down, typed on a phone, or written on paper and entered."""

    SPOKEN = "spoken"
    PHONE = "phone"
    PAPER = "paper"


class Attribution(StrEnum):
    """How something said in the room may be described outside it, at the speaker's wish."""

    NONE = "none"  # may not leave the room
    GROUP = "group"  # "a member of A"
    DELEGATION = "delegation"  # by the name of the organisation


class Level(StrEnum):
    """The answers of a graded poll."""

    SUPPORT = "support"
    UNSURE = "unsure"
    OPPOSE = "oppose"


class Stance(StrEnum):
    """What a reaction does with what it answers."""

    CONFIRMS = "confirms"
    QUESTIONS = "questions"
    OBJECTS = "objects"
    ADDS = "adds"


class PollState(StrEnum):
    """Nobody sees a poll's numbers before it is closed."""

    OPEN = "open"
    CLOSED = "closed"


class AmendmentState(StrEnum):
    """What became of an amendment."""

    MOVED = "moved"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
