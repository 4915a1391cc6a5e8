"""The two keys, as the two people who hold them see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.access.records import AccessEvent
from consult.access.rules import Role
from consult.collection.records import SealOpening
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from tests.builders import World
from tests.builders_collection import submitted
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]
CANARY = "canary-under-the-seal"


@pytest.fixture
def url(session: Session, made: World) -> str:
    submitted(session, made, entries={"J2.risk": "yes"}, words={"J2.text": CANARY})
    session.commit()
    return f"/strands/{made.strands['A']}/seal"


def opening_id(session: Session) -> str:
    return session.scalars(select(SealOpening.id)).one()


def text(browser: Browser, url: str) -> str:
    return browser.get(url).get_data(as_text=True)


def test_two_keys_open_it_for_both_and_all_of_it_is_recorded(session: Session, url: str, staff: Staff) -> None:
    lead, guard = staff(Role.LEAD_CONSULTANT), staff(Role.SAFEGUARDING_LEAD)
    assert "A safety condition exists." in text(guard, url)
    lead.post(url, data={"reason": "A threat was reported"})
    one = f"{url}/{opening_id(session)}"
    assert CANARY not in lead.post(f"{one}/read", follow_redirects=True).get_data(as_text=True)
    assert lead.post(f"{one}/turn").status_code == 403
    assert "A threat was reported" in text(guard, url)
    guard.post(f"{one}/turn")
    for browser in (guard, lead):
        page = browser.post(f"{one}/read").get_data(as_text=True)
        assert CANARY in page
        assert "Alpha one" not in page
        assert CANARY not in text(browser, url)
    acts = session.scalars(select(AccessEvent.act)).all()
    assert sorted(acts) == ["seal_asked", "seal_read", "seal_read", "seal_turned"]


def test_the_lead_who_sees_who_answers_learns_of_a_safety_condition_from_the_frozen_data_only(
    session: Session, made: World, url: str, staff: Staff
) -> None:
    lead = staff(Role.LEAD_CONSULTANT)
    for said in ("A safety condition exists.", "Nobody has said so far"):
        assert said not in text(lead, url)
    session.execute(update(Strand).where(Strand.id == made.strands["A"]).values(state=StrandState.FROZEN))
    session.commit()
    assert "A safety condition exists." in text(lead, url)


def test_asking_needs_a_reason(session: Session, url: str, staff: Staff) -> None:
    page = staff(Role.LEAD_CONSULTANT).post(url, data={"reason": " "}, follow_redirects=True).get_data(as_text=True)
    assert "Say why the sealed answers have to be read." in page
    assert session.scalars(select(SealOpening)).all() == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.CODER, Role.HOST_MEMBER, Role.FACILITATOR])
def test_nobody_else_comes_near(session: Session, url: str, staff: Staff, role: Role) -> None:
    staff(Role.LEAD_CONSULTANT).post(url, data={"reason": "why"})
    browser, one = staff(role), f"{url}/{opening_id(session)}"
    assert browser.get(url).status_code == 403
    for act in (url, f"{one}/turn", f"{one}/read"):
        response = browser.post(act, data={"reason": "why"})
        assert response.status_code == 403
        assert CANARY not in response.get_data(as_text=True)


def test_another_strands_opening_is_not_found_here(session: Session, made: World, url: str, staff: Staff) -> None:
    staff(Role.LEAD_CONSULTANT).post(url, data={"reason": "why"})
    guard = staff(Role.SAFEGUARDING_LEAD, "B")
    other = f"/strands/{made.strands['B']}/seal/{opening_id(session)}"
    for act in ("turn", "read"):
        assert guard.post(f"{other}/{act}").status_code == 404
