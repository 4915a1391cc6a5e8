"""Keeping and opening the file of a transcript, on the interview's page."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.records import AccessEvent
from consult.access.rules import Role
from tests.builders import World
from tests.builders_interview import interviewed
from tests.web.access.conftest import Browser

SignIn = Callable[..., Browser]
FILE = b"Interviewer: hello\nKim: hello"


@pytest.fixture
def address(session: scoped_session[Session], made: World) -> str:
    key = interviewed(session(), made, file_hash=hashlib.sha256(FILE).hexdigest())
    session.commit()
    return f"/interviews/{key}"


def keep(browser: Browser, address: str, content: bytes = FILE) -> str:
    sent = {"file": (io.BytesIO(content), "Kim.txt")}
    answer = browser.post(f"{address}/original", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_file_is_kept_and_opened_by_whoever_may_read_the_transcript(
    session: scoped_session[Session], signed_in: SignIn, address: str
) -> None:
    lead = signed_in()
    assert "It is not kept yet." in lead.get(address).get_data(as_text=True)
    assert "This is not the file" in keep(lead, address, FILE + b"!")
    assert "The file is kept, sealed." in keep(lead, address)
    answer = lead.post(f"{address}/original", data={"go": "open"})
    assert answer.get_data() == FILE
    assert "Kim.txt" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    session.rollback()
    assert list(session.scalars(select(AccessEvent.act))) == ["transcript_file_opened"]


@pytest.mark.parametrize(
    ("role", "mark", "status"),
    [
        (Role.CODER, "A", 403),
        (Role.COORDINATOR, "A", 403),
        (Role.INTERVIEWER, "A", 404),
        (Role.LEAD_CONSULTANT, "B", 404),
    ],
)
def test_nobody_else_opens_it(signed_in: SignIn, address: str, role: Role, mark: str, status: int) -> None:
    keep(signed_in(), address)
    answer = signed_in(role, mark).post(f"{address}/original", data={"go": "open"})
    assert answer.status_code == status
    assert FILE not in answer.get_data()


def test_nothing_opens_where_nothing_is_kept(signed_in: SignIn, address: str) -> None:
    assert signed_in().post(f"{address}/original", data={"go": "open"}).status_code == 404
