"""For how long what somebody said is returned to them, and what of a conversation they read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.interview.rules.kinds import SpeakerRole
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import digest
from consult.shared.time import end_of

WINDOW = timedelta(days=14)
LONGEST = timedelta(days=90)
PAGE = 20
"""So many turns stand on a page."""
TEXT_LENGTH = 20_000
"""What was said in one turn may be so long at least when it is corrected, and twice as long as it was."""


class ChangedMeanwhile(NotAllowedNow):
    """The turn does not read any more as it did on the page that was sent."""


def is_open(last_day: date, revoked_at: datetime | None, moment: datetime) -> bool:
    """Tell whether a link opens its transcript: until its last day is over everywhere on earth."""
    return revoked_at is None and moment < end_of(last_day)


def check_last_day(last_day: date, day: date) -> None:
    """Raise `NotAllowedNow` for a last day that is over, or so far away that the link would be forgotten."""
    if not day <= last_day <= day + LONGEST:
        raise NotAllowedNow(N_("Choose a last day within the next 90 days."))


def seen(text: str) -> str:
    """Return what stands on a page for the text it showed, to notice that it was changed meanwhile."""
    return digest(text)[:22]


def wording_mark(corrected_at: datetime | None) -> str:
    """Return what stands on a coder's page for the text of a turn: other after each correction, "" before the first.

    It is made of the moment and not of the words: some of them are covered for coders, and could be guessed from it.
    """
    return digest(corrected_at.isoformat())[:22] if corrected_at else ""


def is_shown(role: SpeakerRole, *, own: bool, alone: bool) -> bool:
    """Tell whether a speaker reads a turn: their own, what was asked, and an interpreter's where no one else spoke.

    What somebody else answered in a group is not theirs to pass on by a link (decision 32).
    """
    return own or role is SpeakerRole.INTERVIEWER or (alone and role is SpeakerRole.INTERPRETER)
