from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access import queries
from consult.access.records import AccessEvent, Account
from consult.access.rules import GrantValue, Role
from consult.membership.records import Coalition

ADMIN = GrantValue(Role.ADMINISTRATOR)


@pytest.fixture
def admin(browser: Any, person: Callable[..., Any]) -> Any:
    made = person("admin@example.org", ADMIN)
    browser.sign_in("admin@example.org")
    browser.account_id = made.id
    return browser


@pytest.fixture
def coalition(session: scoped_session[Session]) -> Any:
    made = Coalition(mark="A", name="Coalition for Quiet Rivers")
    session.add(made)
    session.commit()
    return made


def grants(session: scoped_session[Session], account_id: str) -> tuple[GrantValue, ...]:
    session.expire_all()
    return queries.grants_of(session(), account_id)


def test_an_account_is_made_with_a_password_shown_once(
    admin: Any, open_browser: Callable[[], Any], session: scoped_session[Session]
) -> None:
    page = admin.post("/accounts/new", data={"name": "Ben", "email": "Ben@Example.org"})
    assert page.status_code == 200
    found = re.search(r"<code[^>]*>([^<]+)</code>", page.text)
    assert found
    made = session.scalars(select(Account).where(Account.email == "ben@example.org")).one()
    assert found[1] not in (made.password or "")
    assert found[1] not in admin.get(f"/accounts/{made.id}").text
    ben = open_browser()
    assert ben.sign_in("ben@example.org", found[1]).status_code == 302
    assert "No role yet" in ben.get("/account").text
    assert ben.get("/accounts").status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "", "email": "b@example.org"}, "fill this in"),
        ({"name": "B", "email": "nothing"}, "address like"),
        ({"name": "B", "email": "ADMIN@example.org"}, "already"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    admin: Any, session: scoped_session[Session], data: dict[str, str], said: str
) -> None:
    page = admin.post("/accounts/new", data=data)
    assert page.status_code == 422
    assert said in page.text
    assert len(list(session.scalars(select(Account)))) == 1


def test_a_role_is_given_shown_and_taken_back(
    admin: Any, person: Callable[..., Any], coalition: Any, session: scoped_session[Session]
) -> None:
    ben, coalition_id = person("ben@example.org"), coalition.id
    given = admin.post(
        f"/accounts/{ben.id}/grants", data={"role": "coordinator", "coalition": coalition_id, "consultation": ""}
    )
    assert given.status_code == 303
    assert grants(session, ben.id) == (GrantValue(Role.COORDINATOR, coalition_id),)
    page = admin.get(f"/accounts/{ben.id}").text
    assert "Coordinator · <bdi>\u2068Coalition for Quiet Rivers\u2069, in every consultation</bdi>" in page
    assert "Coalition for Quiet Rivers" in admin.get("/accounts").text
    (grant,) = queries.account(session(), ben.id).grants
    assert admin.post(f"/accounts/{ben.id}/grants/{grant.id}/revoke").status_code == 303
    assert grants(session, ben.id) == ()
    assert [event.act for event in session.scalars(select(AccessEvent))] == ["role_granted", "role_revoked"]


@pytest.mark.parametrize(
    "data",
    [
        {"role": "coordinator", "coalition": "", "consultation": ""},
        {"role": "king", "coalition": "", "consultation": ""},
        {"role": "coordinator", "coalition": "elsewhere", "consultation": ""},
    ],
)
def test_a_role_without_its_place_is_refused(
    admin: Any, person: Callable[..., Any], session: scoped_session[Session], data: dict[str, str]
) -> None:
    ben = person("ben@example.org")
    assert admin.post(f"/accounts/{ben.id}/grants", data=data).status_code == 422
    assert grants(session, ben.id) == ()


def test_an_administrator_has_no_place(admin: Any, person: Callable[..., Any], coalition: Any) -> None:
    ben = person("ben@example.org")
    data = {"role": "administrator", "coalition": coalition.id, "consultation": ""}
    assert admin.post(f"/accounts/{ben.id}/grants", data=data).status_code == 422


def test_an_account_is_shut_out_and_let_in(
    admin: Any, open_browser: Callable[[], Any], person: Callable[..., Any]
) -> None:
    ben, browser = person("ben@example.org"), open_browser()
    browser.sign_in("ben@example.org")
    assert admin.post(f"/accounts/{ben.id}/deactivate").status_code == 303
    assert browser.get("/account").status_code == 302
    assert "shut out" in admin.get("/accounts").text
    admin.post(f"/accounts/{ben.id}/reactivate")
    assert browser.sign_in("ben@example.org").status_code == 302


def test_a_new_password_replaces_the_old_one(
    admin: Any, open_browser: Callable[[], Any], person: Callable[..., Any]
) -> None:
    ben, browser = person("ben@example.org"), open_browser()
    browser.sign_in("ben@example.org")
    page = admin.post(f"/accounts/{ben.id}/password")
    found = re.search(r"<code[^>]*>([^<]+)</code>", page.text)
    assert found
    assert browser.get("/account").status_code == 302
    assert browser.sign_in("ben@example.org").status_code == 200
    assert browser.sign_in("ben@example.org", found[1]).status_code == 302


@pytest.mark.parametrize("act", ["deactivate", "password"])
def test_administrators_do_not_shut_themselves_out(admin: Any, act: str) -> None:
    assert admin.post(f"/accounts/{admin.account_id}/{act}").status_code == 409
    assert admin.get("/accounts").status_code == 200


def test_administrators_keep_their_own_role(admin: Any, session: scoped_session[Session]) -> None:
    (grant,) = queries.account(session(), admin.account_id).grants
    assert admin.post(f"/accounts/{admin.account_id}/grants/{grant.id}/revoke").status_code == 409
    assert grants(session, admin.account_id) == (ADMIN,)


@pytest.mark.parametrize("path", ["", "/grants", "/deactivate", "/reactivate", "/password", "/grants/x/revoke"])
def test_an_unknown_account_is_not_found(admin: Any, path: str) -> None:
    url = f"/accounts/nobody{path}"
    answer = (
        admin.post(url, data={"role": "administrator", "coalition": "", "consultation": ""}) if path else admin.get(url)
    )
    assert answer.status_code == 404


def test_ones_own_page_says_what_one_sees(browser: Any, person: Callable[..., Any], coalition: Any) -> None:
    person("ann@example.org", GrantValue(Role.LEAD_CONSULTANT, coalition.id))
    browser.sign_in("ann@example.org")
    page = browser.get("/account").text
    assert "Lead consultant" in page
    assert "\u2068Coalition for Quiet Rivers\u2069, in every consultation" in page
    assert "without names" in page
