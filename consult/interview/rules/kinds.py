"""Kinds and modes of interviews, who speaks in them, and what they agreed to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class InterviewKind(StrEnum):
    """How something was said: methods M1 to M7."""

    BRAINSTORMING = "brainstorming"
    MEETING = "meeting"
    FOCUS_GROUP = "focus_group"
    EMAIL = "email"
    SEMI_STRUCTURED = "semi_structured"
    KEY_INFORMANT = "key_informant"  # never counted among members
    RECALL = "recall"


class Mode(StrEnum):
    """Over what it was said."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    EMAIL = "email"


class SpeakerRole(StrEnum):
    """What somebody does in a conversation; only an interviewee's turns are coded, quoted and counted."""

    INTERVIEWER = "interviewer"
    INTERVIEWEE = "interviewee"
    INTERPRETER = "interpreter"


class Quoting(StrEnum):
    """How somebody's words may be used: the codes of item Z2, and by name where that was agreed in a conversation."""

    NONE = "none"
    MEMBER_ONLY = "member_only"
    REGION_AND_KIND = "region_and_kind"
    BY_NAME = "by_name"


class TranslationState(StrEnum):
    """Whether somebody who speaks both languages has read a translation."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


QUOTED = frozenset(Quoting) - {Quoting.NONE}
UNATTRIBUTED = frozenset({InterviewKind.BRAINSTORMING, InterviewKind.MEETING})


def may_be_quoted(quoting: Quoting, *, took_part: bool, withdrawn_on: date | None) -> bool:
    """Tell whether a speaker's words may be shown beyond the coding team."""
    return took_part and withdrawn_on is None and quoting in QUOTED
