"""The demonstration runs to its end: meeting, proposal, comments, ballot and decision, every number counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import consultation
from consult.consultation.records import GatePassage
from consult.consultation.rules import Gate
from consult.decision.operations.citing import unknown_evidence
from consult.decision.queries.voting import result
from consult.decision.records import (
    AppraisalScore,
    Ballot,
    BallotVoter,
    Comment,
    CommentRound,
    Decision,
    Destruction,
    FollowUp,
    FollowUpCheck,
    ProposalVersion,
)
from consult.decision.rules.counting import Verdict
from consult.decision.rules.evidence import EvidenceKind, evidence
from consult.decision.rules.kinds import ActionState, Heading, Promised
from consult.decision.rules.proposal import from_document, gaps
from consult.demo.operations import DemoLoaded
from consult.meeting.records import (
    Amendment,
    Delegation,
    IdeaCard,
    Intervention,
    Meeting,
    Poll,
    PollSlip,
    PollVoter,
    Reaction,
)
from consult.meeting.rules.kinds import AmendmentState, Level, Medium, MeetingState
from consult.membership.records import Membership, Organisation
from consult.shared.database import db
from tests.unit.demo import expected

Loaded = tuple[Flask, DemoLoaded]
SHARES = {"A": (91, 87), "B": (83, 78)}
"""Per cent of yes with abstentions left out (the rule) and counted in."""


@pytest.fixture
def session(loaded: Loaded) -> Iterator[Session]:
    with loaded[0].app_context():
        yield db.session()


def test_the_meeting_was_held_with_everybody_in_the_room(loaded: Loaded, session: Session) -> None:
    meeting = session.scalars(select(Meeting)).one()

    assert meeting.id == loaded[1].meeting_id
    assert meeting.state is MeetingState.CLOSED
    assert (meeting.ends_on - meeting.begins_on).days == 1
    assert meeting.announced_on is not None
    assert meeting.begins_on - meeting.announced_on >= timedelta(weeks=2)
    assert session.scalar(select(func.count(Delegation.id))) == expected.DELEGATIONS
    assert not session.scalar(select(func.count(Delegation.id)).where(Delegation.arrived_at.is_(None)))
    counts = [session.scalar(select(func.count(table.id))) for table in (Intervention, Reaction, IdeaCard)]
    assert counts == [40, 16, 14]
    assert set(session.scalars(select(Amendment.state))) == {AmendmentState.ADOPTED}


def test_somebody_has_not_spoken(loaded: Loaded, session: Session) -> None:
    spoke = set(session.scalars(select(Intervention.delegation_id))) | set(
        session.scalars(select(Reaction.delegation_id))
    )

    assert 30 < len(spoke) < expected.DELEGATIONS


def test_the_second_poll_after_the_amendments_goes_up(loaded: Loaded, session: Session) -> None:
    polls = session.scalars(select(Poll).order_by(Poll.number)).all()
    found = []
    for poll in polls:
        rows = session.execute(
            select(PollSlip.level, func.count()).where(PollSlip.poll_id == poll.id).group_by(PollSlip.level)
        )
        counts = {level: count for level, count in rows}  # noqa: C416 - rows are not pairs to mypy
        found.append((counts[Level.SUPPORT], counts[Level.UNSURE], counts[Level.OPPOSE]))

    assert tuple(found) == expected.POLLS
    assert polls[1].follows_id == polls[0].id
    for poll in polls:
        media = set(session.scalars(select(PollVoter.medium).where(PollVoter.poll_id == poll.id)))
        assert media == {Medium.PHONE, Medium.PAPER}


def test_every_version_is_complete_and_the_last_one_was_voted_on(loaded: Loaded, session: Session) -> None:
    asked = consultation(session, loaded[1].released_consultation_id)
    versions = session.scalars(select(ProposalVersion).order_by(ProposalVersion.number)).all()
    ballot = session.scalars(select(Ballot)).one()

    assert asked is not None
    assert [version.number for version in versions] == [1, 2, 3]
    assert all(gaps(from_document(version.content), asked.languages) == [] for version in versions)
    assert ballot.version_id == versions[-1].id


def test_members_commented_before_they_voted_and_everybody_was_answered(loaded: Loaded, session: Session) -> None:
    held = session.scalars(select(CommentRound)).one()
    ballot = session.scalars(select(Ballot)).one()
    comments = session.scalars(select(Comment)).all()

    assert held.closed_at is not None
    assert ballot.opened_at is not None
    assert held.closed_at < ballot.opened_at
    assert held.closes_on - held.opened_at.date() >= timedelta(weeks=4)
    assert len(comments) == 18
    assert all(comment.reply is not None and len(comment.reply_text) == 6 for comment in comments)


@pytest.mark.parametrize("mark", ["A", "B"])
def test_the_ballot_passes_however_abstentions_are_counted(loaded: Loaded, session: Session, mark: str) -> None:
    counted = result(session, loaded[1].ballot_id)
    assert counted is not None
    count = next(one.count for one in counted.coalitions if one.mark == mark)

    assert (count.tally.yes, count.tally.no, count.tally.abstain) == expected.BALLOTS[mark]
    assert count.tally.members == expected.MEMBERS[mark]
    assert count.verdict is Verdict.PASSED
    assert count.without_abstentions is not None
    assert count.with_abstentions is not None
    assert (round(100 * count.without_abstentions), round(100 * count.with_abstentions)) == SHARES[mark]
    assert counted.passed


def test_members_of_both_are_on_both_lists(loaded: Loaded, session: Session) -> None:
    both = select(Membership.organisation_id).group_by(Membership.organisation_id).having(func.count() == 2)
    rows = session.execute(
        select(BallotVoter.organisation_id, func.count(BallotVoter.coalition_id))
        .where(BallotVoter.organisation_id.in_(both))
        .group_by(BallotVoter.organisation_id)
    ).all()

    assert len(rows) == expected.IN_BOTH
    assert {count for _organisation, count in rows} == {2}


def test_every_decision_rests_on_findings_the_ballot_and_what_was_said(loaded: Loaded, session: Session) -> None:
    found = session.scalars(select(Decision)).all()
    cited = [[evidence(written) for written in one.evidence] for one in found]

    assert {one.heading for one in found} == set(Heading)
    assert {one.ballot_id for one in found} == {loaded[1].ballot_id}
    assert EvidenceKind.REACTION in {ref.kind for refs in cited for ref in refs}
    assert EvidenceKind.AMENDMENT in {ref.kind for refs in cited for ref in refs}
    everything = [ref for refs in cited for ref in refs]
    assert unknown_evidence(session, loaded[1].released_consultation_id, everything) == ()


def test_everything_appraised_rests_on_something_there_is(loaded: Loaded, session: Session) -> None:
    scores = session.scalars(select(AppraisalScore)).all()
    refs = [evidence(written) for one in scores for written in one.evidence]

    assert len(scores) == 28
    assert unknown_evidence(session, loaded[1].released_consultation_id, refs) == ()


def test_the_first_look_at_what_follows_is_just_behind(loaded: Loaded, session: Session, moment: datetime) -> None:
    checks = session.scalars(select(FollowUpCheck).where(FollowUpCheck.months == 6)).all()
    states = {one.state for one in session.scalars(select(FollowUp))}

    assert {ActionState.DONE, ActionState.ON_TIME, ActionState.BEHIND, ActionState.PLANNED} <= states
    assert any(check.checked_on is None for check in checks)
    done = [check for check in checks if check.checked_on is not None]
    assert len(done) > len(checks) / 2
    assert all(check.due_on <= check.checked_on <= moment.date() for check in done if check.checked_on)
    assert all(timedelta() < moment.date() - check.due_on < timedelta(days=40) for check in checks)
    overdue = [one for one in session.scalars(select(FollowUp)) if one.due_on < moment.date()]
    assert {one.state for one in overdue} == {ActionState.DONE}


def test_destruction_is_promised_and_still_ahead(loaded: Loaded, session: Session, moment: datetime) -> None:
    promised = {one.what: one for one in session.scalars(select(Destruction))}

    assert set(promised) == set(Promised)
    assert all(one.done_at is None and one.due_on > moment.date() for one in promised.values())


def test_the_gates_were_passed_in_order_up_to_the_decision(loaded: Loaded, session: Session, moment: datetime) -> None:
    rows = session.scalars(
        select(GatePassage)
        .where(GatePassage.consultation_id == loaded[1].released_consultation_id, GatePassage.strand_id.is_(None))
        .order_by(GatePassage.passed_at)
    ).all()

    assert [row.gate for row in rows] == [Gate.MANDATE, Gate.RELEASE, Gate.MEETING, Gate.PROPOSAL, Gate.DECISION]
    assert rows[-1].passed_at < moment


def test_nobody_joined_after_the_members_were_asked(loaded: Loaded, session: Session) -> None:
    asked = consultation(session, loaded[1].released_consultation_id)
    newest = session.scalar(select(func.max(Membership.joined_year)))

    assert asked is not None
    assert newest is not None
    assert newest < asked.opens_on.year
    assert session.scalar(select(func.count(Organisation.id))) == expected.ORGANISATIONS
