from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.consultation.records import Consultation
from consult.membership.operations import add_coalition, import_register
from tests.unit.membership.registers import ORDINARY, A, B, read
from tests.web.access.conftest import Browser, Person, browser, may_write, open_browser, person

__all__ = ["browser", "may_write", "open_browser", "person"]


@dataclass(frozen=True)
class Registers:
    """The two coalitions' ids, and where their registers are."""

    a: str
    b: str

    @property
    def path(self) -> str:
        return f"/coalitions/{self.a}/members"


@pytest.fixture
def registers(session: scoped_session[Session]) -> Registers:
    found = Registers(*(add_coalition(session(), one.mark, one.name) for one in (A, B)))
    session.commit()
    return found


@pytest.fixture
def filled(session: scoped_session[Session], registers: Registers) -> Registers:
    import_register(session(), read(*ORDINARY))
    session.commit()
    return registers


@pytest.fixture
def signed_in(
    open_browser: Callable[[], Browser], person: Callable[..., Person], registers: Registers
) -> Callable[..., Browser]:
    """A browser of somebody with a role in coalition A."""

    def sign_in(role: Role = Role.COORDINATOR, email: str = "ann@example.org") -> Browser:
        person(email, GrantValue(role, registers.a, None))
        found = open_browser()
        assert found.sign_in(email).status_code == 302
        return found

    return sign_in


@pytest.fixture
def consultation_id(session: scoped_session[Session]) -> str:
    """A consultation, only for grants to name."""
    day = date(2026, 6, 1)
    found = Consultation(
        title={},
        question={},
        already_discussed={},
        still_open={},
        criteria=[],
        languages=["en"],
        opens_on=day,
        closes_on=day,
        withdraw_until=day,
    )
    session.add(found)
    session.commit()
    return found.id
