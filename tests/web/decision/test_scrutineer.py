"""The scrutineer sees the count, and nothing else."""

from __future__ import annotations

from html import unescape

import pytest
import regex
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.decision.records import BallotPaper
from consult.decision.rules.kinds import Choice
from consult.shared.time import today
from tests.builders_ballot import Voting, closed, opened, running, votes
from tests.web.collection.test_budgets import statements
from tests.web.decision.ballot_fixtures import Staff, made, may_write, open_browser, person, staff

__all__ = ["made", "may_write", "open_browser", "person", "staff"]


@pytest.fixture
def counted(session: Session, made: Voting) -> Voting:
    opened(session, made)
    votes(session, made, "A", yes=6, no=1, abstain=1)
    votes(session, made, "B", yes=2, no=1)
    closed(session, made)
    session.commit()
    return made


def text_of(page: str) -> str:
    return regex.sub(r"\s+", " ", unescape(regex.sub(r"<[^>]+>", " ", page)))


def test_the_count_is_spelled_out_line_by_line(counted: Voting, staff: Staff) -> None:
    page = staff(Role.SCRUTINEER).get(f"/ballots/{counted.ballot_id}/count").get_data(as_text=True)
    text = text_of(page)
    for words in (
        "6 + 1 + 1 = 8",
        "50% of 8 members, rounded up to a whole number: 4",
        "8 ballots cast, abstentions counted; 4 needed",
        "8 papers, 8 marked on the voter list",
        "6 of 7; at least 75% needed",
        "2 of 3; at least 75% needed",
        "Not enough: 2 yes, 1 no, and at least 75% were needed.",
        "Both coalitions must agree: the proposal has not passed.",
        "SHA-256",
    ):
        assert words in text
    assert regex.search(r"\b[0-9a-f]{64}\b", page)
    for name in ("Alpha one", "Beta one", "A member", "title en", "One house"):
        assert name not in text


def test_a_paper_too_many_is_seen(session: Session, counted: Voting, staff: Staff) -> None:
    browser, where = staff(Role.SCRUTINEER), f"/ballots/{counted.ballot_id}/count"
    before = regex.search(r"\b[0-9a-f]{64}\b", browser.get(where).get_data(as_text=True))
    session.add(BallotPaper(ballot_id=counted.ballot_id, coalition_id=counted.world.coalitions["B"], choice=Choice.YES))
    session.commit()
    page = browser.get(where).get_data(as_text=True)
    after = regex.search(r"\b[0-9a-f]{64}\b", page)
    assert "4 papers, 3 marked on the voter list" in page
    assert before
    assert after
    assert before[0] != after[0]


def test_the_scrutineer_is_led_to_the_count(session: Session, counted: Voting, staff: Staff) -> None:
    for strand_id in counted.world.strands.values():
        session.get_one(Strand, strand_id).state = StrandState.RELEASED
    session.commit()
    browser, where = staff(Role.SCRUTINEER), f"/consultations/{counted.consultation_id}"
    assert f'href="{where}/count"' in browser.get(where).get_data(as_text=True)
    assert browser.get(f"{where}/count").headers["Location"] == f"/ballots/{counted.ballot_id}/count"


def test_before_there_is_a_ballot_the_scrutineer_is_told_so(made: Voting, staff: Staff) -> None:
    page = staff(Role.SCRUTINEER).get(f"/consultations/{made.consultation_id}/count")
    assert "There is no ballot yet" in page.get_data(as_text=True)


def test_there_is_nothing_to_count_before_the_close(session: Session, made: Voting, staff: Staff) -> None:
    running(session, made, today())
    votes(session, made, "A", yes=8)
    session.commit()
    page = staff(Role.SCRUTINEER).get(f"/ballots/{made.ballot_id}/count").get_data(as_text=True)
    assert "There is nothing to count yet" in page
    for words in ("papers,", "= 8", "ballots cast,", "SHA-256"):
        assert words not in text_of(page)


def test_the_scrutineer_reads_no_other_page_of_deciding(session: Session, counted: Voting, staff: Staff) -> None:
    browser = staff(Role.SCRUTINEER)
    for page in ("ballot", "ballot/settings", "links", f"ballot/slips/{counted.world.coalitions['A']}"):
        assert browser.get(f"/consultations/{counted.consultation_id}/{page}").status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD_CONSULTANT, Role.BOARD, Role.OBSERVER])
def test_nobody_else_reads_the_scrutineers_page(counted: Voting, staff: Staff, role: Role) -> None:
    browser = staff(role)
    for where in (f"/ballots/{counted.ballot_id}", f"/consultations/{counted.consultation_id}"):
        assert browser.get(f"{where}/count").status_code == 403


def test_a_ballot_that_is_not_there_is_not_found(counted: Voting, staff: Staff) -> None:
    assert staff(Role.SCRUTINEER).get("/ballots/nothing/count").status_code == 404


def test_the_count_takes_few_statements(counted: Voting, staff: Staff) -> None:
    browser, where = staff(Role.SCRUTINEER), f"/ballots/{counted.ballot_id}/count"
    browser.get(where)
    with statements() as said:
        assert browser.get(where).status_code == 200
    assert len(said) <= 12, "\n".join(said)
