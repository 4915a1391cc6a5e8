"""Servers die, people press twice: what was acknowledged is there, once. The long run is benchmarks/kills.py."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.collection.queries import answer_view
from consult.collection.records import Answer, PagePost, SignOff, Words
from consult.shared.database import db, writing
from tests.builders_collection import Member, agreed, link, open_world, signed_today
from tests.conftest import new_postgresql

ROOT = Path(__file__).resolve().parents[3]
PRESSES = 20


def test_what_was_acknowledged_outlives_kills(database_kind: str, request: pytest.FixtureRequest) -> None:
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "kills.py"),
        "--answers",
        "50",
        "--kills",
        "5",
        "--servers",
        "1",
    ]
    if database_kind == "postgresql":
        command += ["--database", new_postgresql(request.getfixturevalue("postgresql"))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["acknowledged"] >= 50
    assert figures["kills of workers"] + figures["kills of the server"] >= 2
    assert (figures["lost"], figures["doubled"]) == (0, 0)


@pytest.fixture
def at_the_page(own_app: Flask) -> Member:
    with own_app.app_context():
        writing.set(True)
        token = link(db.session(), open_world(db.session()))
        db.session.commit()
    return agreed(Member(own_app.test_client()).enter(token))


def press(own_app: Flask, member: Member, times: int, url: str, fields: Callable[[int], dict[str, str]]) -> list[int]:
    """Press the same button at the same moment in several windows of one browser."""
    cookie = member.client.get_cookie("consult")
    assert cookie is not None
    start = Barrier(times)

    def one(number: int) -> int:
        window = own_app.test_client()
        window.set_cookie("consult", cookie.value)
        start.wait()
        return window.post(url, data=fields(number)).status_code

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_the_same_page_sent_twenty_times_at_once_is_kept_once(own_app: Flask, at_the_page: Member) -> None:
    at_the_page.go("/answer/B2")
    fields = {**at_the_page.hidden, "B2": "Once, and no more", "go": "save"}
    assert press(own_app, at_the_page, PRESSES, "/answer/B2", lambda _number: fields) == [303] * PRESSES
    with own_app.app_context():
        (answer_id,) = db.session.scalars(select(Answer.id))
        found = answer_view(db.session(), answer_id)
        assert found is not None
        assert (found.revision, found.words["B2"]) == (2, "Once, and no more")
        assert db.session.scalar(select(func.count()).select_from(Words)) == 1
        assert db.session.scalar(select(func.count()).select_from(PagePost)) == 2  # with the consent


def test_an_answer_submitted_twenty_times_at_once_is_submitted_once(own_app: Flask, at_the_page: Member) -> None:
    fields = {**at_the_page.go("/answer/review").hidden, **signed_today()}
    given = press(own_app, at_the_page, PRESSES, "/answer/review", lambda _number: fields)
    assert given == [303] * PRESSES
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Answer).where(Answer.state == "submitted")) == 1
        assert (db.session.scalar(select(func.count()).select_from(SignOff)) or 0) <= 1
