"""Before G6 a strand's figures are read by its own lead and its safeguarding lead, and by nobody else anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.briefing.operations import release_strand
from consult.coding.cli import group as coding
from consult.findings.cli import group as findings
from consult.shared.errors import NotAllowedNow
from tests.builders import World
from tests.builders_findings import AFTER, TOTALS, frozen_world
from tests.conftest import WHOLE, turn
from tests.web.access.conftest import Browser, Person

READS = frozenset({Role.LEAD_CONSULTANT, Role.SAFEGUARDING_LEAD})
PLACES = re.compile(r"/[\w-]{22}")  # ids are others every time
FIGURES = {f"{of['joint']} of {of['answered']}" for of in TOTALS.values()}


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    """Both strands frozen and coded, one of them released: the last moment before G6."""
    found = frozen_world(session())
    release_strand(session(), found.strands["B"], AFTER)
    session.commit()
    return found


def addresses(app: Flask, made: World) -> list[str]:
    """Every page that is reached with ids of the consultation, its strands and coalitions alone."""
    known = {"consultation_id": made.consultation_id, "part": "F2", "code": "TERM-COND", "key": "ground"}
    adapter, found = app.url_map.bind("localhost"), set()
    for mark in "AB":
        values = {**known, "strand_id": made.strands[mark], "coalition_id": made.coalitions[mark]}
        found |= {
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.arguments and rule.arguments <= set(values)
        }
    return sorted(found)


def words_of(browser: Browser, url: str) -> str:

    text = browser.get(url).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize("role", sorted(set(Role)), ids=lambda role: role.value)
@pytest.mark.parametrize("database_kind", ["sqlite"])  # who may is decided in Python
def test_nobody_else_gets_a_figure_from_any_page(
    app: Flask, made: World, person: Callable[..., Person], open_browser: Callable[[], Browser], role: Role
) -> None:
    within = None if role is Role.ADMINISTRATOR else made.coalitions["A"]
    person("one@x.example", GrantValue(role, within))
    browser = open_browser()
    assert browser.sign_in("one@x.example").status_code == 302
    pages = addresses(app, made)
    assert len(pages) > 20
    if not WHOLE and role not in READS:
        pages = [url for url in pages if turn(f"{role.value} {PLACES.sub('', url)}", 3) == 0]
    a, b = (f"{of['joint']} of {of['answered']}" for of in TOTALS.values())
    shown = {figure for text in (words_of(browser, url) for url in pages) for figure in FIGURES if figure in text}
    assert b not in shown, "the other strand's figures are nobody's here"
    assert shown == ({a} if role in READS else set())
    for mark in "AB":
        answer = browser.get(f"/strands/{made.strands[mark]}/findings")
        assert (answer.status_code == 200) is (mark == "A" and role in READS)


@pytest.mark.parametrize(
    ("group", "arguments"),
    [
        (findings, ["show", "--item", "F2", "--"]),
        (findings, ["themes", "--"]),
        (coding, ["export"]),
        (coding, ["suggest"]),
    ],
    ids=["show", "themes", "export", "suggest"],
)
def test_the_command_line_tells_no_figure_either(
    made: World, cli: CliRunner, group: object, arguments: list[str], tmp_path: object
) -> None:
    for strand_id in made.strands.values():
        more = [f"{tmp_path}/out.csv"] if arguments == ["export"] else []
        with pytest.raises(NotAllowedNow, match="G6"):
            cli.invoke(group, [*arguments, strand_id, *more], catch_exceptions=False)  # type: ignore[arg-type]  # - a group
