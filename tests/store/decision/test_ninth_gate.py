"""When the members have decided (G9): a ballot closed and none under way, or entries of those who decide instead."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from consult.consultation.queries import Subject, consultation
from consult.consultation.rules import DecisionRule, Outcome
from consult.decision.operations.deciding import decide
from consult.decision.operations.voting import open_ballot
from consult.decision.queries.gates import ballot_conditions
from consult.decision.rules.kinds import Choice, Heading
from tests.builders import DAY
from tests.builders_ballot import AFTERWARDS, VOTES_UNTIL, closed, opened, prepared, vote, voting_world
from tests.builders_findings import AFTER, released_world

AGAIN = {"opens_on": VOTES_UNTIL + timedelta(days=7), "closes_on": VOTES_UNTIL + timedelta(days=21)}


def outcome(session: Session, consultation_id: str) -> Outcome:
    found = consultation(session, consultation_id)
    assert found is not None
    return ballot_conditions(session, Subject(found, found.strands, AFTER))["ballot_closed"][""]


def test_a_ballot_that_is_repeated_is_waited_for(session: Session) -> None:
    made = voting_world(session)
    assert not outcome(session, made.consultation_id).holds
    opened(session, made)
    vote(session, made, made.members["A"][0], "A", Choice.YES)
    assert not outcome(session, made.consultation_id).holds
    closed(session, made)
    assert outcome(session, made.consultation_id).holds
    again = prepared(session, made, **AGAIN)
    assert "held again" in outcome(session, made.consultation_id).words
    open_ballot(session, again, AFTERWARDS)
    assert not outcome(session, made.consultation_id).holds


def test_leads_who_decide_are_waited_for_in_the_register(session: Session) -> None:
    made = released_world(session, decision_rule=DecisionRule.DESIGNATED_LEADS)
    assert "nothing they decided" in outcome(session, made.consultation_id).words
    decide(
        session,
        made.consultation_id,
        heading=Heading.STRATEGY,
        title={"en": "One house"},
        text={},
        decided_on=DAY,
        evidence=["figure:F2"],
    )
    assert outcome(session, made.consultation_id).holds
