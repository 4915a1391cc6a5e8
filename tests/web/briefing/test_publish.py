"""Publishing: members read the edition, and only those with an open answer in a published consultation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.operations import publish_joint
from consult.collection.records import Answer
from tests.builders import World
from tests.builders_findings import AFTER, TOTALS
from tests.builders_gates import OPEN_GATES
from tests.web.access.conftest import Browser

MAY_PUBLISH = (Role.LEAD_CONSULTANT, Role.COORDINATOR)
READS_PUBLISHED = (
    Role.INDIVIDUAL_MEMBER,
    Role.FOCAL_POINT,
    Role.OBSERVER,
    Role.HOST_MEMBER,
    Role.BOARD,
    Role.FACILITATOR,
    Role.COORDINATOR,
    Role.LEAD_CONSULTANT,
)
Staff = Callable[..., Browser]


@pytest.fixture
def member(open_browser: Callable[[], Browser], made: World, session: scoped_session[Session]) -> Browser:
    """A member with an open answer of strand A."""
    answer_id = session.scalars(select(Answer.id).where(Answer.strand_id == made.strands["A"])).first()
    browser = open_browser()
    with browser.session_transaction() as cookie:
        cookie["answer"], cookie["language"] = answer_id, "en"
    return browser


def shown(html: str) -> bool:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    return all(f"{of['joint']} of {of['answered']}" in words for of in TOTALS.values())


def publish(session: scoped_session[Session], made: World) -> None:
    publish_joint(session(), OPEN_GATES, made.consultation_id, AFTER)
    session.commit()


@pytest.mark.parametrize("role", MAY_PUBLISH)
def test_publishing_opens_the_page_to_members(staff: Staff, made: World, member: Browser, role: Role) -> None:
    assert member.get("/answer/findings").status_code == 404
    answer = staff(role, "AB").post(f"/consultations/{made.consultation_id}/publish")
    assert answer.status_code == 303
    page = member.get("/answer/findings")
    assert page.status_code == 200
    assert shown(page.get_data(as_text=True))


@pytest.mark.parametrize("role", MAY_PUBLISH)
def test_nobody_publishes_for_the_other_coalition(staff: Staff, made: World, member: Browser, role: Role) -> None:
    url = f"/consultations/{made.consultation_id}"
    alone, both = staff(role), staff(role, "AB")
    assert alone.post(f"{url}/publish").status_code == 403
    assert member.get("/answer/findings").status_code == 404
    assert f"{url}/publish" not in alone.get(f"{url}/joint").text
    assert f"{url}/publish" in both.get(f"{url}/joint").text


def test_nobody_else_publishes(staff: Staff, made: World) -> None:
    for role in sorted(set(Role) - set(MAY_PUBLISH) - {Role.ADMINISTRATOR}):
        assert staff(role, "AB").post(f"/consultations/{made.consultation_id}/publish").status_code == 403, role


def test_publishing_twice_changes_nothing(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    publish(session, made)
    browser = staff(Role.COORDINATOR, "AB")
    answer = browser.post(f"/consultations/{made.consultation_id}/publish")
    assert "Nothing was changed" in browser.get(answer.location).get_data(as_text=True)


def test_a_visitor_without_an_answer_finds_nothing(
    open_browser: Callable[[], Browser], made: World, session: scoped_session[Session]
) -> None:
    publish(session, made)
    assert open_browser().get("/answer/findings").status_code == 404


def test_members_get_no_plotly(member: Browser, made: World, session: scoped_session[Session]) -> None:
    publish(session, made)
    page = member.get("/answer/findings").get_data(as_text=True)
    assert "plotly" not in page
    assert "data-figure" not in page


def test_staff_read_what_is_published_from_then_on(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    url = f"/consultations/{made.consultation_id}/published"
    browsers = {role: staff(role) for role in READS_PUBLISHED}
    for role, browser in browsers.items():
        before = browser.get(url)
        assert before.status_code == 200, role
        assert "not published yet" in before.get_data(as_text=True)
        assert not shown(before.get_data(as_text=True))
    publish(session, made)
    for role, browser in browsers.items():
        assert shown(browser.get(url).get_data(as_text=True)), role


def test_others_do_not(staff: Staff, made: World) -> None:
    for role in sorted(set(Role) - set(READS_PUBLISHED) - {Role.ADMINISTRATOR}):
        assert staff(role).get(f"/consultations/{made.consultation_id}/published").status_code == 403, role
