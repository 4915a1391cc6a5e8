"""Findings of a strand whose individuals answered anonymously: they are counted, and stand in no group."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.rules import Mode
from tests.builders import World
from tests.builders_findings import counted_world, freeze
from tests.web.access.conftest import Browser

NOBODY = {"region": "", "kind": "", "language": "", "in_both": False, "submitted_at": None}


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    world = counted_world(session(), individual_mode=Mode.ANONYMOUS)
    session.execute(update(Answer).where(Answer.unit == Unit.INDIVIDUAL).values(NOBODY))
    for strand_id in world.strands.values():
        freeze(session(), strand_id)
    session.commit()
    return world


@pytest.mark.parametrize("by", ["region", "language", "kind", "membership"])
def test_the_board_counts_them_and_breaks_them_down_by_nothing(
    staff: Callable[..., Browser], made: World, by: str
) -> None:
    page = staff(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['A']}/findings?by={by}")
    assert page.status_code == 200
    assert "26 individuals also answered" in page.get_data(as_text=True)
