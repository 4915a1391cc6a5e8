"""What a member's page costs: bytes, files, statements, commits."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from consult.collection.rules import Unit
from consult.instrument.rules import reference_structure
from consult.shared.database import db, writing
from tests.builders_collection import Member, begun, link, open_world, signed_today, submitted

STATIC = Path(__file__).resolve().parents[3] / "consult" / "static"
COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE")
HEADERS = 700  # of an answer and of each file, generously


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of what runs inside."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.lstrip().upper().startswith(COUNTED):
            said.append(statement)

    bind = db.session().get_bind()
    event.listen(bind, "before_cursor_execute", note)
    yield said
    event.remove(bind, "before_cursor_execute", note)


def wire(page: str) -> tuple[int, int, int]:
    """Bytes as a buffering proxy sends them, files, and scripts of a page."""
    files = set(re.findall(r'(?:href|src)="/static/([^"?]+)', page))
    sent = len(gzip.compress(page.encode(), 6)) + HEADERS
    sent += sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) + HEADERS for name in files)
    return sent, len(files) + 1, page.count("<script")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_member_page_is_light(session: Session, client: FlaskClient, language: str) -> None:
    made = open_world(session)
    member = Member(client)
    token = link(session, made)
    member.go(f"/i/{token}?lang={language}")
    pages = {"landing": member.page}
    member.enter(token, language=language)
    everything = {
        "F2": {f"F2__{row}": "conditional" for row in reference_structure().parts["F2"].rows},
        "C1.importance": {"C1_dot_importance__bring_in": "very_important"},
        "G2.belief": {"G2_dot_belief": "disagree"},
    }
    for code, fields in everything.items():
        member.answer(code, "save", **fields)
    for page in reference_structure().pages():
        pages[page.code] = member.go(f"/answer/{page.code}").page
    for name in ("", "/review", "/leave", "/withdraw"):
        pages[name] = member.go(f"/answer{name}").page
    for name, shown in pages.items():
        sent, files, scripts = wire(shown)
        assert sent <= 20_000, f"{name}: {sent}"
        assert files <= 4, name
        assert scripts <= 1, name


PAGES = {
    "C2": {"C2": "national"},
    "E1": {f"E1:{row}": "agree" for row in reference_structure().parts["E1"].rows},
    "B2": {"B2": "words"},
    "A1": {"A1": "other", "A1.other": "a cooperative"},
    "F6": {"F6.text": "words"},
    "J2": {"J2.risk": "yes", "J2.text": "why"},
    "Z2": {"Z2.take_part": "yes", "Z2.region": "no", "Z2.quote": "none"},
}


@pytest.mark.parametrize("go", ["next", "save", "back", "lang"])
@pytest.mark.parametrize("code", list(PAGES))
@pytest.mark.parametrize("is_submitted", [False, True])
def test_keeping_a_page_takes_eight_statements_at_most(
    session: Session, client: FlaskClient, code: str, go: str, is_submitted: bool
) -> None:
    made = open_world(session)
    if is_submitted:
        submitted(session, made, entries={"C2": "regional", "A1": "youth"}, words={"B2": "old", "A1.other": "old"})
    member = Member(client)
    member.enter(link(session, made)).go(f"/answer/{code}")
    fields = {**member.hidden, **PAGES[code], "go": go, "lang": "fr"}
    with statements() as said:
        response = client.post(f"/answer/{code}", data=fields)
    assert response.status_code == 303
    assert len(said) <= 8, "\n".join(said)


def test_beginning_and_submitting_take_few_statements(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    token = link(session, made)
    with statements() as said:
        client.post(f"/i/{token}", data={"go": "begin", "unit": "organisation", "language": "en"})
    assert len(said) <= 9, "\n".join(said)
    member = Member(client).answer("Z2", Z2_dot_take_part="yes")
    fields = {**member.go("/answer/review").hidden, **signed_today()}
    with statements() as said:
        assert client.post("/answer/review", data=fields).status_code == 303
    assert len(said) <= 8, "\n".join(said)


def test_reading_pages_takes_few_statements(session: Session, client: FlaskClient) -> None:
    made = open_world(session)
    Member(client).enter(link(session, made))
    for url in ("/answer", "/answer/E1", "/answer/review"):
        client.get(url)  # compiles the instrument once
        with statements() as said:
            assert client.get(url).status_code == 200
        assert len(said) <= 8, "\n".join(said)


def test_one_commit_per_post(own_app: Flask) -> None:
    with own_app.app_context():
        writing.set(True)
        made = open_world(db.session)
        token = link(db.session, made)
        begun(db.session, made, unit=Unit.INDIVIDUAL)
        db.session.commit()
        engine = db.engine
    commits: list[int] = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    member = Member(own_app.test_client())
    posts = [
        (f"/i/{token}", {"go": "begin", "unit": "individual", "language": "en"}),
        ("/answer/Z2", {"Z2.take_part": "yes", "go": "next"}),
        ("/answer/F6", {"F6.text": "words", "go": "save"}),
        ("/answer/J2", {"J2.risk": "yes", "J2.text": "why", "go": "lang", "lang": "ar"}),
        ("/answer/review", {}),
        ("/answer/C2", {"C2": "national", "go": "next"}),
        ("/answer/withdraw", {}),
    ]
    for url, fields in posts:
        commits.clear()
        assert member.client.post(url, data=fields).status_code in (200, 303), url
        assert len(commits) == 1, url
        commits.clear()
        member.client.get("/answer")
        assert commits == []
