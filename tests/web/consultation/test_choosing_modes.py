"""The mandate page chooses what members are promised; a form that does not name it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.operations import change_mandate
from consult.consultation.queries import consultation, consultations
from consult.consultation.rules import Mode
from tests.builders import World, mandate
from tests.web.access.conftest import Browser
from tests.web.consultation.test_mandate import asking, filled

SignIn = Callable[..., Browser]


def modes(session: scoped_session[Session], made: World) -> tuple[Mode, Mode]:
    session.expire_all()
    found = consultation(session(), made.consultation_id)
    assert found is not None
    return found.mode, found.individual_mode


def test_the_page_says_in_plain_words_what_each_choice_means(made: World, signed_in: SignIn) -> None:
    page = unescape(signed_in(Role.COORDINATOR, "AB").get(f"/consultations/{made.consultation_id}/mandate").text)
    for said in ("with the name of its organisation", "under a pseudonym", "not even the consultants"):
        assert said in page
    assert page.count('value="confidential" checked') == 2
    assert page.count('value="anonymous"') == 1


def test_both_are_chosen_apart(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.COORDINATOR, "AB")
    url = f"/consultations/{made.consultation_id}/mandate"
    chosen = filled(mode="attributed", individual_mode="anonymous")
    assert browser.post(url, data=chosen).status_code == 303
    assert modes(session, made) == (Mode.ATTRIBUTED, Mode.ANONYMOUS)
    page = unescape(browser.get(url).text)
    assert 'value="attributed" checked' in page
    assert 'value="anonymous" checked' in page


def test_a_form_that_does_not_name_them_keeps_them(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    change_mandate(session(), made.consultation_id, mandate(mode=Mode.ATTRIBUTED, individual_mode=Mode.ANONYMOUS))
    session.commit()
    answer = signed_in(Role.COORDINATOR, "AB").post(f"/consultations/{made.consultation_id}/mandate", data=filled())
    assert answer.status_code == 303
    assert modes(session, made) == (Mode.ATTRIBUTED, Mode.ANONYMOUS)


def test_a_new_consultation_is_confidential_unless_chosen_otherwise(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.COORDINATOR, "AB")
    browser.post("/consultations/new", data=filled(coalitions=asking(made, "A")))
    browser.post("/consultations/new", data=filled(coalitions=asking(made, "A"), individual_mode="anonymous"))
    new = {(one.mode, one.individual_mode) for one in consultations(session()) if one.id != made.consultation_id}
    assert new == {(Mode.CONFIDENTIAL, Mode.CONFIDENTIAL), (Mode.CONFIDENTIAL, Mode.ANONYMOUS)}


@pytest.mark.parametrize("forged", [{"mode": "anonymous"}, {"mode": ""}, {"individual_mode": "open"}])
def test_what_was_not_offered_is_refused(
    session: scoped_session[Session], made: World, signed_in: SignIn, forged: dict[str, str]
) -> None:
    browser = signed_in(Role.COORDINATOR, "AB")
    answer = browser.post(f"/consultations/{made.consultation_id}/mandate", data=filled(**forged))
    assert answer.status_code == 422
    assert modes(session, made) == (Mode.CONFIDENTIAL, Mode.CONFIDENTIAL)


def test_the_overview_tells_both(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    change_mandate(session(), made.consultation_id, mandate(individual_mode=Mode.ANONYMOUS))
    session.commit()
    page = unescape(signed_in(Role.BOARD).get(f"/consultations/{made.consultation_id}").text)
    assert "under a pseudonym" in page
    assert "not even the consultants" in page
