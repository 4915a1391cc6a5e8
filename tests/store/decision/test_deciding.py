"""The register: numbered, resting on findings, never on a ballot that did not pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.decision.operations.deciding import decide
from consult.decision.queries.deciding import decisions_of
from consult.decision.rules.kinds import BallotState, Heading
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_following import FAILS, PASSES, VOTED, Ended, ballot, ended, papers, reacted, version


@pytest.fixture
def made(session: scoped_session[Session]) -> Ended:
    return ended(session())


def decided(session: Session, found: Ended, **changed: Any) -> str:
    values: dict[str, Any] = {
        "heading": Heading.STRUCTURE,
        "title": {"en": "One board"},
        "text": {"en": "The two boards become one.", "ar": " "},
        "decided_on": VOTED,
        "evidence": ["figure:F2"],
    }
    return decide(session, found.consultation_id, **{**values, **changed})


def test_entries_are_numbered_from_one(session: scoped_session[Session], made: Ended) -> None:
    decided(session(), made)
    decided(session(), made, heading=Heading.STRATEGY, title={"en": "Both calls stay"})
    first, second = decisions_of(session(), made.consultation_id)
    assert (first.name, second.name) == ("D-1", "D-2")
    assert (first.heading, first.text) == (Heading.STRUCTURE, {"en": "The two boards become one."})
    assert [str(ref) for ref in first.evidence] == ["figure:F2"]


def test_a_decision_rests_on_a_finding_or_a_reaction(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotAllowedNow, match="rests on"):
        decided(session(), made, evidence=[])
    ballot_id = ballot(session(), made)
    papers(session(), made, ballot_id, PASSES)
    with pytest.raises(NotAllowedNow, match="rests on"):
        decided(session(), made, evidence=[f"ballot:{ballot_id}"])
    said = reacted(session(), made.meeting_id, made.edition_id, 9)
    assert decided(session(), made, evidence=[f"reaction:{said}", f"ballot:{ballot_id}"])


@pytest.mark.parametrize("written", ["figure:F99", "reaction:nothing", "sentence:unheard-of", "theme:NO-SUCH"])
def test_evidence_nobody_can_look_up_is_refused(session: scoped_session[Session], made: Ended, written: str) -> None:
    with pytest.raises(NotAllowedNow, match=written):
        decided(session(), made, evidence=["figure:F2", written])


@pytest.mark.parametrize("written", ["F2", "picture:F2", "figure:"])
def test_what_is_no_reference_is_refused(session: scoped_session[Session], made: Ended, written: str) -> None:
    with pytest.raises(NotAllowedNow, match="kind:key"):
        decided(session(), made, evidence=[written])


def test_a_title_is_needed(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotAllowedNow, match="title"):
        decided(session(), made, title={"en": "  "})


def test_a_passed_ballot_can_be_cited(session: scoped_session[Session], made: Ended) -> None:
    ballot_id = ballot(session(), made)
    papers(session(), made, ballot_id, PASSES)
    decided(session(), made, ballot_id=ballot_id, clause="c2")
    (found,) = decisions_of(session(), made.consultation_id)
    assert (found.ballot_id, found.clause) == (ballot_id, "c2")


def test_a_failed_ballot_decides_nothing(session: scoped_session[Session], made: Ended) -> None:
    ballot_id = ballot(session(), made)
    papers(session(), made, ballot_id, FAILS)
    with pytest.raises(NotAllowedNow, match="did not pass"):
        decided(session(), made, ballot_id=ballot_id)


def test_an_open_ballot_decides_nothing(session: scoped_session[Session], made: Ended) -> None:
    ballot_id = ballot(session(), made, state=BallotState.OPEN)
    papers(session(), made, ballot_id, PASSES)
    with pytest.raises(NotAllowedNow, match="not closed"):
        decided(session(), made, ballot_id=ballot_id)


def test_a_ballot_of_another_consultation_is_not_found(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotFound):
        decided(session(), made, ballot_id="nothing")


def test_a_clause_has_to_be_in_what_was_voted_on(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotAllowedNow, match="c2"):
        decided(session(), made, clause="c2")
    version(session(), made)
    assert decided(session(), made, clause="c2")
    with pytest.raises(NotAllowedNow, match="c9"):
        decided(session(), made, clause="c9")


def test_a_decision_of_a_consultation_that_is_not_there(session: scoped_session[Session], made: Ended) -> None:
    with pytest.raises(NotFound):
        decide(
            session(), "nothing", heading=Heading.STRATEGY, title={"en": "x"}, text={}, decided_on=VOTED,
            evidence=["figure:F2"],
        )  # fmt: skip


def test_it_may_be_entered_after_the_day(session: scoped_session[Session], made: Ended) -> None:
    assert decided(session(), made, decided_on=VOTED - timedelta(days=3))
