from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access import operations
from consult.access.operations import deactivate, hash_password
from consult.access.records import Account, BrowserSession
from consult.access.rules import GrantValue, Role, is_own_path
from consult.access.web import signing_in
from consult.shared.database import db, writing
from consult.shared.time import now

PASSWORD = "four words put together"
REFUSED = "do not belong together"


def rows(session: scoped_session[Session]) -> int:
    return session.scalar(select(func.count()).select_from(BrowserSession)) or 0


def test_signing_in_leads_to_the_page_that_was_wanted(browser: Any, person: Callable[..., Any]) -> None:
    person()
    asked = browser.get("/account?x=1")
    assert asked.status_code == 302
    assert asked.location == "/sign-in?next=/account?x%3D1"
    page = browser.get(asked.location)
    assert 'name="next" value="/account?x=1"' in page.text
    signed = browser.sign_in(" Ann@Example.org", next="/account?x=1")
    assert (signed.status_code, signed.location) == (302, "/account?x=1")
    assert "ann@example.org" in browser.get("/account").text


def test_opening_the_page_makes_no_row(browser: Any, session: scoped_session[Session]) -> None:
    assert browser.get("/sign-in").status_code == 200
    assert rows(session) == 0
    assert not browser.key().startswith("s:")


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example/x", "///evil.example"])
def test_nobody_is_led_to_another_site(browser: Any, person: Callable[..., Any], wanted: str) -> None:
    person()
    assert "evil" not in browser.get("/sign-in", query_string={"next": wanted}).text.split("<main")[1]
    signed = browser.post(
        "/sign-in",
        query_string={"next": wanted},
        data={"email": "ann@example.org", "password": PASSWORD, "next": wanted},
    )
    assert signed.status_code == 302
    assert is_own_path(signed.location)


@pytest.mark.parametrize(("email", "password"), [("ann@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_unknown_and_wrong_are_answered_alike(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session], email: str, password: str
) -> None:
    person()
    answer = browser.sign_in(email, password)
    assert answer.status_code == 200
    assert REFUSED in answer.text
    assert rows(session) == 0
    assert browser.get("/account").status_code == 302


def test_the_answer_does_not_tell_unknown_from_wrong(browser: Any, person: Callable[..., Any]) -> None:
    person()

    def text(email: str) -> str:
        body = browser.sign_in(email, "wrong password").text.replace(email, "")
        return re.sub(r'name="csrf_token" value="[^"]*"', "", body)

    assert text("ann@example.org") == text("eve@example.org")


def test_an_unknown_address_costs_one_hash_as_a_known_one(
    browser: Any, app: Flask, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    context, done = app.extensions["security"].pwd_context, []
    monkeypatch.setattr(context, "verify", lambda *_a, **_k: done.append("verify"), raising=False)
    monkeypatch.setattr(context, "hash", lambda *_a, **_k: done.append("hash"), raising=False)
    browser.sign_in("ann@example.org", "wrong password")
    browser.sign_in("eve@example.org", "wrong password")
    assert done == ["verify", "hash"]


def test_an_account_shut_out_is_answered_like_an_unknown_one(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    ann = person()
    deactivate(session(), ann.id)
    session.commit()
    assert REFUSED in browser.sign_in("ann@example.org").text
    assert rows(session) == 0


def test_an_eleventh_try_is_refused_even_with_the_right_password(browser: Any, person: Callable[..., Any]) -> None:
    person()
    person("ben@example.org")
    for _ in range(10):
        assert browser.sign_in("ann@example.org", "wrong").status_code == 200
    assert browser.sign_in("ANN@example.org").status_code == 429
    assert browser.sign_in("ben@example.org").status_code == 302


def test_tries_are_forgotten_after_a_quarter_of_an_hour(
    browser: Any, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    for _ in range(11):
        last = browser.sign_in("ann@example.org", "wrong")
    assert last.status_code == 429
    later = now() + timedelta(minutes=16)
    monkeypatch.setattr(signing_in, "now", lambda: later)
    assert browser.sign_in("ann@example.org").status_code == 302


@pytest.mark.parametrize("url", ["/sign-in", "/sign-out", "/language", "/change-password", "/accounts/new"])
def test_a_post_without_its_token_is_refused(
    browser: Any, app: Flask, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert browser.post(url, data={"email": "ann@example.org", "password": PASSWORD}).status_code == 400


def test_a_post_with_its_token_passes(
    browser: Any, app: Flask, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    assert browser.sign_in("ann@example.org", csrf_token=token[1]).status_code == 302


def test_no_answer_offers_a_token(browser: Any, person: Callable[..., Any]) -> None:
    person()
    answer = browser.post(
        "/sign-in?include_auth_token",
        json={"email": "ann@example.org", "password": PASSWORD},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 302
    assert "token" not in answer.text


def test_a_token_signs_nobody_in(browser: Any, app: Flask, person: Callable[..., Any]) -> None:
    ann = person()
    with app.test_request_context():
        token = db.session.get_one(Account, ann.id).get_auth_token()
    assert browser.get("/account", headers={"Authentication-Token": token}).status_code == 302
    assert browser.get("/account", query_string={"auth_token": token}).status_code == 302


@pytest.mark.parametrize("data", [{}, {"email": 5, "password": 7}, {"email": "a", "password": "x" * 100_000}])
def test_odd_input_is_answered_with_the_form(browser: Any, data: dict[str, Any]) -> None:
    assert browser.post("/sign-in", data=data).status_code == 200
    assert browser.post("/sign-in", json=data).status_code == 200


def test_only_what_is_used_is_switched_on(app: Flask) -> None:
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert ours == {"security.login", "security.logout", "security.change_password"}
    out = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "security.logout")
    assert out.methods == {"POST", "OPTIONS"}


def test_passwords_are_stored_as_argon2id_with_our_costs(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    ann = person()
    browser.sign_in("ann@example.org")
    browser.post(
        "/change-password",
        data={
            "password": PASSWORD,
            "new_password": "another of four words",
            "new_password_confirm": "another of four words",
        },
    )
    session.expire_all()
    stored = session.get_one(Account, ann.id).password or ""
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password("x")[:31] == stored[:31]
    browser.post("/sign-out")
    assert REFUSED in browser.sign_in("ann@example.org").text
    assert browser.sign_in("ann@example.org", "another of four words").status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"password": "wrong"}, "not your present password"),
        ({"new_password": "short", "new_password_confirm": "short"}, "at least 12 characters"),
        ({"new_password_confirm": "something else"}, "two new passwords differ"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "is the present one"),
        ({"password": ""}, "fill this in"),
    ],
)
def test_a_password_that_cannot_be_is_refused_with_the_reason(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session], data: dict[str, str], said: str
) -> None:
    ann = person()
    before = session.get_one(Account, ann.id).password
    browser.sign_in("ann@example.org")
    good = {"password": PASSWORD, "new_password": "another of four", "new_password_confirm": "another of four"}
    answer = browser.post("/change-password", data=good | data)
    assert answer.status_code == 200
    assert said in answer.text
    session.expire_all()
    assert session.get_one(Account, ann.id).password == before


def test_changing_a_password_needs_somebody_signed_in(browser: Any) -> None:
    assert browser.get("/change-password").location.startswith("/sign-in")
    assert browser.post("/change-password").location.startswith("/sign-in")


@pytest.mark.parametrize("url", ["/sign-in", "/change-password"])
def test_pages_of_the_library_carry_nothing_inline(browser: Any, person: Callable[..., Any], url: str) -> None:
    person()
    if url != "/sign-in":
        browser.sign_in("ann@example.org")
    page = browser.get(url)
    assert page.status_code == 200
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text)
    assert page.headers["Cache-Control"] == "no-store"


def test_no_lock_is_held_while_a_password_is_hashed(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real commits on the real database: the hash happens in a reading transaction, the new password is stored."""
    with own_app.app_context():
        writing.set(True)
        account = operations.create_account(
            db.session(), email="ann@example.org", name="Ann", password_hash=hash_password(PASSWORD)
        )
        operations.grant_role(db.session(), account.id, GrantValue(Role.ADMINISTRATOR), at=now())
        db.session.commit()
    context, states = own_app.extensions["security"].pwd_context, []
    slow = {name: getattr(context, name) for name in ("hash", "verify")}
    for name, method in slow.items():
        monkeypatch.setattr(
            context, name, lambda *a, _m=method, **k: (states.append(writing.get()), _m(*a, **k))[1], raising=False
        )
    browser = own_app.test_client()
    browser.post("/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    new = {"password": PASSWORD, "new_password": "another of four", "new_password_confirm": "another of four"}
    assert browser.post("/change-password", data=new).status_code == 302
    assert browser.post("/accounts/new", data={"name": "Ben", "email": "ben@example.org"}).status_code == 200
    assert states == [False] * 4
    assert browser.get("/account").status_code == 200
    again = own_app.test_client().post("/sign-in", data={"email": "ann@example.org", "password": "another of four"})
    assert again.status_code == 302
    assert "consult=s:" in again.headers["Set-Cookie"]
