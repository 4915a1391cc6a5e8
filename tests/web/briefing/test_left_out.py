"""A sentence with a number that is no figure of the edition is left out of page, files and targets, and it is said."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.presentation import headlines, joint, targets
from consult.briefing.presentation.pair import Pair
from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from tests.builders import World
from tests.web.access.conftest import Browser

SAID = "A sentence was left out: it states a number that is no figure of this edition."


def altered(pair: Pair, lead: str | None) -> str:
    return headlines.worst_case(pair, lead).replace("24", "29876")


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """One number of one sentence is another than that of the edition."""
    monkeypatch.setattr(sys.modules[joint.__module__], "worst_case", altered)
    monkeypatch.setattr(targets, "worst_case", altered)


def test_the_page_is_whole_where_every_number_is_a_figure(staff: Callable[..., Browser], made: World) -> None:
    html = unescape(staff(Role.BOARD).get(f"/consultations/{made.consultation_id}/joint").get_data(as_text=True))
    assert SAID not in html
    assert 'id="says-worst-case"' in html


@pytest.mark.usefixtures("wrong")
def test_the_sentence_is_left_out_and_it_is_said(
    staff: Callable[..., Browser], made: World, caplog: pytest.LogCaptureFixture
) -> None:
    browser, url = staff(Role.BOARD), f"/consultations/{made.consultation_id}/joint"
    html = unescape(browser.get(url).get_data(as_text=True))
    assert SAID in html
    assert "29876" not in html
    assert "29876" not in caplog.text
    assert "worst-case states 1 numbers that are no figures" in caplog.text
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{url}/edition.zip").data)) as archive:
        page = unescape(archive.read("index.html").decode())
    assert SAID in page
    assert "29876" not in page


@pytest.mark.usefixtures("wrong")
def test_it_cannot_be_cited(session: scoped_session[Session], made: World) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    found = targets.targets(session(), edition, "en")
    assert "worst-case" not in {one.key for one in found}
    assert "common" in {one.key for one in found if one.kind is TargetKind.SENTENCE}
