"""The board of a strand that asked other questions than the reference instrument: honest, without empty headlines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.consultation.queries import strand
from consult.instrument.records import InstrumentVersion
from consult.instrument.rules import content_hash, core_hash, from_document, to_document
from tests.builders import World
from tests.builders_elsewhere import as_text, line, loaded, random_lines
from tests.store.findings.test_showing_amounts import AMOUNTS, given
from tests.web.access.conftest import Browser, Person

HEADLINES = ('id="f2"', 'id="conditions"', 'id="flips"', 'id="common-ground"', 'id="messages-h"')


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def reader(
    open_browser: Callable[[], Browser], person: Callable[..., Person], session: scoped_session[Session]
) -> Callable[[str], Browser]:
    def sign_in(strand_id: str) -> Browser:
        found = strand(session(), strand_id)
        assert found is not None
        person("lead@example.org", GrantValue(Role.LEAD_CONSULTANT, found.coalition_id, found.consultation_id))
        browser = open_browser()
        assert browser.sign_in("lead@example.org").status_code == 302
        return browser

    return sign_in


def test_answers_from_elsewhere_have_a_board_of_their_items_and_nothing_else(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, reader: Callable[[str], Browser]
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(random_lines(7, 400)))
    browser = reader(strand_id)
    answer = browser.get(f"/strands/{strand_id}/findings")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert not [one for one in HEADLINES if one in html]
    assert html.count("<details id=") == 8, "every closed item; of A5, A8 and A9 that fewer than five answered"
    assert "Organisations that answered: " in text_of(html)
    assert "nobody can tell who was not heard" in text_of(html)
    assert " of 0 member" not in text_of(html)
    assert 'href="#f2' not in html


def test_numbers_days_and_points_are_drawn_with_their_tables(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, reader: Callable[[str], Browser]
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(given(8, 600)), instrument=AMOUNTS)
    browser = reader(strand_id)
    html = browser.get(f"/strands/{strand_id}/findings").get_data(as_text=True)
    words = text_of(html)
    for said in ("10 to 49", "100 to 500", "2020 or later", "Mar 2019 to Jun 2019", "4 to 10"):
        assert said in words, said
    for said in ("Median: ", "Quartiles: ", "mean share", "how many gave it any of the 10 points"):
        assert said in words, said
    assert html.count("<svg") >= 6
    for key in ("item/organisation/B1", "item/organisation/B4"):
        explored = browser.get(f"/strands/{strand_id}/findings/figure.json?key={key}")
        assert explored.status_code == 200, key
    for key in ("F2/organisation", "F2/organisation/region", "item/organisation/F2"):
        assert browser.get(f"/strands/{strand_id}/findings/figure.json?key={key}").status_code == 404, key


@pytest.mark.parametrize("tag", ["ar", "fr"])
def test_bands_are_said_in_the_language_of_the_reader(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, reader: Callable[[str], Browser], tag: str
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(given(9, 200)), instrument=AMOUNTS)
    answer = reader(strand_id).get(f"/strands/{strand_id}/findings?lang={tag}")
    assert answer.status_code == 200


def test_a_strand_of_members_that_was_asked_something_else_keeps_its_coverage(
    session: scoped_session[Session], made: World, staff: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference instrument without item F2: coverage and every other closed item stand as before."""
    monkeypatch.setattr("consult.findings.queries.strand._kept", {})  # no version comes after the data are frozen
    strand_id = made.strands["A"]
    asked = session.scalars(select(InstrumentVersion).where(InstrumentVersion.strand_id == strand_id)).one()
    document = without_the_options(asked.document)
    hashes = {"content_hash": content_hash(document), "core_hash": core_hash(document)}
    session.add(InstrumentVersion(strand_id=strand_id, number=2, document=document, **hashes,
                                  reason="Without the futures", published_at=asked.published_at))  # fmt: skip
    session.commit()
    html = staff(Role.LEAD_CONSULTANT).get(f"/strands/{strand_id}/findings").get_data(as_text=True)
    assert 'id="coverage"' in html
    assert "Answered: 42 of 50 (84%) member organisations" in text_of(html)
    assert not [one for one in HEADLINES if one in html]


def without_the_options(document: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """The reference instrument without its section of options, items F1 to F7."""
    structure, wordings = from_document(document)
    kept = replace(
        structure,
        sections=tuple(one for one in structure.sections if one.code != "F"),
        items=tuple(one for one in structure.items if one.code[0] != "F"),
        cards=None,
    )
    return dict(to_document(kept, wordings))


def test_small_answers_say_less(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, reader: Callable[[str], Browser]
) -> None:
    strand_id = loaded(cli, tmp_path, as_text([line(B1=str(at)) for at in range(4)]), instrument=AMOUNTS)
    html = reader(strand_id).get(f"/strands/{strand_id}/findings").get_data(as_text=True)
    assert "Median" not in text_of(html)
