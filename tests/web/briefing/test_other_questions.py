"""The joint page of strands that were not asked the reference items: every closed item, and no empty headline."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.operations import release_strand
from consult.briefing.presentation.targets import targets
from consult.briefing.queries import newest_edition
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules import content_hash, core_hash
from tests.builders import World
from tests.builders_findings import AFTER, counted_world, freeze
from tests.web.access.conftest import Browser
from tests.web.findings.test_other_instruments import without_the_options

GONE = ('id="common"', 'id="side"', 'id="structure-identity"', 'id="units"', 'id="messages-h"', "says-worst-case")
LINKED = ("#common", "#side", "#units", "#structure-identity")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(params=["A", "B", "AB"])
def lacking(request: pytest.FixtureRequest) -> str:
    """The strands that were asked other questions."""
    return str(request.param)


@pytest.fixture
def made(session: scoped_session[Session], lacking: str) -> World:
    world = counted_world(session())
    for mark in lacking:
        strand_id = world.strands[mark]
        asked = session.scalars(select(InstrumentVersion).where(InstrumentVersion.strand_id == strand_id)).one()
        document = without_the_options(asked.document)
        hashes = {"content_hash": content_hash(document), "core_hash": core_hash(document)}
        session.add(InstrumentVersion(strand_id=strand_id, number=2, document=document, **hashes,
                                      reason="Without the futures", published_at=asked.published_at))  # fmt: skip
    session.flush()
    for strand_id in world.strands.values():
        freeze(session(), strand_id)
    for strand_id in world.strands.values():
        release_strand(session(), strand_id, AFTER)
    session.commit()
    return world


def test_the_page_shows_coverage_and_every_item_and_nothing_else(
    staff: Callable[..., Browser], made: World, lacking: str
) -> None:
    browser, joint = staff(Role.BOARD), f"/consultations/{made.consultation_id}/joint"
    for tag in ("en", "ar"):
        browser.post("/language", data={"lang": tag, "next": "/"})
        answer = browser.get(joint)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert not [one for one in GONE if one in html], tag
        assert not [one for one in LINKED if f'href="{one}"' in html], tag
        assert 'id="heard"' in html
        assert html.count('<details id="items-') > 5
        assert ('id="items-f2"' in html) is (lacking != "AB"), "what one strand was asked is among its questions"
        for name in ("ground", "acceptance", "individuals", "conditions", "ranking", "structure", "identity"):
            assert browser.get(f"{joint}/figure.json?key={name}").status_code == 404, name
        for name in ("heard-a", "heard-b"):
            assert browser.get(f"{joint}/figure.json?key={name}").status_code == 200, name


def test_every_export_can_be_taken_along(staff: Callable[..., Browser], made: World, lacking: str) -> None:
    browser, base = staff(Role.BOARD), f"/consultations/{made.consultation_id}/joint"
    for ending in ("xlsx", "csv", "docx", "zip"):
        answer = browser.get(f"{base}/edition.{ending}")
        assert answer.status_code == 200, ending
        if ending == "zip":
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                html = archive.read("index.html").decode()
            assert not [one for one in GONE if one in html]
        if ending == "csv":
            assert (",F2," in answer.get_data(as_text=True)) is (lacking != "AB")


def test_nothing_can_be_cited_that_is_not_there(session: scoped_session[Session], made: World, lacking: str) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    found = targets(session(), edition, "en")
    assert {one.place for one in found}
    assert not [one for one in found if one.key in ("common", "conditional", "parted", "worst-case", "split")]
    assert all(one.anchor.startswith("items-") or one.anchor == "heard" for one in found if one.kind == "figure")
    assert ("F2" in {one.key for one in found}) is (lacking != "AB")
