"""The slope from A to B on the joint page: places and shares of the edition, mirrored where the page is."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.queries import newest_edition
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import total_share
from tests.builders import World
from tests.web.access.conftest import Browser

Staff = Callable[..., Browser]


def slope(browser: Browser, made: World) -> str:
    page = browser.get(f"/consultations/{made.consultation_id}/joint").get_data(as_text=True)
    return str(page.partition('id="slope"')[2].partition("</figure>")[0])


def centres(figure: str) -> list[float]:
    return [float(one) for one in re.findall(r'<circle cx="([\d.]+)%"', figure.partition('class="plot"')[2])]


def test_every_option_stands_with_both_shares(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    figure = slope(staff(Role.BOARD), made)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    for option in ("joint_house", "continue"):
        for found in edition.strands:
            share = total_share(found, FigureKey("organisation", "F2", option), "could_live_with")
            if share.count is not None:
                assert f"{share.count} of {share.base}" in figure
    assert len(centres(figure)) >= 4


def test_it_begins_where_reading_begins(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    left = centres(slope(browser, made))
    browser.post("/language", data={"lang": "ar", "next": "/"})
    assert centres(slope(browser, made)) == [round(100 - one, 2) for one in left]
