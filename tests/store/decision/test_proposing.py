"""Versions of a proposal: what one rests on, when it may be written, and when it comes too late."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from consult.decision.operations.citing import unknown_evidence
from consult.decision.queries.citing import citable, cited
from consult.decision.queries.proposing import proposal_of, version
from consult.decision.records import ProposalVersion
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import BallotState, Heading
from consult.decision.rules.proposal import ProposalContent
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders import World
from tests.builders_ballot import pass_proposal
from tests.builders_decision import (
    ballot,
    begin_round,
    clause,
    end_round,
    meeting_record,
    proposal_content,
    say,
    worded,
    write,
)
from tests.builders_findings import frozen_world, released_world


def cites(*refs: Evidence) -> ProposalContent:
    return proposal_content(clauses=(clause("one", Heading.STRATEGY, "One.", *refs),))


def test_a_version_reads_as_it_was_written(session: scoped_session[Session]) -> None:
    made = released_world(session())
    found = version(session(), write(session(), made))
    assert found is not None
    assert (found.number, found.content, found.intact) == (1, proposal_content(), True)
    assert found.consultation_id == made.consultation_id


def test_versions_are_numbered_and_the_newest_stands_last(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    second = write(session(), made, proposal_content(option="looser"), reason="After the meeting")
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    assert [(one.number, one.reason) for one in found.versions] == [(1, ""), (2, "After the meeting")]
    assert (found.newest.id, found.newest.edition_number) == (second, 1)


def test_there_is_no_proposal_before_its_first_version(session: scoped_session[Session]) -> None:
    assert proposal_of(session(), released_world(session()).consultation_id) is None


def test_a_proposal_needs_an_edition(session: scoped_session[Session]) -> None:
    made = frozen_world(session())
    with pytest.raises(NotAllowedNow, match="rests on findings"):
        write(session(), made)


def test_a_later_version_says_why(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    with pytest.raises(NotAllowedNow, match="Say why"):
        write(session(), made, proposal_content(option="looser"), reason="  ")


def test_a_version_in_which_nothing_changed_is_none(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    with pytest.raises(NotAllowedNow, match="Nothing has changed since version 1"):
        write(session(), made, reason="Again")


@pytest.mark.parametrize("state", [BallotState.OPEN, BallotState.CLOSED])
def test_a_late_amendment_is_refused(session: scoped_session[Session], state: BallotState) -> None:
    made = released_world(session())
    ballot(session(), made, write(session(), made), state)
    with pytest.raises(NotAllowedNow, match="comes too late"):
        write(session(), made, proposal_content(option="looser"), reason="One more thing")


def test_a_ballot_in_preparation_does_not_hold_up_an_amendment(session: scoped_session[Session]) -> None:
    made = released_world(session())
    ballot(session(), made, write(session(), made), BallotState.PREPARED)
    assert write(session(), made, proposal_content(option="looser"), reason="One more thing")


def test_after_the_eighth_gate_no_version_is_written(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    pass_proposal(session(), made.consultation_id)
    with pytest.raises(NotAllowedNow, match="no longer changes"):
        write(session(), made, proposal_content(option="looser"), reason="One more thing")


@pytest.mark.parametrize("name", ["reaction", "amendment", "poll"])
def test_what_the_meeting_recorded_can_be_cited(session: scoped_session[Session], name: str) -> None:
    made = released_world(session())
    said = meeting_record(session(), made)
    ref = Evidence(EvidenceKind(name), said[name])
    assert write(session(), made, cites(ref))
    assert cited(session(), made.consultation_id, [ref])[ref].number == 1


@pytest.mark.parametrize(
    "ref",
    [
        Evidence(EvidenceKind.FIGURE, "F99"),
        Evidence(EvidenceKind.THEME, "NOT-THERE"),
        Evidence(EvidenceKind.REACTION, "nobody"),
        Evidence(EvidenceKind.BALLOT, "none"),
    ],
)
def test_unknown_evidence_is_refused_by_name(session: scoped_session[Session], ref: Evidence) -> None:
    made = released_world(session())
    with pytest.raises(NotAllowedNow, match=str(ref)):
        write(session(), made, cites(ref))


def test_withdrawn_words_cannot_be_cited(session: scoped_session[Session]) -> None:
    made = released_world(session())
    said = meeting_record(session(), made)
    gone = Evidence(EvidenceKind.REACTION, said["gone"])
    assert unknown_evidence(session(), made.consultation_id, [gone]) == (gone,)
    assert cited(session(), made.consultation_id, [gone])[gone].gone
    assert gone not in {one.ref for one in citable(session(), made.consultation_id)}


def test_what_was_recorded_in_another_consultation_cannot_be_cited(session: scoped_session[Session]) -> None:
    made = released_world(session())
    said = meeting_record(session(), made)
    ref = Evidence(EvidenceKind.POLL, said["poll"])
    assert unknown_evidence(session(), "another", [ref]) == (ref,)


def test_comments_and_closed_ballots_can_be_cited(session: scoped_session[Session]) -> None:
    made = released_world(session())
    round_id = begin_round(session(), write(session(), made))
    comment = Evidence(EvidenceKind.COMMENT, say(session(), round_id, "Yes."))
    open_ballot = Evidence(EvidenceKind.BALLOT, ballot(session(), made, write_again(session(), made)))
    assert [one.ref for one in citable(session(), made.consultation_id)] == [comment]
    assert unknown_evidence(session(), made.consultation_id, [comment, open_ballot]) == (open_ballot,)


def write_again(session: Session, made: World) -> str:
    return write(session, made, proposal_content(option="looser"), reason="After the comments")


def test_two_clauses_cannot_have_one_name(session: scoped_session[Session]) -> None:
    made = released_world(session())
    twice = (clause("one", Heading.STRATEGY, "A"), clause("one", Heading.STRUCTURE, "B"))
    with pytest.raises(NotAllowedNow, match="name of its own"):
        write(session(), made, proposal_content(clauses=twice))


@pytest.mark.parametrize("key", ["", "a\x00b", "two words", "x" * 41])
def test_the_name_of_a_clause_is_short_and_storable(session: scoped_session[Session], key: str) -> None:
    made = released_world(session())
    with pytest.raises(NotAllowedNow, match="a short name of its own"):
        write(session(), made, proposal_content(clauses=(clause(key, Heading.STRATEGY, "Words."),)))


def test_a_reason_is_kept_as_it_can_be_stored(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    write(session(), made, proposal_content(summary=worded("Other.")), reason=" Why\x00 not ")
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    assert found.newest.reason == "Why not"


def test_nobody_writes_a_proposal_for_a_consultation_that_is_not_there(session: scoped_session[Session]) -> None:
    made = released_world(session())
    with pytest.raises(NotFound):
        write(session(), replace(made, consultation_id="nowhere"))


def test_a_version_that_was_changed_shows_nothing(session: scoped_session[Session]) -> None:
    made = released_world(session())
    version_id = write(session(), made)
    record = session.get_one(ProposalVersion, version_id)
    forged = ProposalVersion(
        proposal_id=record.proposal_id,
        number=2,
        edition_id=record.edition_id,
        content={**record.content, "option": "disband"},
        content_hash=record.content_hash,
        written_at=record.written_at,
    )
    session.add(forged)
    session.flush()
    found = version(session(), forged.id)
    assert found is not None
    assert found.content is None


def test_members_read_from_the_first_version_they_were_asked_about(session: scoped_session[Session]) -> None:
    made = released_world(session())
    write(session(), made)
    second = write(session(), made, proposal_content(option="looser"), reason="Second")
    before = proposal_of(session(), made.consultation_id)
    assert before is not None
    assert (before.for_members, before.before_members) == ((), None)
    round_id = begin_round(session(), second)
    third = write(session(), made, proposal_content(option="disband"), reason="Third")
    during = proposal_of(session(), made.consultation_id)
    assert during is not None
    assert [one.number for one in during.for_members] == [2, 3]
    assert during.before_members is not None
    assert during.before_members.id == second
    assert not during.was_commented
    end_round(session(), round_id)
    after = proposal_of(session(), made.consultation_id)
    assert after is not None
    assert after.before_members is not None
    assert after.before_members.id == third
    assert after.was_commented
    ballot(session(), made, second)
    voted = proposal_of(session(), made.consultation_id)
    assert voted is not None
    assert voted.before_members is not None
    assert voted.before_members.id == second


@pytest.mark.parametrize("statement", ["UPDATE proposal_version SET number = 7", "DELETE FROM proposal_version"])
def test_the_database_refuses_to_change_a_version(session: scoped_session[Session], statement: str) -> None:
    write(session(), released_world(session()))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))
