"""What an answer is and who stands where in the coverage, without a database."""

from __future__ import annotations

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
    INVITED = "invited"
    PARTIAL = "partial"
    ANSWERED = "answered"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class Channel(StrEnum):
    """How an answer reached us."""

    WEB = "web"


REGION_NOT_SHOWN = "not_shown"
