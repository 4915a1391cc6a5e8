from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session, scoped_session

from consult.access.operations import deactivate
from consult.access.records import BrowserSession
from consult.access.web import sessions
from consult.app import create_app
from consult.settings import Settings
from consult.shared.database import db
from consult.shared.identifiers import digest
from consult.shared.time import now

EMAIL = "ann@example.org"


def stored(session: scoped_session[Session]) -> list[BrowserSession]:
    session.expire_all()
    return list(session.scalars(select(BrowserSession)))


def is_in(browser: Any) -> bool:
    return bool(browser.get("/account").status_code == 200)


def test_signing_in_stores_one_row_under_the_hash_of_the_key(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    ann = person()
    browser.sign_in(EMAIL)
    (row,) = stored(session)
    assert browser.key().startswith("s:")
    assert len(browser.key()) > 40
    assert (row.key_hash, row.account_id) == (digest(browser.key()), ann.id)
    assert browser.key()[2:] not in row.data


def test_a_key_replayed_after_signing_out_is_dead(
    browser: Any, open_browser: Callable[[], Any], person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    person()
    browser.sign_in(EMAIL)
    key = browser.key()
    assert browser.post("/sign-out").status_code == 302
    assert stored(session) == []
    thief = open_browser()
    thief.set_cookie("consult", key)
    assert not is_in(thief)
    assert stored(session) == []
    assert thief.key() != key
    assert not is_in(browser)


def test_signing_out_by_a_link_does_nothing(browser: Any, person: Callable[..., Any]) -> None:
    person()
    browser.sign_in(EMAIL)
    assert browser.get("/sign-out").status_code in (404, 405)
    assert is_in(browser)


def test_signing_in_changes_the_key(browser: Any, person: Callable[..., Any], session: scoped_session[Session]) -> None:
    person()
    person("ben@example.org")
    browser.set_cookie("consult", "s:planted")
    browser.sign_in(EMAIL)
    first = browser.key()
    assert first != "s:planted"
    browser.post("/sign-out")
    browser.sign_in("ben@example.org")
    assert browser.key() != first
    assert [row.key_hash for row in stored(session)] == [digest(browser.key())]


def test_nothing_planted_before_signing_in_survives_it(browser: Any, person: Callable[..., Any]) -> None:
    person()
    with browser.session_transaction() as planted:
        planted.update(csrf_token="known to somebody else", answer="a member's open answer", language="fr")
    browser.sign_in(EMAIL)
    with browser.session_transaction() as kept:
        assert kept["language"] == "fr"
        assert "csrf_token" not in kept
        assert "answer" not in kept


def test_a_browser_left_alone_for_half_an_hour_is_signed_out(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    person()
    browser.sign_in(EMAIL)
    session.execute(update(BrowserSession).values(seen_at=now() - timedelta(minutes=29)))
    session.commit()
    assert is_in(browser)
    session.execute(update(BrowserSession).values(seen_at=now() - timedelta(minutes=31)))
    session.commit()
    assert not is_in(browser)


def test_nobody_stays_signed_in_for_more_than_twelve_hours(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    person()
    browser.sign_in(EMAIL)
    session.execute(update(BrowserSession).values(created_at=now() - timedelta(hours=12, seconds=1)))
    session.commit()
    assert not is_in(browser)


def test_being_there_is_noted_once_a_minute(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    browser.sign_in(EMAIL)
    is_in(browser)
    (row,) = stored(session)
    seen = row.seen_at
    start = now()
    monkeypatch.setattr(sessions, "now", lambda: start + timedelta(seconds=50))
    is_in(browser)
    assert stored(session)[0].seen_at == seen
    monkeypatch.setattr(sessions, "now", lambda: start + timedelta(seconds=70))
    is_in(browser)
    assert stored(session)[0].seen_at == start + timedelta(seconds=70)


def test_rows_long_dead_are_swept_when_somebody_signs_in(
    browser: Any, open_browser: Callable[[], Any], person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    person()
    browser.sign_in(EMAIL)
    session.execute(update(BrowserSession).values(seen_at=now() - timedelta(hours=1)))
    session.commit()
    other = open_browser()
    other.sign_in(EMAIL)
    assert [row.key_hash for row in stored(session)] == [digest(other.key())]


def test_my_other_browsers_are_signed_out_and_this_one_is_not(
    browser: Any, open_browser: Callable[[], Any], person: Callable[..., Any]
) -> None:
    person()
    person("ben@example.org")
    other, ben = open_browser(), open_browser()
    for one, email in ((browser, EMAIL), (other, EMAIL), (ben, "ben@example.org")):
        one.sign_in(email)
    assert "one other browser" in browser.get("/account").text
    assert browser.post("/account/sessions/end").status_code == 303
    assert (is_in(browser), is_in(other), is_in(ben)) == (True, False, True)


def test_a_session_ended_elsewhere_does_not_come_back(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    browser.sign_in(EMAIL)
    key = browser.key()
    opened = sessions.StoredSessions.open_session

    def ended_meanwhile(self: Any, app: Flask, request: Any) -> Any:
        found = opened(self, app, request)
        with sessions._apart() as own:
            own.query(BrowserSession).delete()
            own.commit()
        return found

    monkeypatch.setattr(sessions.StoredSessions, "open_session", ended_meanwhile)
    browser.post("/language", data={"lang": "fr"})
    assert stored(session) == []
    assert browser.key() != key


def test_changing_the_password_signs_out_the_others_and_renews_this_key(
    browser: Any, open_browser: Callable[[], Any], person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    person()
    other = open_browser()
    browser.sign_in(EMAIL)
    other.sign_in(EMAIL)
    before = browser.key()
    new = {
        "password": "four words put together",
        "new_password": "another of four",
        "new_password_confirm": "another of four",
    }
    assert browser.post("/change-password", data=new).location == "/account"
    assert browser.key() != before
    assert [row.key_hash for row in stored(session)] == [digest(browser.key())]
    assert (is_in(browser), is_in(other)) == (True, False)


def test_an_account_shut_out_is_out_at_once(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    ann = person()
    browser.sign_in(EMAIL)
    deactivate(session(), ann.id)
    session.commit()
    assert not is_in(browser)


def test_whoever_is_not_signed_in_leaves_no_row(browser: Any, session: scoped_session[Session]) -> None:
    with browser.session_transaction() as member:
        member["answer"] = "an open answer"
    browser.post("/language", data={"lang": "es"})
    browser.get("/sign-in")
    assert stored(session) == []
    with browser.session_transaction() as member:
        assert member["answer"] == "an open answer"


def test_half_finished_work_of_a_view_is_never_kept(
    browser: Any, person: Callable[..., Any], session: scoped_session[Session]
) -> None:
    ann = person("ann@example.org")
    browser.sign_in(EMAIL)
    refused = browser.post(f"/accounts/{ann.id}/deactivate")
    assert refused.status_code == 403
    assert is_in(browser)


def test_a_page_of_somebody_signed_in_takes_three_reads(browser: Any, person: Callable[..., Any], app: Flask) -> None:
    person()
    browser.sign_in(EMAIL)
    said: list[str] = []
    connection = db.engines[None]
    event.listen(connection, "before_cursor_execute", lambda *args: said.append(args[2]))
    browser.get("/sign-in")
    reads = [statement for statement in said if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    assert [s.split("FROM ")[1].split()[0] for s in reads] == ["browser_session", "account"], reads


def test_cookies_are_bound_to_this_site(browser: Any, person: Callable[..., Any]) -> None:
    person()
    cookie = browser.sign_in(EMAIL).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_cookies_are_secure_wherever_members_come_by_https(tmp_path: Any) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'x.db'}",
        secret_key="k" * 40,
        base_url="https://x.example",
        instance=tmp_path,
    )
    app = create_app(settings)
    answer = app.test_client().post("/language", data={"lang": "fr"}, base_url="https://x.example")
    assert answer.status_code == 400
    page = app.test_client().get("/sign-in", base_url="https://x.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-consult=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    with app.app_context():
        db.engine.dispose()


def test_forms_work_by_https_though_our_pages_send_no_referrer(tmp_path: Any) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'x.db'}",
        secret_key="k" * 40,
        base_url="https://x.example",
        instance=tmp_path,
    )
    client = create_app(settings).test_client()
    page = client.get("/sign-in", base_url="https://x.example")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    given = {"lang": "fr", "csrf_token": token[1]}
    assert client.post("/language", data=given, base_url="https://x.example").status_code == 303
    with client.application.app_context():
        db.engine.dispose()
