"""Staff give member organisations their decision links."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import regex
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.consultation.records import Consultation
from consult.decision.records import DecisionLink
from consult.membership.records import Coalition, Contact
from consult.shared.time import end_of, today
from tests.builders import organisation
from tests.builders_ballot import Voting
from tests.web.collection.test_budgets import statements
from tests.web.decision.ballot_fixtures import Staff, made, may_write, open_browser, person, staff

__all__ = ["made", "may_write", "open_browser", "person", "staff"]

MEMBERS = 13  # eight in A and six in B, one of them in both
LINK = regex.compile(r"http://127\.0\.0\.1:8000/d/([\w-]{22})<")


def url(made: Voting, *more: str) -> str:
    return "/".join([f"/consultations/{made.consultation_id}/links", *more])


def until() -> dict[str, str]:
    return {"expires_on": (today() + timedelta(days=365)).isoformat()}


def test_links_are_shown_once_and_open_for_their_organisation(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    assert f"{MEMBERS} organisations have no link yet" in browser.get(url(made)).get_data(as_text=True)
    page = browser.post(url(made), data={"go": "show", **until()}).get_data(as_text=True)
    tokens = LINK.findall(page)
    assert len(set(tokens)) == MEMBERS
    assert "Contact of Alpha one" in page
    again = browser.post(url(made), data={"go": "show", **until()}).get_data(as_text=True)
    assert "Everybody has a link" in again
    assert not LINK.findall(again)
    listed = browser.get(url(made)).get_data(as_text=True)
    assert not [token for token in tokens if token in listed]


def test_the_links_can_be_taken_as_a_file(session: Session, made: Voting, staff: Staff) -> None:
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.both)).one()
    contact.name = '=HYPERLINK("http://evil.example")'
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    response = staff(Role.COORDINATOR).post(url(made), data={"go": "csv", **until()})
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].endswith("filename=fictitious-decision-links.csv")
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == MEMBERS + 1
    assert all(row[-1].startswith("http://127.0.0.1:8000/d/") for row in rows[1:])
    assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("typed", ["tomorrow", "", "1999-01-01", "2999-01-01"])
def test_a_link_works_until_a_day_that_makes_sense(session: Session, made: Voting, staff: Staff, typed: str) -> None:
    response = staff(Role.COORDINATOR).post(url(made), data={"go": "show", "expires_on": typed})
    assert response.status_code == 422
    assert 'role="alert"' in response.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(DecisionLink)) == 0


def test_a_lost_link_is_replaced_and_one_can_be_taken_back(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    tokens = LINK.findall(browser.post(url(made), data={"go": "show", **until()}).get_data(as_text=True))
    renewed = LINK.findall(browser.post(url(made, made.both, "renew")).get_data(as_text=True))
    assert len(renewed) == 1
    opened = [token for token in [*tokens, *renewed] if browser.get(f"/d/{token}").status_code == 200]
    assert len(opened) == MEMBERS
    browser.post(url(made, made.both, "revoke"))
    assert browser.get(f"/d/{renewed[0]}").status_code == 404
    assert browser.post(url(made, "nobody", "revoke")).status_code == 404


def test_links_that_were_sent_can_be_let_work_longer(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(url(made), data={"go": "show", **until()})
    later = today() + timedelta(days=400)
    browser.post(url(made), data={"go": "extend", "expires_on": later.isoformat()})
    session.expire_all()
    assert {link.expires_at for link in session.scalars(select(DecisionLink))} == {end_of(later)}


@pytest.mark.parametrize(("role", "marks"), [(Role.LEAD_CONSULTANT, "AB"), (Role.COORDINATOR, "A")])
def test_only_whoever_holds_the_ballot_in_both_coalitions_gives_links(
    made: Voting, staff: Staff, role: Role, marks: str
) -> None:
    browser = staff(role, marks)
    assert browser.get(url(made)).status_code == 403
    assert browser.post(url(made), data={"go": "show", **until()}).status_code == 403


def test_statements_do_not_grow_with_the_membership(session: Session, made: Voting, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    browser.get(url(made))
    counts = []
    for batch in range(2):
        for at in range(10):
            organisation(session, f"More {batch} {at}", session.get_one(Coalition, made.world.coalitions["A"]))
        session.commit()
        with statements() as said:
            assert browser.get(url(made)).status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 12
