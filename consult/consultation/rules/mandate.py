"""Mandate, decision rule and the states of a strand, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consult.shared.errors import N_, NotAllowedNow


class StrandState(StrEnum):
    """How far a strand is. Each state has its date; none is ever skipped or taken back."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"  # reads as gate G4
    RELEASED = "released"  # both strands: gate G6
    PUBLISHED = "published"  # both strands: gate G7


ORDER = tuple(StrandState)


class Mode(StrEnum):
    """The confidentiality promised to members, fixed when collection opens; from the weakest to the strongest.

    Attributed: named consultants read an answer with its organisation. Confidential: with a pseudonym, and who it is
    only by a logged reveal. Anonymous: nobody can tell, for individual answers only (an organisation's region, kind
    and language would name it).
    """

    ATTRIBUTED = "attributed"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


ORGANISATION_MODES = (Mode.ATTRIBUTED, Mode.CONFIDENTIAL)


class DecisionRule(StrEnum):
    """By what rule the members will decide."""

    CONSENSUS = "consensus"
    MAJORITY = "majority"
    DESIGNATED_LEADS = "designated_leads"


class DecisionBase(StrEnum):
    """Of what the threshold is a share; fixed before any answer is read."""

    BALLOTS_CAST = "ballots_cast"
    MEMBERS_PRESENT = "members_present"
    ALL_MEMBERS = "all_members"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What both boards ask, and how it will be decided. Texts are {language tag: text}."""

    title: Mapping[str, str]
    question: Mapping[str, str]
    already_discussed: Mapping[str, str]
    still_open: Mapping[str, str]
    criteria: Sequence[Mapping[str, str]]
    languages: Sequence[str]
    opens_on: date
    closes_on: date
    withdraw_until: date
    decision_rule: DecisionRule = DecisionRule.MAJORITY
    decision_base: DecisionBase = DecisionBase.BALLOTS_CAST
    decision_threshold: int = 75
    quorum: int = 50
    mode: Mode = Mode.CONFIDENTIAL
    individual_mode: Mode = Mode.CONFIDENTIAL
    meeting_on: date | None = None


def next_state(state: StrandState) -> StrandState:
    """Return the state after `state`; raise `NotAllowedNow` after the last."""
    place = ORDER.index(state) + 1
    if place == len(ORDER):
        raise NotAllowedNow(N_("The strand has reached its last state."))
    return ORDER[place]


def check_step(state: StrandState, wanted: StrandState) -> None:
    """Raise `NotAllowedNow` unless `wanted` is the state after `state`."""
    if next_state(state) is not wanted:
        raise NotAllowedNow(N_("The strand is not at this step: reload the page to see where it stands."))


def reached(state: StrandState, wanted: StrandState) -> bool:
    """Tell whether a strand in `state` has been through `wanted`."""
    return ORDER.index(state) >= ORDER.index(wanted)


def mandate_gaps(texts: Mapping[str, Mapping[str, str]], languages: Iterable[str]) -> list[str]:
    """Return which mandate texts are missing in which language, as "field (language)"; empty means complete."""
    return [
        f"{field} ({tag})" for tag in languages for field, worded in texts.items() if not worded.get(tag, "").strip()
    ]
