from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from tests.builders_meeting import Room, room
from tests.web.access.conftest import Browser, Person, may_write, open_browser, person

__all__ = ["may_write", "open_browser", "person"]

Enter = Callable[..., Browser]


@pytest.fixture
def made(session: scoped_session[Session]) -> Room:
    """A meeting that is open, to which everybody has come."""
    found = room(session())
    session.commit()
    return found


@pytest.fixture
def enter(open_browser: Callable[[], Browser], person: Callable[..., Person], made: Room) -> Enter:
    """A browser of somebody with a role in the coalitions named by their marks."""

    def sign_in(role: Role, marks: str = "AB") -> Browser:
        email = f"{role.value}.{marks.lower()}@example.org"
        grants = [GrantValue(role, made.world.coalitions[mark], made.consultation_id) for mark in marks]
        person(email, *grants)
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return sign_in


@pytest.fixture
def facilitator(enter: Enter) -> Browser:
    """Whoever runs the meeting, trusted by both coalitions."""
    return enter(Role.FACILITATOR)
