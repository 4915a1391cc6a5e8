"""How a planned interview goes on: agreed, held, taken in; from anywhere before that it can be withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consult.interview.rules.kinds import InterviewKind, Quoting
from consult.interview.rules.speaker_labels import label_key
from consult.shared.errors import NotAllowedNow


class PlanState(StrEnum):
    """How far a planned interview is."""

    PLANNED = "planned"
    AGREED = "agreed"
    HELD = "held"
    TAKEN_IN = "taken_in"
    WITHDRAWN = "withdrawn"


AHEAD = {
    PlanState.PLANNED: (PlanState.AGREED, PlanState.WITHDRAWN),
    PlanState.AGREED: (PlanState.HELD, PlanState.WITHDRAWN),
    PlanState.HELD: (PlanState.WITHDRAWN,),
    PlanState.TAKEN_IN: (),
    PlanState.WITHDRAWN: (),
}
"""What may be said of a plan next. That it is taken in says the import; after that the interview has its own page."""

CAN_BE_TAKEN_IN = frozenset({PlanState.PLANNED, PlanState.AGREED, PlanState.HELD})


class PlanFault(NotAllowedNow):
    """Something about a planned interview that cannot be done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """Who is to be heard and why, by whom and how; `region` and `organisation_kind` are the gap it fills, or ""."""

    label: str
    reason: str
    kind: InterviewKind
    language: str
    interpreter: str = ""
    region: str = ""
    organisation_kind: str = ""
    interviewer_account_id: str | None = None
    interviewer_ties: str = ""
    withdraw_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to be interviewed: what they are, apart from it who they are, and what they agreed to."""

    description: str
    name: str = ""
    organisation_id: str | None = None
    took_part: bool = False
    quoting: Quoting = Quoting.NONE
    may_contact: bool = False
    may_record: bool = False


def planned_for(labels: Sequence[str], known_as: Sequence[tuple[str, ...]]) -> Mapping[str, int]:
    """Return which planned person each speaker is, by the key of the speaker's label.

    `labels` are those of who may be an interviewee, `known_as` what each planned person is called. Where one person
    was planned and one speaks, that is the one; else only the same words tell: nobody's consent is guessed.
    """
    keys = [label_key(label) for label in labels]
    if len(keys) == len(known_as) == 1:
        return {keys[0]: 0}
    called = [{label_key(name) for name in names if name} for names in known_as]
    found = {}
    for key in keys:
        same = [at for at, names in enumerate(called) if key in names]
        if len(same) == 1:
            found[key] = same[0]
    return {key: at for key, at in found.items() if list(found.values()).count(at) == 1}
