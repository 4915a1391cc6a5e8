"""An interview as it is handed in: what was said, who said it, and what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.interview.rules.kinds import InterviewKind, Mode, Quoting, SpeakerRole, TranslationState

NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParticipant:
    """Somebody who speaks, by pseudonym. What is not said was not agreed to.

    `region` and `kind` of a member are read from the register as it stood at opening; `NOT_SHOWN` hides either.
    `position` ("staff", "donor official") is for whoever speaks for no member.
    """

    pseudonym: str
    role: SpeakerRole = SpeakerRole.INTERVIEWEE
    position: str = ""
    organisation_id: str | None = None
    region: str = ""
    kind: str = ""
    language: str = ""
    took_part: bool = False
    quoting: Quoting = Quoting.NONE
    may_contact: bool = False
    may_record: bool = False
    consent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """What one speaker said; without a language of its own it is in the speaker's, else in the interview's."""

    pseudonym: str
    text: str
    language: str | None = None
    items: tuple[str, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInterview:
    """One conversation or thread of mail, for every strand it counts in."""

    strand_ids: tuple[str, ...]
    label: str
    kind: InterviewKind
    mode: Mode
    language: str
    held_on: date
    participants: tuple[NewParticipant, ...]
    turns: tuple[NewTurn, ...]
    interviewer_account_id: str | None = None
    interviewer_ties: str = ""
    withdraw_until: date | None = None
    recall_period: str = ""
    recall_confirmed: bool | None = None
    file_name: str = ""
    file_hash: str = ""
    translator: str = ""
    translation_state: TranslationState = TranslationState.DRAFT
