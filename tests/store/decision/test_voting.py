"""A ballot from preparing to its count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.operations.proposing import write_version
from consult.decision.operations.voting import (
    cast_ballot,
    change_ballot,
    close_ballot,
    enter_paper_ballots,
    open_ballot,
    prepare_ballot,
)
from consult.decision.queries.voting import ballot, ballot_of, own_votes, result, turnout, turnout_by_region
from consult.decision.records import Ballot, BallotPaper, BallotVoter, CommentRound, ProposalVersion
from consult.decision.rules.counting import Rule, Verdict
from consult.decision.rules.kinds import BallotState, Choice, RoundState
from consult.decision.rules.voting import AlreadyVoted
from consult.disclosure.rules import Mark
from consult.membership.records import Coalition, Membership
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import organisation
from tests.builders_ballot import (
    AFTERWARDS,
    DURING,
    QUESTION,
    VOTES_ON,
    VOTES_UNTIL,
    Voting,
    closed,
    next_version,
    opened,
    pass_proposal,
    prepared,
    vote,
    votes,
    voting_world,
)
from tests.builders_decision import begin_round, end_round, proposal_content, worded, write
from tests.builders_findings import AFTER, released_world

DAYS = {"opens_on": VOTES_ON, "closes_on": VOTES_UNTIL}


@pytest.fixture
def made(session: Session) -> Voting:
    return voting_world(session)


def test_the_rule_is_copied_from_the_mandate(session: Session) -> None:
    made = voting_world(session, decision_threshold=67, quorum=40, decision_base=DecisionBase.ALL_MEMBERS)
    found = ballot(session, prepared(session, made))
    assert found is not None
    assert found.rule == Rule(DecisionRule.MAJORITY, DecisionBase.ALL_MEMBERS, 67, 40)
    assert found.title["en"] == "One house, two identities"
    assert ballot_of(session, made.consultation_id) == found


@pytest.mark.parametrize("state", [None, RoundState.OPEN])
def test_members_comment_before_they_vote(session: Session, made: Voting, state: RoundState | None) -> None:
    commented = session.scalars(select(CommentRound)).one()
    if state is None:
        session.delete(commented)
    else:
        commented.state = state
    session.flush()
    with pytest.raises(NotAllowedNow, match="comment before they vote"):
        prepared(session, made)


def test_only_the_newest_version_is_voted_on(session: Session, made: Voting) -> None:
    first = session.get_one(ProposalVersion, made.version_id)
    newest = next_version(session, first.proposal_id, first.edition_id, number=2)
    with pytest.raises(NotAllowedNow, match="newer version"):
        prepared(session, made)
    assert prepared(session, made, version_id=newest)
    with pytest.raises(NotFound):
        change_ballot(session, made.ballot_id, question=worded(QUESTION), **DAYS, version_id="no such version")


def test_a_version_written_after_preparing_has_to_be_taken_up_before_opening(session: Session, made: Voting) -> None:
    prepared(session, made)
    first = session.get_one(ProposalVersion, made.version_id)
    newest = next_version(session, first.proposal_id, first.edition_id, number=2)
    with pytest.raises(NotAllowedNow, match="newer version"):
        open_ballot(session, made.ballot_id, DURING)
    change_ballot(session, made.ballot_id, question=worded(QUESTION), **DAYS, version_id=newest)
    open_ballot(session, made.ballot_id, DURING)
    found = ballot(session, made.ballot_id)
    assert found is not None
    assert found.version_number == 2


def test_an_incomplete_proposal_is_not_voted_on(session: Session, made: Voting) -> None:
    first = session.get_one(ProposalVersion, made.version_id)
    incomplete = next_version(session, first.proposal_id, first.edition_id, number=2, option="")
    prepared(session, made, version_id=incomplete)
    with pytest.raises(NotAllowedNow, match="not complete"):
        open_ballot(session, made.ballot_id, DURING)


def test_the_question_is_asked_in_every_language_of_the_consultation(session: Session, made: Voting) -> None:
    with pytest.raises(NotAllowedNow, match="missing in these languages: en"):
        prepared(session, made, question={"fr": "Une maison ?", "en": "  "})


def test_the_last_day_does_not_come_before_the_first(session: Session, made: Voting) -> None:
    with pytest.raises(NotAllowedNow, match="before the first"):
        prepared(session, made, closes_on=VOTES_ON - timedelta(days=1))


def test_leads_named_by_the_members_hold_no_ballot(session: Session) -> None:
    made = voting_world(session, decision_rule=DecisionRule.DESIGNATED_LEADS)
    with pytest.raises(NotAllowedNow, match="there is no ballot"):
        prepared(session, made)


def test_there_is_one_ballot_at_a_time(session: Session, made: Voting) -> None:
    prepared(session, made)
    with pytest.raises(NotAllowedNow, match="change that one"):
        prepared(session, made)


def test_the_voter_list_is_the_register_at_opening(session: Session, made: Voting) -> None:
    opened(session, made)
    late = organisation(session, "Late", session.get_one(Coalition, made.world.coalitions["A"]))
    left = made.members["A"][0]
    session.query(Membership).filter_by(organisation_id=left).delete()
    listed = [(one.mark, one.voters) for one in turnout(session, made.ballot_id)]
    assert listed == [("A", 8), ("B", 6)]
    with pytest.raises(NotFound):
        vote(session, made, late.id, "A")
    vote(session, made, left, "A")


def test_an_empty_register_stops_the_opening(session: Session, made: Voting) -> None:
    prepared(session, made)
    session.query(Membership).filter_by(coalition_id=made.world.coalitions["B"]).delete()
    with pytest.raises(NotAllowedNow, match="register is empty"):
        open_ballot(session, made.ballot_id, DURING)


def test_settings_may_change_until_the_first_paper_and_not_after_it(session: Session, made: Voting) -> None:
    opened(session, made)
    longer = VOTES_UNTIL + timedelta(days=7)
    change_ballot(session, made.ballot_id, question=worded("Well?"), opens_on=VOTES_ON, closes_on=longer)
    found = ballot(session, made.ballot_id)
    assert found is not None
    assert (found.question["en"], found.closes_on) == ("Well?", longer)
    vote(session, made, made.members["A"][0], "A")
    with pytest.raises(NotAllowedNow, match="from the first one on"):
        change_ballot(session, made.ballot_id, question=worded("No?"), **DAYS)


def test_an_opened_ballot_keeps_its_version_even_before_the_first_paper(session: Session, made: Voting) -> None:
    opened(session, made)
    first = session.get_one(ProposalVersion, made.version_id)
    newest = next_version(session, first.proposal_id, first.edition_id, number=2)
    with pytest.raises(NotAllowedNow, match="the version they have read"):
        change_ballot(session, made.ballot_id, question=worded(QUESTION), **DAYS, version_id=newest)


def test_a_late_amendment_is_refused(session: Session) -> None:
    made = released_world(session)
    first = write(session, made)
    end_round(session, begin_round(session, first))
    days = {"opens_on": AFTER.date() + timedelta(days=40), "closes_on": AFTER.date() + timedelta(days=54)}
    ballot_id = prepare_ballot(
        session, made.consultation_id, version_id=first, question=dict.fromkeys(["en", "ar", "fr"], "So?"), **days
    )
    amended = proposal_content(summary=worded("Amended."))
    second = write(session, made, amended, reason="An amendment in time")
    change_ballot(session, ballot_id, question=dict.fromkeys(["en", "ar", "fr"], "So?"), **days, version_id=second)
    with pytest.raises(NotAllowedNow, match="must be passed first: G8"):
        open_ballot(session, ballot_id, AFTER)
    pass_proposal(session, made.consultation_id)
    open_ballot(session, ballot_id, AFTER)
    with pytest.raises(NotAllowedNow, match="this amendment comes too late"):
        write_version(
            session,
            made.consultation_id,
            proposal_content(summary=worded("Too late.")),
            reason="Late",
            account_id=None,
            moment=AFTER,
        )


def test_a_vote_is_cast_once_and_is_final(session: Session, made: Voting) -> None:
    opened(session, made)
    vote(session, made, made.members["A"][0], "A", Choice.NO)
    with pytest.raises(AlreadyVoted):
        vote(session, made, made.members["A"][0], "A", Choice.YES)
    assert [paper.choice for paper in session.scalars(select(BallotPaper))] == [Choice.NO]


def test_a_member_of_both_coalitions_votes_once_in_each(session: Session, made: Voting) -> None:
    opened(session, made)
    vote(session, made, made.both, "A", Choice.YES)
    assert [(one.mark, one.voted) for one in own_votes(session, made.ballot_id, made.both)] == [
        ("A", True),
        ("B", False),
    ]
    vote(session, made, made.both, "B", Choice.NO)
    for mark in ("A", "B"):
        with pytest.raises(AlreadyVoted):
            vote(session, made, made.both, mark)


def test_nobody_votes_where_they_are_no_member(session: Session, made: Voting) -> None:
    opened(session, made)
    with pytest.raises(NotFound):
        vote(session, made, made.members["A"][0], "B")
    assert session.scalar(select(func.count()).select_from(BallotPaper)) == 0


@pytest.mark.parametrize("state", [BallotState.PREPARED, BallotState.CLOSED])
def test_votes_are_taken_only_while_the_ballot_is_open(session: Session, made: Voting, state: BallotState) -> None:
    opened(session, made)
    session.get_one(Ballot, made.ballot_id).state = state
    session.flush()
    with pytest.raises(NotAllowedNow, match="not open"):
        vote(session, made, made.members["A"][0], "A")


def test_votes_are_taken_only_on_the_days_of_voting(session: Session, made: Voting) -> None:
    opened(session, made)
    moments = {DURING.replace(month=5): False, DURING: True, AFTERWARDS - timedelta(seconds=1): True, AFTERWARDS: False}
    for at, (moment, taken) in enumerate(moments.items()):
        voter = {"coalition_id": made.world.coalitions["A"], "organisation_id": made.members["A"][at]}
        if taken:
            cast_ballot(session, made.ballot_id, **voter, choice=Choice.YES, moment=moment)
        else:
            with pytest.raises(NotAllowedNow, match="not the days of voting"):
                cast_ballot(session, made.ballot_id, **voter, choice=Choice.YES, moment=moment)


def test_paper_votes_are_entered_when_ticks_and_slips_agree(session: Session, made: Voting) -> None:
    opened(session, made)
    where = {"coalition_id": made.world.coalitions["A"], "organisation_ids": made.members["A"][:3]}
    with pytest.raises(NotAllowedNow, match="3 organisations are ticked and 2 slips"):
        enter_paper_ballots(session, made.ballot_id, **where, counts={Choice.YES: 2})
    enter_paper_ballots(session, made.ballot_id, **where, counts={Choice.YES: 2, Choice.ABSTAIN: 1})
    choices = sorted(session.scalars(select(BallotPaper.choice)))
    assert choices == [Choice.ABSTAIN, Choice.YES, Choice.YES]


def test_whoever_voted_already_stops_an_entry_of_paper_votes(session: Session, made: Voting) -> None:
    opened(session, made)
    vote(session, made, made.members["A"][1], "A")
    session.commit()
    with pytest.raises(AlreadyVoted) as refused:
        enter_paper_ballots(
            session,
            made.ballot_id,
            coalition_id=made.world.coalitions["A"],
            organisation_ids=made.members["A"][:3],
            counts={Choice.YES: 3},
        )
    assert refused.value.organisation_ids == (made.members["A"][1],)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BallotPaper)) == 1
    assert session.scalar(select(func.count()).select_from(BallotVoter).where(BallotVoter.voted)) == 1


def test_a_ballot_closes_when_its_last_day_is_over_everywhere(session: Session, made: Voting) -> None:
    opened(session, made)
    vote(session, made, made.members["A"][0], "A")
    with pytest.raises(NotAllowedNow, match="until 2026-06-14"):
        close_ballot(session, made.ballot_id, AFTERWARDS - timedelta(seconds=1))
    close_ballot(session, made.ballot_id, AFTERWARDS)
    with pytest.raises(NotAllowedNow, match="Only an open ballot"):
        close_ballot(session, made.ballot_id, AFTERWARDS)


def test_a_ballot_may_close_early_when_everybody_has_voted(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=8)
    votes(session, made, "B", yes=5)
    with pytest.raises(NotAllowedNow):
        close_ballot(session, made.ballot_id, DURING)
    vote(session, made, made.both, "B")
    close_ballot(session, made.ballot_id, DURING)
    counted = result(session, made.ballot_id)
    assert counted is not None
    assert counted.passed


def test_a_ballot_is_counted_in_each_coalition_and_passes_in_both(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=6, no=1, abstain=1)
    votes(session, made, "B", yes=3, no=1)
    closed(session, made)
    counted = result(session, made.ballot_id)
    assert counted is not None
    assert counted.passed
    a, b = counted.coalitions
    assert (a.mark, a.count.tally.yes, a.count.tally.no, a.count.tally.abstain, a.count.tally.members) == (
        *("A", 6, 1, 1),
        8,
    )
    assert (b.count.tally.cast, b.count.quorum_needed, b.struck, b.agrees) == (4, 3, 4, True)


def test_a_ballot_without_its_quorum_fails_however_clear_it_is(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=8)
    votes(session, made, "B", yes=2)
    closed(session, made)
    counted = result(session, made.ballot_id)
    assert counted is not None
    assert not counted.passed
    assert [one.count.verdict for one in counted.coalitions] == [Verdict.PASSED, Verdict.QUORUM_MISSED]


def test_a_tie_in_one_coalition_fails_the_whole(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=8)
    votes(session, made, "B", yes=3, no=3)
    closed(session, made)
    counted = result(session, made.ballot_id)
    assert counted is not None
    assert not counted.passed
    assert counted.coalitions[1].count.verdict is Verdict.TIED


def test_only_a_ballot_that_missed_its_quorum_is_repeated(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=2)
    closed(session, made)
    again = opened(session, made, closes_on=VOTES_UNTIL + timedelta(days=14))
    votes(session, made, "A", no=8)
    votes(session, made, "B", no=6)
    close_ballot(session, again, AFTERWARDS + timedelta(days=14))
    found = ballot_of(session, made.consultation_id)
    assert found is not None
    assert found.id == again
    with pytest.raises(NotAllowedNow, match="voted on this proposal"):
        prepared(session, made)


def test_there_is_no_result_before_the_ballot_is_closed(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=8)
    votes(session, made, "B", yes=5)
    assert result(session, made.ballot_id) is None
    assert turnout_by_region(session, made.ballot_id) == ()
    assert result(session, "no such ballot") is None


def test_the_number_of_papers_is_hidden_until_single_votes_cannot_be_followed(session: Session, made: Voting) -> None:
    prepared(session, made)
    assert turnout(session, made.ballot_id) == ()
    open_ballot(session, made.ballot_id, DURING)
    votes(session, made, "A", yes=3)
    votes(session, made, "B", yes=3)
    assert [(one.cast, one.shown_from) for one in turnout(session, made.ballot_id)] == [(None, 4), (3, 3)]
    vote(session, made, made.members["A"][5], "A")
    assert [one.cast for one in turnout(session, made.ballot_id)] == [4, 3]
    closed(session, made)
    assert [one.cast for one in turnout(session, made.ballot_id)] == [4, 3]


def regional(session: Session, *, a: int, silent: int) -> Voting:
    made = voting_world(session, a=a, b=20)
    opened(session, made)
    votes(session, made, "A", yes=a - silent)
    votes(session, made, "B", yes=10)
    closed(session, made)
    return made


def test_turnout_by_region_passes_the_gate(session: Session) -> None:
    made = regional(session, a=90, silent=30)
    table = turnout_by_region(session, made.ballot_id)[0].table
    assert table is not None
    shown = [cell for line in table.cells for cell in line if not isinstance(cell, Mark)]
    assert shown
    assert min(shown) >= 5
    assert table.totals == (60, 30)


def test_turnout_by_region_is_not_shown_where_hardly_anybody_is_silent(session: Session) -> None:
    """Then the total is hidden by the gate but known from the result."""
    made = regional(session, a=90, silent=3)
    assert turnout_by_region(session, made.ballot_id)[0].table is None


def test_two_counts_of_the_same_papers_have_the_same_hash(session: Session, made: Voting) -> None:
    opened(session, made)
    votes(session, made, "A", yes=5)
    closed(session, made)
    first, second = result(session, made.ballot_id), result(session, made.ballot_id)
    assert first is not None
    assert second is not None
    assert first.papers_hash == second.papers_hash
    session.add(BallotPaper(ballot_id=made.ballot_id, coalition_id=made.world.coalitions["A"], choice=Choice.NO))
    session.flush()
    stuffed = result(session, made.ballot_id)
    assert stuffed is not None
    assert stuffed.papers_hash != first.papers_hash
    assert [one.agrees for one in stuffed.coalitions] == [False, True]
