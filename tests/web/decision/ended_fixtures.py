"""Fixtures of the pages that come at the end: an ended consultation, and people signed in with roles in it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from consult.access.rules import GrantValue, Role
from tests.builders_following import Ended, ended, published
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["finished", "may_write", "open_browser", "person", "staff", "text_of"]


@pytest.fixture
def finished(session: scoped_session[Session]) -> Ended:
    """Findings published, the meeting held, nothing proposed yet."""
    made = ended(session())
    published(session(), made)
    session.commit()
    return made


@pytest.fixture
def staff(
    open_browser: Callable[[], Browser], person: Callable[..., Person], finished: Ended
) -> Callable[..., Browser]:
    """A browser of somebody with a role in the coalitions of some marks."""

    def sign_in(role: Role, marks: str = "AB") -> Browser:
        email = f"{role.value}.{marks.lower()}@example.org"
        places = [finished.world.coalitions[mark] for mark in marks]
        person(email, *(GrantValue(role, place, finished.consultation_id) for place in places))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return sign_in


def text_of(answer: TestResponse) -> str:
    """What an answer says, entities read."""
    return unescape(answer.get_data(as_text=True))
