"""Whatever goes wrong with a post, what was typed stands on the page that says so, and can be sent again."""

from __future__ import annotations

import io
import logging
import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.collection.queries import answer_view
from consult.collection.web import member as sitting
from consult.shared import database
from consult.shared.database import db, writing
from consult.shared.time import now
from consult.shared.turns import Busy
from tests.builders import World
from tests.builders_collection import Member, link, open_world
from tests.builders_gates import closed
from tests.web.access.conftest import Browser

TEXT = "<b>Three</b> lines & more:\r\n\r\nмы не хотим, чтобы нас забыли\r\n„Ende“"


@pytest.fixture
def forgery_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def in_service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """The last form of a page as a browser without scripts would send it: where to, and its fields."""
    form = re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', page, re.S)[-1]
    fields = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1])
    }
    for name, value in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[1], re.S):
        fields[unescape(name)] = unescape(value).replace("\r\n", "\n").replace("\n", "\r\n")
    return unescape(form[0]), fields


def send_again(member: Member) -> Member:
    url, fields = form_of(member.page)
    return member.post(url, **fields)


def words_of(session: Session | scoped_session[Session], member: Member, part: str) -> str | None:
    with member.client.session_transaction() as held:
        found = answer_view(session(), held["answer"])
    assert found is not None
    return found.words.get(part)


def kept_text(typed: str) -> str:
    return typed.replace("\r\n", "\n")


def broken(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Have the next page that is kept break, once."""
    real, left = sitting.keep, [error]

    def keep(*args: Any, **kwargs: Any) -> Any:
        if left:
            raise left.pop()
        return real(*args, **kwargs)

    monkeypatch.setattr(sitting, "keep", keep)


def full(message: str = "database or disk is full", code: int = sqlite3.SQLITE_FULL) -> OperationalError:
    cause = sqlite3.OperationalError(message)
    cause.sqlite_errorcode = code
    cause.sqlite_errorname = {13: "SQLITE_FULL", 5: "SQLITE_BUSY", 1: "SQLITE_ERROR"}[code]
    return OperationalError("INSERT INTO words", {}, cause)


@pytest.mark.usefixtures("forgery_is_refused")
class TestWhenTheSessionIsOver:
    def typed(self, session: scoped_session[Session], member: Member, made: World, **entered: str) -> str:
        token = link(session(), made)
        session.commit()
        member.enter(token, **entered).go("/answer/B2")
        fields = {**member.hidden, "B2": TEXT, "go": "save"}
        member.client.delete_cookie("consult")
        member.post("/answer/B2", **fields)
        return token

    def test_the_text_is_still_there_in_the_language_of_the_page(
        self, session: scoped_session[Session], member: Member, made: World
    ) -> None:
        self.typed(session, member, made, language="ar")
        assert member.status == 403
        assert '<html lang="ar" dir="rtl">' in member.page
        assert "&lt;b&gt;Three&lt;/b&gt; lines &amp; more" in member.page
        assert "<b>Three" not in member.page
        assert form_of(member.page)[1]["B2"] == TEXT

    def test_it_is_kept_after_coming_back_with_the_link(
        self, session: scoped_session[Session], member: Member, made: World
    ) -> None:
        token = self.typed(session, member, made)
        page = member.page
        assert "open the link in your invitation again" in member.text
        member.enter(token)  # in another tab
        member.page = page
        send_again(member)
        assert member.url == "/answer"
        assert words_of(session, member, "B2") == kept_text(TEXT)

    def test_it_is_kept_after_coming_back_with_the_code(
        self, session: scoped_session[Session], member: Member, made: World
    ) -> None:
        token = link(session(), made)
        session.commit()
        member.enter(token, unit="individual").go("/answer")
        with member.client.session_transaction() as held:
            code = held["code"]
        member.go("/answer/B2")
        fields = {**member.hidden, "B2": TEXT, "go": "save"}
        member.client.delete_cookie("consult")
        member.post("/answer/B2", **fields)
        member.post("/answer/open", **{**member.hidden, "code": "AAAA-AAAA-AAAA-AAAA"})
        assert member.status == 422
        assert form_of(member.page)[1]["B2"] == TEXT
        member.post("/answer/open", **{**member.hidden, "code": code})
        assert "Your answer is open again" in member.text
        send_again(member)
        assert member.url == "/answer"
        assert words_of(session, member, "B2") == kept_text(TEXT)

    def test_a_button_without_text_loses_nothing_either(self, member: Member) -> None:
        member.post("/answer/review")
        assert member.status == 404
        assert "This browser holds no open answer" in member.text


@pytest.mark.usefixtures("forgery_is_refused")
def test_a_page_open_for_too_long_is_sent_again_with_its_key(
    session: scoped_session[Session], member: Member, made: World
) -> None:
    member.enter(link(session(), made), language="fr").go("/answer/B2")
    fields = {**member.hidden, "B2": TEXT, "go": "save", "csrf_token": "old"}
    member.post("/answer/B2", **fields)
    assert member.status == 400
    assert '<html lang="fr"' in member.page
    assert form_of(member.page)[1]["key"] == fields["key"]
    send_again(member)
    assert member.url == "/answer"
    assert words_of(session, member, "B2") == kept_text(TEXT)


@pytest.mark.usefixtures("forgery_is_refused")
def test_what_another_site_sent_is_not_put_into_a_page_of_ours(
    session: scoped_session[Session], member: Member, made: World
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    answer = member.client.post("/answer/B2", data={"B2": TEXT}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "Three" not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        full(),
        full("database is locked", sqlite3.SQLITE_BUSY),
        Busy(),
        OSError(28, "No space left on device"),
        OperationalError("INSERT INTO words", {}, psycopg.errors.DiskFull()),
        OperationalError("INSERT INTO words", {}, psycopg.errors.LockNotAvailable()),
        OperationalError("INSERT INTO words", {}, psycopg.errors.AdminShutdown()),
    ],
    ids=["full", "locked", "queue", "no space", "full server", "locked row", "server stops"],
)
@pytest.mark.usefixtures("in_service")
def test_a_database_that_is_full_or_busy_gives_the_text_back(
    app: Flask,
    session: scoped_session[Session],
    member: Member,
    made: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    member.enter(link(session(), made), language="ar").go("/answer/B2")
    broken(app, monkeypatch, error)
    with caplog.at_level(logging.DEBUG):
        answer = member.client.post("/answer/B2", data={**member.hidden, "B2": TEXT, "go": "save"})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "Three" not in caplog.text
    send_again(member.see(answer))
    assert member.url == "/answer"
    assert words_of(session, member, "B2") == kept_text(TEXT)


@pytest.mark.usefixtures("in_service")
def test_a_fault_of_ours_gives_the_text_back_and_logs_no_word_of_it(
    app: Flask,
    session: scoped_session[Session],
    member: Member,
    made: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    member.enter(link(session(), made), language="es").go("/answer/B2")
    broken(app, monkeypatch, ValueError(f"cannot read {TEXT}"))
    with caplog.at_level(logging.DEBUG):
        member.post("/answer/B2", **{**member.hidden, "B2": TEXT, "go": "save"})
    assert member.status == 500
    assert '<html lang="es"' in member.page
    assert "ValueError" in caplog.text
    assert "keep_page" in caplog.text
    assert "Three" not in caplog.text
    assert "/answer/B2" not in caplog.text
    send_again(member)
    assert words_of(session, member, "B2") == kept_text(TEXT)


@pytest.mark.usefixtures("in_service")
def test_a_database_that_is_away_altogether_gives_the_text_back(
    session: scoped_session[Session], member: Member, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member.enter(link(session(), made), language="ar").go("/answer/B2")
    with monkeypatch.context() as away:

        def gone(*_args: object, **_more: object) -> None:
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("unable to open database file"))

        away.setattr(Session, "execute", gone)
        away.setattr(Session, "scalar", gone)
        member.post("/answer/B2", **{**member.hidden, "B2": TEXT, "go": "save"})
    assert member.status == 503
    assert '<html lang="ar"' in member.page
    send_again(member)
    assert words_of(session, member, "B2") == kept_text(TEXT)


@pytest.mark.usefixtures("in_service")
def test_a_fault_in_a_statement_is_not_taken_for_a_full_disk(
    app: Flask, session: scoped_session[Session], member: Member, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    broken(app, monkeypatch, OperationalError("SELECT", {}, full("no such table: x", sqlite3.SQLITE_ERROR).orig))
    member.post("/answer/B2", **{**member.hidden, "B2": TEXT, "go": "save"})
    assert member.status == 500
    assert form_of(member.page)[1]["B2"] == TEXT


def test_what_comes_after_the_close_can_still_be_copied(
    session: scoped_session[Session], member: Member, made: World
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    closed(session(), made.strands["A"], now())
    session.commit()
    member.post("/answer/B2", **{**member.hidden, "B2": TEXT, "go": "save"})
    assert member.status == 409
    assert "&lt;b&gt;Three&lt;/b&gt;" in member.page
    assert "Send it again" not in member.text


def test_a_line_break_at_the_beginning_survives(
    session: scoped_session[Session], member: Member, made: World, forgery_is_refused: None
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    member.post("/answer/B2", B2="\r\n\r\n  second line")
    assert form_of(member.page)[1]["B2"] == "\r\n\r\n  second line"


@pytest.mark.usefixtures("forgery_is_refused")
def test_staff_who_were_signed_out_send_it_again_after_signing_in(
    app: Flask, staff: Callable[..., Browser], made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/strands/{made.strands['A']}/seal"
    with monkeypatch.context() as lax:
        lax.setitem(app.config, "WTF_CSRF_ENABLED", False)
        browser = staff(Role.LEAD_CONSULTANT)
    page = Member(browser).go(url)
    fields = {"reason": TEXT, "csrf_token": page.hidden["csrf_token"]}
    browser.delete_cookie("consult")
    page.post(url, **fields)
    assert page.status == 400
    send_again(page)  # without having signed in
    assert page.status == 403
    assert "You are signed out" in page.text
    address, held = form_of(page.page)
    assert (address, held["reason"]) == (url, TEXT)
    with monkeypatch.context() as lax:
        lax.setitem(app.config, "WTF_CSRF_ENABLED", False)
        browser.sign_in("lead_consultant@example.org")
    send_again(page)  # a token of before is worth nothing now
    assert page.status == 400
    send_again(page)
    assert "Your request is recorded" in page.text


def test_passwords_are_never_given_back(browser_of_nobody: Browser) -> None:
    answer = browser_of_nobody.post(
        "/sign-in", data={"email": "ann@example.org", "password": "four words put together"}
    )
    assert answer.status_code == 400
    assert "four words" not in answer.text


@pytest.fixture
def browser_of_nobody(open_browser: Callable[[], Browser], forgery_is_refused: None) -> Browser:
    return open_browser()


def test_a_form_cut_off_on_the_way_changes_nothing(
    session: scoped_session[Session], member: Member, made: World
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    body = f"key={member.hidden['key']}&revision=0&go=save&B2=half of a".encode()
    answer = member.client.post(
        "/answer/B2",
        input_stream=io.BytesIO(body),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body) + 9)},
    )
    assert answer.status_code == 400
    assert words_of(session, member, "B2") is None
    member.post("/answer/B2", key=member.hidden["key"], revision="0", go="save", B2="half of a sentence")
    assert words_of(session, member, "B2") == "half of a sentence"


def test_a_page_that_was_changed_after_going_back_to_it_is_not_taken_for_a_repetition(
    session: scoped_session[Session], member: Member, made: World
) -> None:
    member.enter(link(session(), made)).go("/answer/B2")
    fields = {**member.hidden, "go": "save"}
    member.post("/answer/B2", **fields, B2="first thought")
    member.post("/answer/B2", **fields, B2="first thought")  # the button was pressed twice
    assert member.url == "/answer"
    member.post("/answer/B2", **fields, B2="second thought")  # the browser kept the page
    assert member.status == 422
    assert "first thought" in member.page
    assert "second thought" in member.page


class TestOnRealDatabases:
    @pytest.fixture
    def sitting(self, own_app: Flask) -> Member:
        own_app.config["PROPAGATE_EXCEPTIONS"] = False
        with own_app.app_context():
            writing.set(True)
            token = link(db.session(), open_world(db.session()))
            db.session.commit()
        return Member(own_app.test_client()).enter(token, language="fr").go("/answer/B2")

    def test_a_full_disk(self, own_app: Flask, database_kind: str, sitting: Member) -> None:
        if database_kind != "sqlite":
            pytest.skip("a server cannot be filled for one test")
        with own_app.app_context():

            def bound(raw: sqlite3.Connection, _record: object, _proxy: object) -> None:
                raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")

            event.listen(db.engine, "checkout", bound)
            sitting.send("save", B2=TEXT * 60)
            event.remove(db.engine, "checkout", bound)
            event.listen(db.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA max_page_count=1000000"))
        assert sitting.status == 503
        assert '<html lang="fr"' in sitting.page
        assert send_again(sitting).url == "/answer"
        assert kept_text(TEXT) in unescape(sitting.go("/answer/B2").page).replace("\r\n", "\n")

    def test_somebody_who_does_not_stop_writing(
        self, own_app: Flask, sitting: Member, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "WAIT", timedelta(seconds=0.2))
        with own_app.app_context():
            db.engine.dispose()
        writing.set(True)
        with own_app.app_context(), db.engine.connect() as other, other.begin():
            other.execute(text("UPDATE answer SET short = short"))
            sitting.send("save", B2=TEXT)
            assert sitting.status == 503
            assert sitting.hidden["key"]
        assert send_again(sitting).url == "/answer"
