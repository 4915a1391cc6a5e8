"""One organisation in the coverage: what is planned, who takes it, why it is not asked; and the lists that show it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consult.access.rules import Role
from consult.collection.queries import coverage, coverage_counts, individual_count
from consult.collection.records import Coverage
from consult.collection.rules import Disposition, NextStep, Unit
from consult.consultation.records import Consultation
from consult.consultation.rules import Mode
from consult.shared import triggers
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import submitted
from tests.builders_gates import closed
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def url(made: World, rest: str = "", organisation: str = "a1") -> str:
    return f"/strands/{made.strands['A']}/organisations/{made.organisations[organisation]}{rest}"


def text_of(browser: Browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def line(session: Session, made: World, organisation: str = "a1") -> Coverage:
    session.expire_all()
    return session.scalars(
        select(Coverage).where(
            Coverage.strand_id == made.strands["A"], Coverage.organisation_id == made.organisations[organisation]
        )
    ).one()


def listed(page: str) -> list[str]:
    """The names under "not yet heard"."""
    (part,) = re.findall(r'<section class="card" id="unheard".*?</section>', page, re.S)
    return re.findall(r'<span class="nm"><bdi>(.*?)</bdi>', part)


def set_mode(session: Session, made: World, mode: Mode) -> None:
    """Promise another mode than the world was opened with: what no page can do."""
    guard = next(one for one in triggers.GUARDS if one.name == "consultation_mode_fixed")
    dialect = session.get_bind().dialect.name
    for statement in guard.removal(dialect):
        session.execute(text(statement))
    session.get_one(Consultation, made.consultation_id).individual_mode = mode
    session.flush()
    for statement in guard.statements(dialect):
        session.execute(text(statement))


PLAN = {"step": "call", "taken_by": "Regional office", "due": "2026-05-31"}


def test_the_next_step_is_planned_changed_and_taken_back(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    assert browser.post(url(made, "/plan"), data=PLAN).status_code == 303
    found = line(session, made)
    assert (found.next_step, found.taken_by, str(found.step_due)) == (NextStep.CALL, "Regional office", "2026-05-31")
    page = text_of(browser, url(made))
    assert 'value="call" selected' in page
    assert 'value="Regional office"' in page
    assert 'value="2026-05-31"' in page
    browser.post(url(made, "/plan"), data={**PLAN, "step": ""})
    found = line(session, made)
    assert (found.next_step, found.taken_by, found.step_due) == (None, "", None)


@pytest.mark.parametrize("due", ["tomorrow", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused_in_words(session: Session, made: World, staff: Staff, due: str) -> None:
    browser = staff(Role.COORDINATOR)
    assert browser.post(url(made, "/plan"), data={**PLAN, "due": due}).status_code == 303
    assert "Nothing was changed" in text_of(browser, url(made))
    assert line(session, made).next_step is None


def test_a_step_that_is_none_is_a_bad_request(session: Session, made: World, staff: Staff) -> None:
    assert staff(Role.COORDINATOR).post(url(made, "/plan"), data={"step": "shout"}).status_code == 400


def test_what_was_typed_is_kept_as_any_database_can_store_it(session: Session, made: World, staff: Staff) -> None:
    staff(Role.COORDINATOR).post(url(made, "/plan"), data={**PLAN, "taken_by": " A\x00 \n office " + "x" * 500})
    found = line(session, made)
    assert found.taken_by.startswith("A office")
    assert len(found.taken_by) == 120


def test_who_is_not_asked_has_a_reason_that_everybody_sees(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(url(made, "/left-out"), data={"reason": "  "})
    assert "Say why this organisation is not asked" in text_of(browser, url(made))
    assert line(session, made).disposition is Disposition.NOT_INVITED
    browser.post(url(made, "/left-out"), data={"reason": "Dissolved in March"})
    assert coverage_counts(session, made.strands["A"])[Disposition.NOT_ASKED] == 1
    page = text_of(staff(Role.LEAD_CONSULTANT), f"/strands/{made.strands['A']}/coverage")
    assert "Dissolved in March" in page
    assert "Alpha one" not in listed(page)


def test_who_is_not_asked_is_neither_invited_nor_reminded_until_asked_after_all(
    session: Session, made: World, staff: Staff
) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(url(made, "/left-out"), data={"reason": "Dissolved"})
    mails = f"/strands/{made.strands['A']}/mails"
    assert "2 contacts have no invitation yet" in text_of(browser, mails)
    browser.post(f"/strands/{made.strands['A']}/invite", data={"go": "csv"})
    assert line(session, made).disposition is Disposition.NOT_ASKED
    assert "Reminder 1 goes to 2 contacts" in text_of(browser, mails)
    browser.post(url(made, "/asked"))
    assert line(session, made).disposition is Disposition.NOT_INVITED
    assert line(session, made).note == ""
    assert "One contact has no invitation yet" in text_of(browser, mails)


def test_who_was_invited_and_is_left_out_is_invited_again_by_the_links_it_has(
    session: Session, made: World, staff: Staff
) -> None:
    browser = staff(Role.COORDINATOR)
    browser.post(f"/strands/{made.strands['A']}/invite", data={"go": "csv"})
    browser.post(url(made, "/left-out"), data={"reason": "On leave"})
    assert "Reminder 1 goes to 2 contacts" in text_of(browser, f"/strands/{made.strands['A']}/mails")
    browser.post(url(made, "/asked"))
    assert line(session, made).disposition is Disposition.INVITED


def test_whoever_has_answered_cannot_be_said_not_to_be_asked_nor_planned_for(
    session: Session, made: World, staff: Staff
) -> None:
    submitted(session, made)
    session.commit()
    browser = staff(Role.COORDINATOR)
    for rest, fields in (("/left-out", {"reason": "x"}), ("/plan", PLAN), ("/asked", {}), ("/unreachable", {})):
        browser.post(url(made, rest), data=fields)
        assert line(session, made).disposition is Disposition.ANSWERED
        assert line(session, made).next_step is None


def test_nothing_is_planned_once_collection_has_closed(session: Session, made: World, staff: Staff) -> None:
    closed(session, made.strands["A"], now())
    session.commit()
    browser = staff(Role.COORDINATOR)
    browser.post(url(made, "/plan"), data=PLAN)
    assert line(session, made).next_step is None
    assert 'id="step"' not in text_of(browser, url(made))


def test_an_organisation_of_the_other_strand_is_not_there(made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    assert browser.get(url(made, organisation="b1")).status_code == 404
    assert browser.post(url(made, "/plan", organisation="b1"), data=PLAN).status_code == 404


def test_the_lists_are_narrowed_by_address_alone(session: Session, made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR)
    page = f"/strands/{made.strands['A']}/coverage"
    browser.post(url(made, "/plan"), data={**PLAN, "due": (today() - timedelta(days=3)).isoformat()})
    browser.post(url(made, "/plan", organisation="a2"), data={**PLAN, "step": "visit", "due": "2099-01-01"})
    assert listed(text_of(browser, page)) == ["Alpha one", "Alpha two", "Both"]
    assert listed(text_of(browser, f"{page}?step=call")) == ["Alpha one"]
    assert listed(text_of(browser, f"{page}?step=late")) == ["Alpha one"]
    assert listed(text_of(browser, f"{page}?step=none")) == ["Both"]
    assert listed(text_of(browser, f"{page}?region=europe")) == ["Alpha two"]
    assert listed(text_of(browser, f"{page}?language=fr&kind=national_ngo")) == ["Alpha two"]
    assert listed(text_of(browser, f"{page}?state=not_invited&region=africa")) == ["Alpha one", "Both"]
    nobody = text_of(browser, f"{page}?state=partial&step=\x00")
    assert listed(nobody) == []
    assert "Nobody who was not heard fits these filters." in nobody
    assert "was due on" in text_of(browser, page)
    assert "Regional office" in text_of(browser, page)


@pytest.mark.parametrize(("mode", "shown"), [(Mode.CONFIDENTIAL, 7), (Mode.ANONYMOUS, 5)])
def test_people_who_answer_anonymously_are_counted_in_fives(
    session: Session, staff: Staff, made: World, mode: Mode, shown: int
) -> None:
    for _person in range(7):
        submitted(session, made, unit=Unit.INDIVIDUAL)
    set_mode(session, made, mode)
    session.commit()
    assert individual_count(session, made.strands["A"]) == shown
    page = text_of(staff(Role.COORDINATOR), f"/strands/{made.strands['A']}/coverage")
    assert re.search(rf"In their own name</dt><dd>{shown}", page)
    assert ("in steps of five" in page) is (mode is Mode.ANONYMOUS)


def test_a_bounce_or_a_plan_is_part_of_what_the_coverage_query_gives(session: Session, made: World) -> None:
    found = coverage(session, made.strands["A"])
    assert {(one.next_step, one.taken_by, one.step_due, one.note) for one in found} == {(None, "", None, "")}
