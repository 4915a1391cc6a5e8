"""The codes of collection: units, states, dispositions, channels, and the parts it knows by name."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """For whom an answer speaks; the two are never added together."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class AnswerState(StrEnum):
    """A draft is the member's own; only submitted answers are counted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Disposition(StrEnum):
    """Where a member organisation stands in the coverage (after AAPOR's final dispositions)."""

    NOT_INVITED = "not_invited"
    NOT_ASKED = "not_asked"  # on purpose, and the coverage says why
    INVITED = "invited"
    OPENED = "opened"  # somebody pressed "begin"; looking at a link opens nothing
    PARTIAL = "partial"
    ANSWERED = "answered"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class Channel(StrEnum):
    """How an answer reached us."""

    WEB = "web"
    FILE = "file"  # written down without a network, brought in by the member
    FACE_TO_FACE = "face_to_face"
    PHONE = "phone"
    PAPER = "paper"
    EMAIL = "email"


PROXY_CHANNELS = (Channel.FACE_TO_FACE, Channel.PHONE, Channel.PAPER, Channel.EMAIL)


class ColleagueMay(StrEnum):
    """What a colleague may do with the organisation's draft."""

    COMMENT = "comment"
    EDIT = "edit"


class NextStep(StrEnum):
    """What is done next to hear an organisation."""

    REMIND = "remind"
    CALL = "call"
    OTHER_CONTACT = "other_contact"
    INTERPRETER = "interpreter"
    VISIT = "visit"
    ASK_NEIGHBOUR = "ask_neighbour"


class MailKind(StrEnum):
    """Why we write."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    CONFIRM = "confirm"  # please look at what was written down for you


class MailState(StrEnum):
    """Where a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"  # no server took it
    DROPPED = "dropped"  # nobody needs it any more: they answered, declined, or collection closed


REGION_NOT_SHOWN = "not_shown"
UNIT_PART = "Z1"  # chosen on the landing page, so its own page is never shown
QUOTING_PART = "Z2.quote"
REGION_PART = "Z2.region"
KIND_PART = "A1"
DANGER_PART = "J2.risk"
SEAL_OPEN_FOR = timedelta(hours=1)


UNTOUCHED = (Disposition.NOT_INVITED, Disposition.UNREACHABLE)
NOT_YET_HEARD = (
    Disposition.PARTIAL,
    Disposition.OPENED,
    Disposition.INVITED,
    Disposition.NOT_INVITED,
    Disposition.UNREACHABLE,
)  # nearest to an answer first
REMINDED = (Disposition.PARTIAL, Disposition.OPENED, Disposition.INVITED)


def next_disposition(now: Disposition, event: Disposition) -> Disposition:
    """Return where an organisation stands after `event`; what was answered stays answered, whoever comes back."""
    if event is Disposition.INVITED and now not in UNTOUCHED:
        return now
    if event is Disposition.OPENED and now in (Disposition.PARTIAL, Disposition.ANSWERED):
        return now
    if event is Disposition.PARTIAL and now is Disposition.ANSWERED:
        return now
    if event is Disposition.NOT_ASKED and now not in (*UNTOUCHED, Disposition.INVITED):
        return now
    if event is Disposition.NOT_INVITED and now is not Disposition.NOT_ASKED:
        return now
    return event
