"""Staff of both coalitions, and members who come by their decision link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
import regex
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from consult.access.rules import GrantValue, Role
from consult.decision.operations.links import issue_links
from consult.shared.time import now
from tests.builders_ballot import Voting, voting_world
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["Linked", "Staff", "made", "may_write", "member", "open_browser", "person", "staff"]

LANGUAGES = ["en", "ar", "fr"]
TEXTS = {
    name: {tag: f"{name} {tag}" for tag in LANGUAGES}
    for name in ("title", "question", "already_discussed", "still_open")
}
Staff = Callable[..., Browser]


@pytest.fixture
def made(session: scoped_session[Session]) -> Voting:
    """Members enough to vote, a proposal commented on, no ballot yet."""
    world = voting_world(session(), languages=LANGUAGES, **TEXTS)
    session.commit()
    return world


@pytest.fixture
def staff(open_browser: Callable[[], Browser], person: Callable[..., Person], made: Voting) -> Staff:
    """A browser of somebody with a role in both coalitions, or in those of `marks`."""

    def sign_in(role: Role, marks: str = "AB") -> Browser:
        email = f"{role.value}.{marks.lower()}@example.org"
        coalitions = made.world.coalitions
        person(email, *(GrantValue(role, coalitions[mark], made.consultation_id) for mark in marks))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return sign_in


@dataclass
class Linked:
    """A member organisation in front of a browser that holds its link."""

    client: FlaskClient
    token: str
    response: TestResponse | None = field(default=None, repr=False)

    def go(self, url: str) -> str:
        self.response = self.client.get(url)
        return self.text

    def post(self, url: str, **fields: str) -> str:
        self.response = self.client.post(url, data=fields)
        return self.text

    @property
    def status(self) -> int:
        assert self.response is not None
        return self.response.status_code

    @property
    def page(self) -> str:
        assert self.response is not None
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        return regex.sub(r"\s+", " ", unescape(regex.sub(r"<[^>]+>", "", self.page)))


@pytest.fixture
def member(app: Flask, session: scoped_session[Session], made: Voting) -> Callable[..., Linked]:
    """A browser that has gone on from the link of an organisation; of one in both coalitions unless told otherwise."""
    links: dict[str, str] = {}

    def enter(organisation_id: str | None = None, language: str = "en") -> Linked:
        issued = issue_links(session(), made.consultation_id, expires_at=now() + timedelta(days=30))
        session.commit()
        links.update({new.organisation_id: new.token for new in issued})
        client = app.test_client()
        token = links[organisation_id or made.both]
        assert client.post(f"/d/{token}", data={"language": language}).status_code == 303
        return Linked(client, token)

    return enter
