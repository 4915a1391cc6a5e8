from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from consult.access import operations
from consult.access.rules import GrantValue
from consult.access.web.tries import Tries
from consult.shared.database import writing
from consult.shared.time import now
from tests.conftest import QUICK_HASHER
from tests.conftest import Browser as PlainBrowser

PASSWORD = "four words put together"
HASH = QUICK_HASHER.hash(PASSWORD)


class Browser(PlainBrowser):
    """A browser that can sign in."""

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/sign-in", data={"email": email, "password": password, **more})

    def key(self) -> str:
        cookie = self.get_cookie("consult")
        return cookie.value if cookie else ""


@pytest.fixture(autouse=True)
def may_write() -> Iterator[None]:
    """Begin as a command does: the request of the test before may have left a reading state."""
    token = writing.set(True)
    yield
    writing.reset(token)


@dataclass(frozen=True)
class Person:
    id: str
    email: str


@pytest.fixture
def open_browser(app: Flask) -> Callable[[], Browser]:
    app.extensions["consult.tries"] = Tries()
    return lambda: Browser(app, app.response_class, use_cookies=True)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def person(session: scoped_session[Session]) -> Callable[..., Person]:
    """Make an account with grants."""

    def make(email: str = "ann@example.org", *grants: GrantValue) -> Person:
        account = operations.create_account(
            session(), email=email, name=email.split("@", maxsplit=1)[0].title(), password_hash=HASH
        )
        for grant in grants:
            operations.grant_role(session(), account.id, grant, at=now())
        made = Person(account.id, account.email)
        session.commit()
        return made

    return make
