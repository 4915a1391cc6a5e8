"""The coverage for staff, the invitations, and the steps of a strand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.collection.queries import coverage_counts
from consult.collection.records import Invitation
from consult.collection.rules import Disposition, Unit
from consult.consultation.records import Consultation, FrameMember, Strand
from consult.consultation.rules import Gate, StrandState
from consult.membership.records import Coalition, Contact
from consult.shared.time import today
from tests.builders import MOMENT, World, organisation
from tests.builders_collection import begun, open_world, submitted
from tests.builders_gates import WITHDRAWAL, through, without_conditions
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

Staff = Callable[..., Browser]
WORDS = "canary words of a member"


def page_of(browser: Browser, made: World, where: str = "coverage", mark: str = "A") -> str:
    response = browser.get(f"/strands/{made.strands[mark]}/{where}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_it_shows_who_was_heard_and_never_what_was_said(session: Session, made: World, staff: Staff) -> None:
    submitted(session, made, entries={"C2": "national", "J2.risk": "yes"}, words={"B2": WORDS})
    submitted(session, made, unit=Unit.INDIVIDUAL, words={"B2": WORDS})
    begun(session, made, "a2")
    session.commit()
    page = page_of(staff(Role.COORDINATOR), made)
    assert "Alpha one" in page
    assert "Beta one" not in page
    assert 'aria-label="Answered: 1; Invited, no sign yet: 0' not in page
    assert re.search(r"Organisations heard</dt><dd>1", page)
    assert re.search(r"In their own name</dt><dd>1", page)
    assert "Ask whether anything stands in the way." in page
    assert "Offer to finish it together by telephone." not in page
    assert WORDS not in page
    assert "national</" not in page


def test_contacts_are_shown_only_to_who_may_see_them(made: World, staff: Staff) -> None:
    assert "Contact of Alpha two" in page_of(staff(Role.COORDINATOR), made)
    seen = page_of(staff(Role.LEAD_CONSULTANT), made)
    assert "Alpha two" in seen
    assert "Contact of" not in seen
    assert "@x.example" not in seen


def test_inviting_shows_every_link_once(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    assert "3 contacts have no invitation yet" in page_of(browser, made)
    page = browser.post(f"/strands/{made.strands['A']}/invite", data={"go": "show"}).get_data(as_text=True)
    tokens = re.findall(r"http://127\.0\.0\.1:8000/i/([\w-]{22})<", page)
    assert len(tokens) == 3
    assert "Contact of Alpha one" in page
    assert browser.get(f"/i/{tokens[0]}").status_code == 200
    assert coverage_counts(session, made.strands["A"])[Disposition.INVITED] == 3
    again = browser.post(f"/strands/{made.strands['A']}/invite", data={"go": "show"}).get_data(as_text=True)
    assert "Everybody is invited" in again
    assert "/i/" not in again
    assert "have no invitation yet" not in page_of(browser, made)


def test_the_links_can_be_taken_as_a_file(session: Session, made: World, staff: Staff) -> None:
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a1"])).one()
    contact.name = '=HYPERLINK("http://evil.example")'
    session.commit()
    response = staff(Role.COORDINATOR).post(f"/strands/{made.strands['A']}/invite", data={"go": "csv"})
    assert response.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert all(row[4].startswith("http://127.0.0.1:8000/i/") for row in rows[1:])
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert session.scalar(select(func.count()).select_from(Invitation)) == 3


def test_links_of_a_fictitious_consultation_say_so_in_the_file_and_its_name(
    session: Session, made: World, staff: Staff
) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    response = staff(Role.COORDINATOR).post(f"/strands/{made.strands['A']}/invite", data={"go": "csv"})
    assert response.headers["Content-Disposition"].endswith("filename=fictitious-invitations.csv")
    lines = response.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert [line.split(",")[0] for line in lines] == ["fictitious"] * 4


def test_a_lead_consultant_cannot_invite(made: World, staff: Staff) -> None:
    browser = staff(Role.LEAD_CONSULTANT)
    assert "Invite them" not in page_of(browser, made)
    assert browser.post(f"/strands/{made.strands['A']}/invite").status_code == 403


@pytest.mark.parametrize("where", ["coverage", "seal"])
def test_the_other_strand_does_not_exist_for_its_neighbours(made: World, staff: Staff, where: str) -> None:
    assert staff(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['B']}/{where}").status_code == 404


class TestBeforeOpening:
    @pytest.fixture
    def made(self, session: Session) -> World:
        world = open_world(session(), opened=False)
        for gate in (Gate("g0"), Gate("g1"), Gate("g2")):
            through(session(), world.strands["A"], gate, MOMENT)
        session.commit()
        return world

    def test_the_page_says_what_comes_first(self, session: Session, made: World, staff: Staff) -> None:
        browser = staff(Role.COORDINATOR)
        assert "Collection has not opened yet" in page_of(browser, made)
        browser.post(f"/strands/{made.strands['A']}/step", data={"to": "open"})
        assert "3 contacts have no invitation yet" in page_of(browser, made)
        assert sum(coverage_counts(session, made.strands["A"]).values()) == 3


def test_a_strand_is_closed_and_frozen_from_here(
    session: Session, made: World, staff: Staff, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_conditions(app, monkeypatch, WITHDRAWAL)
    submitted(session, made)
    session.commit()
    browser, url = staff(Role.COORDINATOR), f"/strands/{made.strands['A']}/step"
    browser.post(url, data={"to": "closed"})
    browser.post(url, data={"to": "frozen"})
    assert "Members may still withdraw until" in page_of(browser, made)  # members may still withdraw
    session.expire_all()
    strand = session.get_one(Strand, made.strands["A"])
    assert strand.state is StrandState.CLOSED
    consultation = session.get_one(Consultation, made.consultation_id)
    consultation.withdraw_until = today().replace(year=2020)
    session.commit()
    browser.post(url, data={"to": "frozen"})
    session.expire_all()
    strand = session.get_one(Strand, made.strands["A"])
    assert strand.state is StrandState.FROZEN
    assert len(strand.dataset_hash or "") == 64
    browser.post(url, data={"to": "open"})
    assert "Nothing was changed" in page_of(browser, made)


def test_its_statements_do_not_grow_with_the_membership(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    counts = []
    for size in (0, 15):
        coalition = session.get_one(Coalition, made.coalitions["A"])
        for number in range(size):
            added = organisation(session, f"Member {number}", coalition)
            session.add(
                FrameMember(
                    strand_id=made.strands["A"],
                    organisation_id=added.id,
                    region="africa",
                    kind="national_ngo",
                    language="en",
                    in_both=False,
                )
            )
        session.commit()
        page_of(browser, made)
        with statements() as said:
            page_of(browser, made)
        counts.append(len(said))
    assert counts[0] == counts[1]
    assert counts[1] <= 12, counts


def test_a_lost_link_is_replaced_on_the_line_of_its_organisation(session: Session, made: World, staff: Staff) -> None:
    browser, strand = staff(Role.COORDINATOR), made.strands["A"]
    page = browser.post(f"/strands/{strand}/invite", data={"go": "show"}).get_data(as_text=True)
    contact = session.scalars(select(Contact).where(Contact.organisation_id == made.organisations["a1"])).one()
    url = f"/strands/{strand}/contacts/{contact.id}/new-link"
    assert url in page_of(browser, made, f"organisations/{made.organisations['a1']}")
    new = browser.post(url).get_data(as_text=True)
    (token,) = re.findall(r"/i/([\w-]{22})<", new)
    assert token not in page
    assert browser.get(f"/i/{token}").status_code == 200
    statuses = [browser.get(f"/i/{old}").status_code for old in re.findall(r"/i/([\w-]{22})<", page)]
    assert sorted(statuses) == [200, 200, 404]


def test_who_could_not_be_reached_is_recorded_until_invited_again(session: Session, made: World, staff: Staff) -> None:
    browser, strand = staff(Role.COORDINATOR), made.strands["A"]
    where = f"organisations/{made.organisations['a1']}"
    url = f"/strands/{strand}/{where}/unreachable"
    assert url in page_of(browser, made, where)
    assert browser.post(url).status_code == 303
    assert coverage_counts(session, strand)[Disposition.UNREACHABLE] == 1
    assert url not in page_of(browser, made, where)
    browser.post(f"/strands/{strand}/invite", data={"go": "show"})
    session.expire_all()
    assert coverage_counts(session, strand)[Disposition.UNREACHABLE] == 0
    assert staff(Role.LEAD_CONSULTANT).post(url).status_code == 403
