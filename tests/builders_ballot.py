"""Ballots for tests: a consultation whose proposal was commented on, members with votes, and votes cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.consultation.records import GatePassage
from consult.consultation.rules import Gate
from consult.decision.operations.voting import cast_ballot, close_ballot, open_ballot, prepare_ballot
from consult.decision.records import CommentRound, Proposal, ProposalVersion
from consult.decision.rules.kinds import Choice, RoundState
from consult.decision.rules.proposal import content_hash, to_document
from consult.membership.records import Coalition
from consult.membership.rules import Region
from consult.shared.time import end_of
from tests.builders import MOMENT, World, organisation, world
from tests.builders_decision import proposal_content, worded

VOTES_ON = date(2026, 6, 1)
VOTES_UNTIL = date(2026, 6, 14)
DURING = datetime.combine(date(2026, 6, 7), MOMENT.timetz())
AFTERWARDS = end_of(VOTES_UNTIL)
QUESTION = "Shall the two campaigns share one house?"
REGIONS = tuple(Region)


@dataclass(frozen=True, kw_only=True)
class Voting:
    """A world with members enough to vote; `members` by mark, those of both coalitions last in each."""

    world: World
    version_id: str
    members: Mapping[str, tuple[str, ...]]
    ballot_ids: list[str] = field(default_factory=list)

    @property
    def consultation_id(self) -> str:
        return self.world.consultation_id

    @property
    def ballot_id(self) -> str:
        return self.ballot_ids[-1]

    @property
    def both(self) -> str:
        return self.world.organisations["both"]


def voting_world(session: Session, *, a: int = 8, b: int = 6, **changed: Any) -> Voting:
    """`a` and `b` member organisations, one of them in both; a proposal of one version, commented on."""
    made = world(session, **changed)
    coalitions = {mark: session.get_one(Coalition, key) for mark, key in made.coalitions.items()}
    own = made.organisations
    members = {"A": [own["a1"], own["a2"]], "B": [own["b1"]]}
    for mark, size in (("A", a), ("B", b)):
        for at in range(size - 1 - len(members[mark])):
            name = f"{mark} member {at:03}"
            region = REGIONS[at % 3]
            members[mark].append(organisation(session, name, coalitions[mark], region=region).id)
        members[mark].append(own["both"])
    version_id = commented_version(session, made.consultation_id)
    pass_proposal(session, made.consultation_id)
    return Voting(world=made, version_id=version_id, members={mark: tuple(ids) for mark, ids in members.items()})


def commented_version(session: Session, consultation_id: str) -> str:
    """A complete version members have commented on, resting on an edition that is only there to be referred to."""
    edition = Edition(consultation_id=consultation_id, number=1, content={}, content_hash="0" * 64, frozen_at=MOMENT)
    proposal = Proposal(consultation_id=consultation_id)
    session.add_all([edition, proposal])
    session.flush()
    version_id = next_version(session, proposal.id, edition.id, number=1)
    commented = CommentRound(
        version_id=version_id, opened_at=MOMENT, closes_on=VOTES_ON, state=RoundState.CLOSED, closed_at=MOMENT
    )
    session.add(commented)
    session.flush()
    return version_id


def pass_proposal(session: Session, consultation_id: str) -> None:
    """G8, without the gates before it."""
    session.add(GatePassage(consultation_id=consultation_id, gate=Gate.PROPOSAL, passed_at=MOMENT))
    session.flush()


def next_version(session: Session, proposal_id: str, edition_id: str, *, number: int, **changed: Any) -> str:
    """One more version of a proposal, complete unless told otherwise."""
    document = to_document(proposal_content(**changed))
    version = ProposalVersion(
        proposal_id=proposal_id,
        number=number,
        edition_id=edition_id,
        content=document,
        content_hash=content_hash(document),
        written_at=MOMENT,
    )
    session.add(version)
    session.flush()
    return version.id


def prepared(session: Session, made: Voting, **changed: Any) -> str:
    """A prepared ballot's id."""
    values: dict[str, Any] = {
        "version_id": made.version_id,
        "question": worded(QUESTION),
        "opens_on": VOTES_ON,
        "closes_on": VOTES_UNTIL,
    }
    made.ballot_ids.append(prepare_ballot(session, made.consultation_id, **{**values, **changed}))
    return made.ballot_id


def opened(session: Session, made: Voting, **changed: Any) -> str:
    """An open ballot's id."""
    ballot_id = prepared(session, made, **changed)
    open_ballot(session, ballot_id, DURING)
    return ballot_id


def vote(session: Session, made: Voting, organisation_id: str, mark: str, choice: Choice = Choice.YES) -> None:
    """One vote."""
    cast_ballot(
        session,
        made.ballot_id,
        coalition_id=made.world.coalitions[mark],
        organisation_id=organisation_id,
        choice=choice,
    )


def votes(session: Session, made: Voting, mark: str, *, yes: int = 0, no: int = 0, abstain: int = 0) -> None:
    """As many votes, by the coalition's members in turn."""
    choices = [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain
    for organisation_id, choice in zip(made.members[mark], choices, strict=False):
        vote(session, made, organisation_id, mark, choice)


def closed(session: Session, made: Voting) -> None:
    """Close the ballot when its last day is over."""
    close_ballot(session, made.ballot_id, AFTERWARDS)


def running(session: Session, made: Voting, day: date) -> str:
    """A ballot open on `day`, for pages, which know only the present."""
    ballot_id = prepared(session, made, opens_on=day - timedelta(days=1), closes_on=day + timedelta(days=7))
    open_ballot(session, ballot_id, datetime.combine(day, MOMENT.timetz()))
    return ballot_id
