"""Pages and files of a strand that shows small numbers say so, and those of the other strand do not."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from tests.builders import World
from tests.builders_findings import release, small_world
from tests.web.access.conftest import Browser

TOLD = "chose, before any of them was asked, to show small numbers too"


def written(packed: bytes) -> str:
    """Return everything that is written in an office document."""
    with ZipFile(BytesIO(packed)) as whole:
        return "".join(whole.read(name).decode() for name in whole.namelist() if name.endswith((".xml", ".html")))


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    world = small_world(session())
    session.commit()
    return world


@pytest.mark.parametrize(("mark", "told"), [("A", True), ("B", False)])
def test_the_board_and_the_method_annex_tell_it(
    staff: Callable[..., Browser], made: World, mark: str, told: bool
) -> None:
    browser = staff(Role.LEAD_CONSULTANT, mark)
    for page in ("findings", "findings/method"):
        text = unescape(browser.get(f"/strands/{made.strands[mark]}/{page}").get_data(as_text=True))
        assert (f"Coalition {mark} has few members and {TOLD}" in text) is told, page
        assert "A count below 5 is not shown" in text, page


def test_the_joint_page_and_its_files_name_the_strand(
    session: scoped_session[Session], staff: Callable[..., Browser], made: World
) -> None:
    release(session(), made)
    browser, joint = staff(Role.LEAD_CONSULTANT), f"/consultations/{made.consultation_id}/joint"
    pages = [unescape(browser.get(joint).get_data(as_text=True))]
    pages += [written(browser.get(f"{joint}/edition.{one}").data) for one in ("zip", "docx", "pptx", "xlsx")]
    for text in pages:
        assert text.count(TOLD) == 1
        assert f"Coalition A has few members and {TOLD}" in text
