"""How far A and B differ, on the joint page: points, ranges and words of the edition's own counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.presentation.compared import signed
from consult.briefing.queries import newest_edition
from consult.briefing.rules.families import family
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import total_share
from tests.builders import World
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def shown(browser: Browser, made: World) -> str:
    answer = browser.get(f"/consultations/{made.consultation_id}/joint")
    assert answer.status_code == 200
    html = str(answer.get_data(as_text=True))
    return html.partition('id="compared"')[2].partition("</section>")[0]


def rows(html: str) -> dict[str, list[str]]:
    lines = [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line)] for line in html.split("<tr>")
    ]
    return {cells[0]: cells[1:] for cells in lines if len(cells) == 7}


def test_every_difference_stands_with_its_range_and_in_words(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    html = shown(staff(Role.BOARD), made)
    found = newest_edition(session(), made.consultation_id)
    assert found is not None
    a, b = found.strands
    key = FigureKey("organisation", "F2", "joint_house")
    of_a, of_b = (total_share(one, key, "could_live_with") for one in (a, b))
    one = family({"q": (of_a, of_b)}, (a.coverage.members, b.coverage.members)).judged["q"]
    line = next(
        cells for name, cells in rows(html).items() if name.endswith("could live with it") and "two identities" in name
    )
    assert one.compared.interval is not None
    assert line[2] == signed(one.compared.difference)
    assert line[3] == f"{signed(one.compared.interval.low)} to {signed(one.compared.interval.high)}"
    assert "range if the silent resembled those who answered" in html
    assert "whatever the silent would say" in html


def test_a_hidden_count_is_not_compared_and_it_is_said(staff: Staff, made: World) -> None:
    html = shown(staff(Role.BOARD), made)
    for cells in rows(html).values():
        assert "[c]" not in cells[0] + cells[1]
        assert "fewer" not in cells[0] + cells[1]
    assert "compared, because a count is hidden" in html


def test_a_sign_stays_before_its_number() -> None:
    assert signed(0.0) == "\u20660\u2069"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_it_is_read_in_other_languages(staff: Staff, made: World, language: str) -> None:
    browser = staff(Role.BOARD)
    browser.post("/language", data={"lang": language, "next": "/"})
    assert rows(shown(browser, made))
