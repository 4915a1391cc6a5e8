"""The section that tries the statements of a strand's board in other ways of counting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.collection.records import Answer
from consult.collection.rules import Unit
from tests.builders import World
from tests.builders_findings import counted_world, freeze
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
Staff = Callable[..., Browser]


def section(browser: Browser, strand_id: str) -> str:
    """Return the section alone."""
    answer = browser.get(f"/strands/{strand_id}/findings")
    assert answer.status_code == 200
    html = str(answer.get_data(as_text=True))
    assert 'href="#flips"' in html
    return html.partition('<section class="card" id="flips"')[2].partition("</section>")[0]


def test_every_statement_says_in_words_what_each_scenario_does(staff: Staff, made: World) -> None:
    html = section(staff(LEAD), made.strands["A"])
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", html)
    heads = re.findall(r'<th scope="col">(.*?)</th>', html)
    assert any("More than half could live with" in statement for statement, _cells in rows)
    assert "every region counts the same" in heads
    assert "with individuals counted too" in heads
    for _statement, cells in rows:
        told = re.findall(r'<td><span aria-hidden="true">[=⇄–]</span> (the same|it flips|not told)</td>', cells)
        assert len(told) == len(heads) - 1


def test_nobody_in_both_coalitions_is_the_same(staff: Staff, made: World) -> None:
    html = section(staff(LEAD), made.strands["A"])
    column = re.findall(r'<th scope="col">(.*?)</th>', html).index("without members of both coalitions")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</th>(.*?)</tr>", html)
    assert {re.findall(r"</span> (.*?)</td>", cells)[column - 1] for cells in rows} == {"the same"}


def test_no_number_stands_in_the_section(staff: Staff, made: World) -> None:
    words = re.sub(r"<[^>]+>", " ", section(staff(LEAD), made.strands["A"]).partition(">")[2])
    assert not re.search(r"\d", words)


class TestWithoutAnyFigure:
    @pytest.fixture
    def made(self, session: scoped_session[Session]) -> World:
        """Everybody answered, and left every question empty."""
        world = counted_world(session())
        for answer in session.scalars(select(Answer)):
            answer.document = {"Z1": answer.unit.value}
        freeze(session(), world.strands["A"])
        session.commit()
        return world

    def test_the_section_says_so(self, staff: Staff, made: World) -> None:
        html = section(staff(LEAD), made.strands["A"])
        assert "Too little can be shown for any statement to be tried." in html


class TestCommonGround:
    @pytest.fixture
    def made(self, session: scoped_session[Session]) -> World:
        """Most could have a merged staff; some only apart, and want their identity kept."""
        world = counted_world(session())
        own = [one for one in session.scalars(select(Answer)) if one.strand_id == world.strands["A"]]
        organisations = [one for one in own if one.unit is Unit.ORGANISATION]
        for at, answer in enumerate(sorted(organisations, key=lambda one: one.region)):
            far = at % 3 == 0
            conditions = {"F6.conditions": {"full_merger": ["identity_kept"] if at % 2 else ["access"]}}
            answer.document = {
                **answer.document,
                "F2": {**answer.document["F2"], "full_merger": "unacceptable"},
                "F4.limit": {"staff": "separate" if far else "no_view", "governance": "shared"},
                **(conditions if far else {}),
            }
        freeze(session(), world.strands["A"])
        session.commit()
        return world

    def test_the_closest_package_stands_with_who_stays_outside(self, staff: Staff, made: World) -> None:
        html = str(staff(LEAD).get(f"/strands/{made.strands['A']}/findings").get_data(as_text=True))
        assert 'href="#common-ground"' in html
        part = html.partition('<section class="card" id="common-ground"')[2].partition("</section>")[0]
        rows = dict(re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td></tr>", part))
        assert rows["Staff"] == "Fully merged"
        assert rows["Organisations that stand outside"] == "14"
