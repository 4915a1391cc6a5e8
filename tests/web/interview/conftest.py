from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders import World, world
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["may_write", "open_browser", "person"]


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return world(session())


@pytest.fixture
def interviewer(person: Callable[..., Person], made: World) -> Person:
    """Somebody who interviews for coalition A."""
    return person("ines@x.example", GrantValue(Role.INTERVIEWER, made.coalitions["A"], made.consultation_id))


@pytest.fixture
def signed_in(
    made: World, person: Callable[..., Person], open_browser: Callable[[], Browser]
) -> Callable[..., Browser]:
    """A browser signed in as a role of coalition A, or of another mark."""

    def enter(role: Role = Role.LEAD_CONSULTANT, mark: str = "A") -> Browser:
        email = f"{role.value}.{mark.lower()}@x.example"
        somebody = person(email, GrantValue(role, made.coalitions[mark], made.consultation_id))
        browser = open_browser()
        assert browser.sign_in(somebody.email).status_code == 302
        return browser

    return enter
