from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders import World
from tests.builders_findings import released_world
from tests.builders_gates import without_conditions
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["may_write", "open_browser", "person"]


@pytest.fixture(autouse=True)
def no_conditions(app: Flask) -> Iterator[None]:
    """Not by the fixture of that name: a test that has it is taken to change the program, and shares no world."""
    with pytest.MonkeyPatch.context() as patched:
        without_conditions(app, patched)
        yield


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    """Both strands released: there is an edition."""
    world = released_world(session())
    session.commit()
    return world


@pytest.fixture
def staff(open_browser: Callable[[], Browser], person: Callable[..., Person], made: World) -> Callable[..., Browser]:
    """A browser of somebody with a role in one coalition, or in several ("AB")."""

    def sign_in(role: Role, mark: str = "A") -> Browser:
        email = f"{role.value}.{mark.lower()}@example.org"
        person(email, *(GrantValue(role, made.coalitions[letter], made.consultation_id) for letter in mark))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return sign_in
