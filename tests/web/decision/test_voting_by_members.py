"""A member organisation votes: once in each coalition, in secret, and reads the result after the close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from consult.decision.records import Ballot, BallotPaper
from consult.decision.rules.kinds import Choice
from consult.membership.records import Coalition
from consult.shared.database import db
from consult.shared.time import today
from tests.builders import organisation
from tests.builders_ballot import Voting, closed, opened, prepared, running, vote, votes
from tests.web.collection.test_budgets import statements, wire
from tests.web.decision.ballot_fixtures import Linked, made, may_write, member

__all__ = ["made", "may_write", "member"]

Member = Callable[..., Linked]


@pytest.fixture
def open_ballot(session: Session, made: Voting) -> Voting:
    running(session, made, today())
    session.commit()
    return made


def papers(session: Session) -> list[Choice]:
    return sorted(session.scalars(select(BallotPaper.choice)))


def test_before_there_is_a_ballot_the_page_says_so(session: Session, made: Voting, member: Member) -> None:
    at = member()
    assert "There is no ballot yet." in at.go("/d/ballot")
    prepared(session, made, opens_on=today() + timedelta(days=3), closes_on=today() + timedelta(days=9))
    session.commit()
    assert "Voting has not begun." in at.go("/d/ballot")
    assert 'name="choice"' not in at.page


def test_the_question_the_rule_and_its_base_stand_on_the_ballot(open_ballot: Voting, member: Member) -> None:
    text = member().go("/d/ballot")
    for words in (
        "Shall the two campaigns share one house?",
        "One house, two identities, version 1",
        "at least 75% of those who vote yes or no must say yes",
        "Abstentions count for the quorum, not for the majority.",
        "at least 50% of the members must cast a ballot",
        "Both coalitions must agree.",
        "secret and final",
    ):
        assert words in text


def test_a_member_of_both_votes_once_in_each(session: Session, open_ballot: Voting, member: Member) -> None:
    at, where = member(), open_ballot.world.coalitions
    at.go("/d/ballot")
    assert at.page.count("<form") == 3  # two votes and the language
    asked = at.post("/d/ballot", coalition=where["A"], choice="no")
    assert "Both in Coalition A: No" in asked
    assert "Nothing has been kept so far" in asked
    assert papers(session) == []
    at.post("/d/ballot", coalition=where["A"], choice="no", go="cast")
    assert at.status == 303
    thanks = at.go("/d/ballot/thanks")
    assert "Thank you" in thanks
    assert "one more vote, in Coalition B" in thanks
    at.post("/d/ballot", coalition=where["B"], choice="abstain", go="cast")
    assert papers(session) == [Choice.ABSTAIN, Choice.NO]
    assert "one more vote" not in at.go("/d/ballot/thanks")
    assert at.go("/d/ballot").count("Your organisation has voted here.") == 2


def test_after_voting_nothing_tells_what_was_chosen(session: Session, open_ballot: Voting, member: Member) -> None:
    at = member(open_ballot.members["A"][0])
    at.post("/d/ballot", coalition=open_ballot.world.coalitions["A"], choice="abstain", go="cast")
    assert at.response is not None
    assert at.response.headers["Location"] == "/d/ballot/thanks"
    with at.client.session_transaction() as cookie:
        assert "abstain" not in str(dict(cookie))
    for url in ("/d/ballot/thanks", "/d/ballot", "/d"):
        assert "Abstain" not in at.go(url).replace("Abstentions", "")
        assert at.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("go", ["", "cast"])
def test_a_second_vote_is_refused_and_says_why(session: Session, open_ballot: Voting, member: Member, go: str) -> None:
    vote(session, open_ballot, open_ballot.both, "A", Choice.YES)
    session.commit()
    text = member().post("/d/ballot", coalition=open_ballot.world.coalitions["A"], choice="no", go=go)
    assert "has voted in this coalition. A vote is final." in text
    assert papers(session) == [Choice.YES]


@pytest.mark.parametrize("choice", ["", "perhaps", "YES"])
def test_a_vote_that_is_none_is_said_beside_its_field(
    session: Session, open_ballot: Voting, member: Member, choice: str
) -> None:
    at = member()
    coalition = open_ballot.world.coalitions["A"]
    text = at.post("/d/ballot", coalition=coalition, choice=choice, go="cast")
    assert at.status == 422
    assert "Choose yes, no or abstain." in text
    assert f'href="#choice-{coalition}"' in at.page
    assert papers(session) == []


def test_nobody_votes_in_a_coalition_they_do_not_belong_to(
    session: Session, open_ballot: Voting, member: Member
) -> None:
    at = member(open_ballot.members["A"][0])
    for coalition in (open_ballot.world.coalitions["B"], "nothing", ""):
        at.post("/d/ballot", coalition=coalition, choice="yes", go="cast")
        assert at.status == 404
    assert papers(session) == []


@pytest.mark.parametrize(("first", "last", "said"), [(1, 5, "Voting has not begun"), (-9, -3, "Voting is over")])
def test_votes_outside_the_days_of_voting_are_refused(
    session: Session, open_ballot: Voting, member: Member, first: int, last: int, said: str
) -> None:
    session.execute(
        update(Ballot).values(opens_on=today() + timedelta(days=first), closes_on=today() + timedelta(days=last))
    )
    session.commit()
    at = member()
    assert said in at.go("/d/ballot")
    at.post("/d/ballot", coalition=open_ballot.world.coalitions["A"], choice="yes", go="cast")
    assert at.status == 409
    assert papers(session) == []


def test_whoever_joined_after_the_opening_is_told(session: Session, open_ballot: Voting, member: Member) -> None:
    late = organisation(session, "Late", session.get_one(Coalition, open_ballot.world.coalitions["A"])).id
    session.commit()
    at = member(late)
    assert "not on the voter list" in at.go("/d/ballot")
    at.post("/d/ballot", coalition=open_ballot.world.coalitions["A"], choice="yes", go="cast")
    assert at.status == 404


def test_members_read_no_result_before_the_close_and_all_of_it_after(
    session: Session, made: Voting, member: Member
) -> None:
    opened(session, made)
    votes(session, made, "A", yes=6, no=1, abstain=1)
    votes(session, made, "B", yes=4, no=1)
    session.commit()
    at = member()
    assert "Passed" not in at.go("/d/ballot")
    closed(session, made)
    session.commit()
    text = at.go("/d/ballot")
    assert "Passed in both coalitions, however abstentions are counted" in text
    assert "Agreed: 6 yes, 1 no, 1 abstained; 8 of 8 members voted." in text
    at.go("/d/ballot/thanks")
    assert at.status == 302


def test_voting_takes_eight_statements_at_most_and_one_commit(
    session: Session, open_ballot: Voting, member: Member
) -> None:
    at, where = member(), open_ballot.world.coalitions
    fields = {"coalition": where["A"], "choice": "yes"}
    for go, status in (("", 200), ("cast", 303)):
        with statements() as said:
            at.post("/d/ballot", **fields, go=go)
        assert at.status == status
        assert len(said) <= 8, "\n".join(said)
    with statements() as said:
        at.go("/d/ballot/thanks")
    assert len(said) <= 8
    assert session.scalar(select(func.count()).select_from(BallotPaper)) == 1


def test_the_ballot_is_light_in_arabic_too(open_ballot: Voting, member: Member) -> None:
    at = member(language="ar")
    at.go("/d/ballot")
    assert '<html lang="ar" dir="rtl">' in at.page
    sent, files, scripts = wire(at.page)
    assert sent <= 20_000
    assert files <= 4
    assert scripts == 0


def test_no_statement_of_a_vote_holds_both_the_voter_and_the_choice(
    session: Session, open_ballot: Voting, member: Member
) -> None:
    at, written = member(), []
    bind = db.session().get_bind()

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_others: object) -> None:
        written.append(f"{statement} {parameters}")

    event.listen(bind, "before_cursor_execute", note)
    at.post("/d/ballot", coalition=open_ballot.world.coalitions["A"], choice="abstain", go="cast")
    event.remove(bind, "before_cursor_execute", note)
    choosing = [one for one in written if "'abstain'" in one]
    assert len(choosing) == 1
    assert open_ballot.both not in choosing[0]
