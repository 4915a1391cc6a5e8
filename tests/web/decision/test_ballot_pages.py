"""The ballot for those who hold it, from preparing to the result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.decision.operations.voting import close_ballot
from consult.decision.queries.voting import ballot_of
from consult.decision.records import Ballot, BallotPaper, CommentRound
from consult.decision.rules.kinds import BallotState, Choice, RoundState
from consult.shared.time import end_of, today
from tests.builders_ballot import Voting, closed, opened, running, vote, votes
from tests.web.collection.test_budgets import statements
from tests.web.decision.ballot_fixtures import Staff, made, may_write, open_browser, person, staff

__all__ = ["made", "may_write", "open_browser", "person", "staff"]

FORM = {
    "question-en": "Shall we share one house?",
    "question-ar": "هل نتشارك بيتا واحدا؟",
    "question-fr": "Une seule maison ?",
}


def url(made: Voting, *more: str) -> str:
    return "/".join([f"/consultations/{made.consultation_id}/ballot", *more])


def days(first: int = 0, last: int = 14) -> dict[str, str]:
    return {
        "opens_on": (today() + timedelta(days=first)).isoformat(),
        "closes_on": (today() + timedelta(days=last)).isoformat(),
    }


def past(session: Session, made: Voting) -> None:
    """Let the days of voting be over."""
    session.execute(
        update(Ballot)
        .where(Ballot.id == made.ballot_id)
        .values(opens_on=today() - timedelta(days=20), closes_on=today() - timedelta(days=3))
    )
    session.commit()


def decided(session: Session, made: Voting) -> None:
    """A ballot that passed: A 6–1–1 of 8, B 4–1–0 of 6."""
    opened(session, made)
    votes(session, made, "A", yes=6, no=1, abstain=1)
    votes(session, made, "B", yes=4, no=1)
    closed(session, made)
    session.commit()


def test_a_ballot_is_prepared_opened_and_closed_from_here(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    assert "Prepare the ballot" in browser.get(url(made)).get_data(as_text=True)
    page = browser.post(url(made, "settings"), data={**FORM, **days()}, follow_redirects=True).get_data(as_text=True)
    assert "The ballot is prepared" in page
    assert "at least 75% of those who vote yes or no must say yes" in page
    page = browser.post(url(made, "open"), follow_redirects=True).get_data(as_text=True)
    assert "The ballot is open." in page
    assert "can be closed when" in page
    found = ballot_of(session, made.consultation_id)
    assert found is not None
    made.ballot_ids.append(found.id)
    page = browser.post(url(made, "close"), follow_redirects=True).get_data(as_text=True)
    assert "Nothing was changed: Members may vote until" in page
    past(session, made)
    page = browser.post(url(made, "close"), follow_redirects=True).get_data(as_text=True)
    assert "The ballot is closed and counted." in page
    assert "Not passed in either coalition" in page


def test_the_result_is_shown_with_its_threshold_and_every_other_way_to_count(
    session: Session, made: Voting, staff: Staff
) -> None:
    decided(session, made)
    page = staff(Role.OBSERVER, "A").get(url(made)).get_data(as_text=True)
    for words in (
        "Passed in both coalitions, however abstentions are counted",
        "abstentions left out (the rule)",
        "abstentions counted in",
        "needed: 75%",
        "The share of all members is not the rule",
        "A: 6 of all 8 members said yes; 0 cast no ballot.",
        "Agreed: 4 yes, 1 no, 0 abstained; 5 of 6 members voted.",
        'class="thr"',
    ):
        assert words in page
    assert 'class="half"' not in page
    assert "Open the ballot" not in page


def test_nobody_reads_a_result_before_the_close(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    votes(session, made, "A", yes=7, abstain=1)
    votes(session, made, "B", yes=5)
    session.commit()
    for role in (Role.COORDINATOR, Role.LEAD_CONSULTANT, Role.BOARD, Role.OBSERVER, Role.HOST_MEMBER, Role.FACILITATOR):
        page = staff(role).get(url(made)).get_data(as_text=True)
        assert "abstentions" not in page.replace("abstentions count.", "").replace("Abstentions count", "")
        assert "7 of" not in page
        assert "<figure" not in page
        assert ("Papers so far" in page) is (role is Role.COORDINATOR)
        assert ("of 8" in page) is (role is Role.COORDINATOR)


def test_the_number_of_papers_is_hidden_while_it_is_small(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    votes(session, made, "A", yes=3)
    votes(session, made, "B", yes=4)
    session.commit()
    page = staff(Role.COORDINATOR).get(url(made)).get_data(as_text=True)
    assert "shown from 4 papers on" in page
    assert "shown from 3 papers on" not in page


def test_a_ballot_in_which_everybody_has_voted_may_be_closed_early(
    session: Session, made: Voting, staff: Staff
) -> None:
    running(session, made, today())
    votes(session, made, "A", yes=8)
    votes(session, made, "B", yes=6)
    session.commit()
    browser = staff(Role.COORDINATOR)
    assert "Close the ballot and count" in browser.get(url(made)).get_data(as_text=True)
    assert "Passed in both" in browser.post(url(made, "close"), follow_redirects=True).get_data(as_text=True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"question-ar": " "}, "Ask the question in this language too"),
        ({"question-en": "x" * 501}, "longer than 500"),
        ({"opens_on": ""}, "Choose a day."),
        ({"closes_on": "soon"}, 'id="closes_on-err"'),
        ({"closes_on": "2001-01-01"}, "comes before the first"),
        ({"closes_on": "9999-12-31"}, "The year of 9999-12-31 cannot be meant"),
    ],
)
def test_faulty_settings_are_said_beside_their_field_and_keep_what_was_typed(
    session: Session, made: Voting, staff: Staff, changed: dict[str, str], said: str
) -> None:
    response = staff(Role.COORDINATOR).post(url(made, "settings"), data={**FORM, **days(), **changed})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in page
    assert "Une seule maison" in page
    assert session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_what_stands_in_the_way_of_a_ballot_is_said(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    session.execute(update(CommentRound).values(state=RoundState.OPEN))
    session.commit()
    assert "Members comment before they vote" in browser.get(url(made)).get_data(as_text=True)
    page = browser.post(url(made, "settings"), data={**FORM, **days()}, follow_redirects=True).get_data(as_text=True)
    assert "Nothing was changed: Members comment before they vote" in page
    page = browser.post(url(made, "open"), follow_redirects=True)
    assert page.status_code == 200
    assert "There is no ballot yet" in page.get_data(as_text=True)


def test_settings_are_frozen_at_the_first_paper(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    session.commit()
    browser = staff(Role.COORDINATOR)
    changed = {**FORM, "question-en": "Another?", **days()}
    page = browser.post(url(made, "settings"), data=changed, follow_redirects=True).get_data(as_text=True)
    assert "The ballot is changed." in page
    assert "Another?" in page
    vote(session, made, made.both, "A")
    session.commit()
    page = browser.post(url(made, "settings"), data={**FORM, **days()}, follow_redirects=True).get_data(as_text=True)
    assert "from the first one on, nothing about the ballot changes" in page


def slips(made: Voting, *ticked: str, **counts: str) -> dict[str, list[str] | str]:
    return {"organisations": list(ticked), "yes": "0", "no": "0", "abstain": "0", **counts}


def test_votes_on_paper_are_taken_in(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    session.commit()
    browser, where = staff(Role.COORDINATOR), url(made, "slips", made.world.coalitions["A"])
    form = browser.get(where).get_data(as_text=True)
    assert form.count('name="organisations"') == 8
    response = browser.post(where, data=slips(made, *made.members["A"][:3], yes="2", abstain="1"))
    assert response.status_code == 303
    choices = sorted(session.scalars(select(BallotPaper.choice)))
    assert choices == [Choice.ABSTAIN, Choice.YES, Choice.YES]


@pytest.mark.parametrize(
    ("ticked", "counts", "said"),
    [
        (2, {"yes": "1"}, "2 organisations are ticked and 1 slips counted"),
        (0, {"yes": "1"}, "Tick the organisations"),
        (1, {"yes": "-1"}, "Write a whole number"),
        (1, {"yes": "one"}, 'id="yes-err"'),
        (3, {"yes": "3"}, "These have voted already"),
    ],
)
def test_slips_that_do_not_agree_are_refused_whole(
    session: Session, made: Voting, staff: Staff, ticked: int, counts: dict[str, str], said: str
) -> None:
    running(session, made, today())
    vote(session, made, made.members["A"][2], "A", Choice.NO)
    session.commit()
    where = url(made, "slips", made.world.coalitions["A"])
    response = staff(Role.COORDINATOR).post(where, data=slips(made, *made.members["A"][:ticked], **counts))
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(BallotPaper)) == 1


def test_the_list_for_slips_does_not_tell_who_has_voted(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    session.commit()
    browser, where = staff(Role.COORDINATOR), url(made, "slips", made.world.coalitions["A"])
    before = browser.get(where).get_data(as_text=True)
    vote(session, made, made.members["A"][2], "A")
    session.commit()
    after = browser.get(where).get_data(as_text=True)
    assert [line for line in after.splitlines() if "organisations" in line] == [
        line for line in before.splitlines() if "organisations" in line
    ]


def test_slips_of_a_coalition_that_does_not_vote_are_not_found(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    session.commit()
    assert staff(Role.COORDINATOR).get(url(made, "slips", "nothing")).status_code == 404


@pytest.mark.parametrize(("role", "marks"), [(Role.LEAD_CONSULTANT, "AB"), (Role.COORDINATOR, "A"), (Role.BOARD, "AB")])
def test_only_whoever_holds_the_ballot_in_both_coalitions_acts(
    session: Session, made: Voting, staff: Staff, role: Role, marks: str
) -> None:
    running(session, made, today())
    session.commit()
    browser = staff(role, marks)
    page = browser.get(url(made)).get_data(as_text=True)
    assert "Close the ballot" not in page
    assert "Papers so far" not in page
    for act in ("settings", "open", "close", f"slips/{made.world.coalitions['A']}"):
        assert browser.post(url(made, act)).status_code == 403


def test_a_ballot_that_missed_its_quorum_may_be_held_again(session: Session, made: Voting, staff: Staff) -> None:
    opened(session, made)
    votes(session, made, "A", yes=8)
    closed(session, made)
    session.commit()
    browser = staff(Role.COORDINATOR)
    page = browser.get(url(made)).get_data(as_text=True)
    assert "Passed in A and not in B: both must agree" in page
    assert "No quorum: 0 of 6 members cast a ballot, and 3 were needed." in page
    assert "Prepare another ballot" in page
    browser.post(url(made, "settings"), data={**FORM, **days()})
    found = ballot_of(session, made.consultation_id)
    assert found is not None
    assert found.state is BallotState.PREPARED


def test_the_page_takes_few_statements_in_every_state(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)

    def cost() -> int:
        session.commit()
        browser.get(url(made))
        with statements() as said:
            assert browser.get(url(made)).status_code == 200
        assert len(said) <= 12, "\n".join(said)
        return len(said)

    cost()
    running(session, made, today())
    votes(session, made, "B", yes=6)
    before = cost()
    votes(session, made, "A", yes=8)
    assert cost() == before, "constant in the number of papers"
    past(session, made)
    close_ballot(session, made.ballot_id, end_of(today() - timedelta(days=3)))
    cost()
