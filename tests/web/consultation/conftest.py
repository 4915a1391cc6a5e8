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
    return world(session(), opened=False)


@pytest.fixture
def signed_in(
    made: World, person: Callable[..., Person], open_browser: Callable[[], Browser]
) -> Callable[..., Browser]:
    """A browser signed in as a role of coalition A (or of other marks, "AB"; None: of the whole consultation)."""

    def enter(role: Role, mark: str | None = "A") -> Browser:
        consultation = None if role is Role.COORDINATOR and mark else made.consultation_id
        coalitions = [made.coalitions[letter] for letter in mark] if mark else [None]
        grants = [GrantValue(role, coalition, consultation) for coalition in coalitions]
        somebody = person(f"{role.value}.{mark}@x.example", *grants)
        browser = open_browser()
        assert browser.sign_in(somebody.email).status_code == 302
        return browser

    return enter
