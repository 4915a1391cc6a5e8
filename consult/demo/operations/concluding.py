"""From the released findings to what became of them: meeting, proposal, ballot and decisions, gate after gate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.consultation.rules import Gate
from consult.demo.operations.deciding import DECIDED, PROPOSED, Deciding, enter_decisions, propose, vote
from consult.demo.operations.gating import Keeping
from consult.demo.operations.meeting import Gathering, hold_meeting
from consult.demo.operations.setting import Setting
from consult.demo.rules.delegating import members

DOOR_LANGUAGE = "en"
SECOND_EVENING = timedelta(days=1, hours=9)


@dataclass(frozen=True, slots=True)
class Concluded:
    """The meeting, the ballot, and the token of one member organisation of both coalitions."""

    meeting_id: str
    ballot_id: str
    token: str


def meet_and_decide(keeping: Keeping, setting: Setting, first_day: datetime, tell: Callable[[str], None]) -> Concluded:
    """Hold the joint meeting from the morning of its first day on, publish, propose, vote, decide and look again."""
    tell("Joint meeting")
    where = Gathering(keeping.session, keeping.consultation_id, setting.organisations, first_day)
    recorded = hold_meeting(where)
    published_at = first_day + SECOND_EVENING
    keeping.whole(Gate.MEETING, published_at)
    tell("Proposal")
    deciding = Deciding(
        keeping.session, keeping.consultation_id, setting, recorded, keeping.ids["coordinator"], published_at
    )
    links = propose(deciding)
    keeping.whole(Gate.PROPOSAL, deciding.on(PROPOSED))
    tell("Ballot")
    ballot_id = vote(deciding)
    keeping.whole(Gate.DECISION, deciding.on(DECIDED))
    enter_decisions(deciding)
    behind_the_door = _in_both(setting)
    token = next(one.token for one in links if one.organisation_id in behind_the_door)
    return Concluded(recorded.meeting_id, ballot_id, token)


def _in_both(setting: Setting) -> set[str]:
    """Return the organisations of both coalitions that speak the language of the door."""
    return {
        setting.organisations[one.key]
        for one in members()
        if len(one.memberships) > 1 and one.language == DOOR_LANGUAGE
    }
