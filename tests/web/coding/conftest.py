from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders import World
from tests.builders_coding import Desk, desk
from tests.builders_findings import frozen_world
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["may_write", "open_browser", "person"]


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    """Both strands frozen: transcripts and open answers can be coded."""
    world = frozen_world(session())
    session.commit()
    return world


@pytest.fixture
def sign_in(
    open_browser: Callable[[], Browser], person: Callable[..., Person], made: World
) -> Callable[..., tuple[Browser, str]]:
    """A browser of somebody with a role in one coalition, and their account."""

    def enter(role: Role, mark: str = "A", name: str = "") -> tuple[Browser, str]:
        email = f"{name or role.value}.{mark.lower()}@example.org"
        somebody = person(email, GrantValue(role, made.coalitions[mark], made.consultation_id))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found, somebody.id

    return enter


@pytest.fixture
def at_desk(
    sign_in: Callable[..., tuple[Browser, str]], made: World, session: scoped_session[Session]
) -> Callable[..., tuple[Browser, Desk]]:
    """A coder of coalition A at an interview given to them."""

    def sit(name: str = "coder", *, role: Role = Role.CODER, **given: object) -> tuple[Browser, Desk]:
        browser, account_id = sign_in(role, name=name)
        own = desk(session(), made, account_id, **given)  # type: ignore[arg-type] - passed on
        session.commit()
        return browser, own

    return sit
