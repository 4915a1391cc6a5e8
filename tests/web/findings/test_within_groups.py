"""The page of one question within groups: what can be chosen, what is shown, and who reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import counted_world, freeze
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
Staff = Callable[..., Browser]


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    """Strand A frozen, its organisations in two regions and two languages, strand B still open for counting."""
    found = counted_world(session())
    own = select(Answer).where(Answer.strand_id == found.strands["A"], Answer.unit == Unit.ORGANISATION)
    for at, answer in enumerate(session.scalars(own)):
        answer.language, answer.region = ("en", "fr")[at % 2], ("africa", "europe")[at // 2 % 2]
        said = "acceptable" if at // 4 % 2 else "unacceptable"
        answer.document = {**answer.document, "F2": {"joint_house": said}}
    session.flush()
    freeze(session(), found.strands["A"])
    session.commit()
    return found


def page(browser: Browser, made: World, query: str = "", mark: str = "A") -> str:
    answer = browser.get(f"/strands/{made.strands[mark]}/findings/groups{query}")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_two_attributes_show_every_group_of_both(staff: Staff, made: World) -> None:
    html = page(staff(LEAD), made, "?item=F2&by=language&and=region")
    assert "Africa · English" in html
    assert "Europe · French" in html
    assert '<td class="n">10</td>' in html
    assert "Not shown, because most of each would have to be hidden: Continue separately" in html


def test_what_is_not_in_the_lattice_says_why(staff: Staff, made: World) -> None:
    html = page(staff(LEAD), made, "?item=F6.conditions&by=language")
    assert "its groups would tell what they answered before" in html
    assert "<figure" not in html


def test_nonsense_falls_back_to_what_can_be_chosen(staff: Staff, made: World) -> None:
    assert '<option value="region" selected>' in page(staff(LEAD), made, "?item=%00&by=nobody&and=%27&unit=x")


def test_a_strand_that_is_not_frozen_has_no_such_page(staff: Staff, made: World) -> None:
    assert staff(LEAD, "B").get(f"/strands/{made.strands['B']}/findings/groups").status_code == 404


@pytest.mark.parametrize("role", [Role.CODER, Role.BOARD, Role.COORDINATOR])
def test_nobody_else_reads_it(staff: Staff, made: World, role: Role) -> None:
    assert staff(role).get(f"/strands/{made.strands['A']}/findings/groups").status_code == 403


def test_the_page_takes_few_statements(staff: Staff, made: World) -> None:
    browser = staff(LEAD)
    page(browser, made)
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    engine = db.session().get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    page(browser, made, "?item=F2&by=region&and=language")
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]) <= 12
