"""An answer that somebody of the team writes down for a member: where it stands, and why it may be refused."""

from __future__ import annotations

from enum import StrEnum

from consult.shared.errors import NotAllowedNow


class HasOwnAnswer(NotAllowedNow):
    """The organisation has begun or given an answer itself: nobody writes over it."""


class EntryState(StrEnum):
    """Where an entry stands; only a begun one is still open to whoever writes it down."""

    BEGUN = "begun"
    ASKED = "asked"  # submitted; the member is asked to confirm it
    CONFIRMED = "confirmed"
    TAKEN = "taken"  # the member went on with it
    DISPUTED = "disputed"


SOURCE_LENGTH = 500
