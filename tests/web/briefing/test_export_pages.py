"""The edition as files, from the joint page: for whoever reads it there, and when they may."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import GrantValue, Role
from consult.briefing.exchange import pdf
from consult.consultation.records import Consultation
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import TOTALS, frozen_world
from tests.web.access.conftest import Browser, Person

ENDINGS = ("xlsx", "csv", "docx", "pdf", "pptx", "xml", "zip")
MAY = (Role.LEAD_CONSULTANT, Role.COORDINATOR, Role.BOARD, Role.FACILITATOR)
Staff = Callable[..., Browser]


def joint(made: World) -> str:
    return f"/consultations/{made.consultation_id}/joint"


def file_of(made: World, ending: str, query: str = "") -> str:
    return f"{joint(made)}/edition.{ending}{query}"


def test_the_joint_page_leads_to_every_file_in_its_language(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    browser.post("/language", data={"lang": "ar", "next": "/"})
    html = browser.get(joint(made)).get_data(as_text=True)
    links = re.findall(r'href="([^"]+/edition\.[^"]+)"', html)
    assert links == [file_of(made, ending, "?language=ar") for ending in ENDINGS]
    for link, ending in zip(links, ENDINGS, strict=True):
        answer = browser.get(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename=edition-1-ar.{ending}"
    assert '<html lang="ar"' in browser.get(joint(made)).get_data(as_text=True)


def test_whoever_reads_the_edition_takes_it(staff: Staff, made: World) -> None:
    for role, mark in product(MAY, "AB"):
        assert staff(role, mark).get(file_of(made, "csv")).status_code == 200, (role, mark)


def test_nobody_else_takes_it(staff: Staff, made: World, open_browser: Callable[[], Browser]) -> None:
    for role in sorted(set(Role) - {*MAY, Role.ADMINISTRATOR}):
        browser = staff(role)
        for ending in ENDINGS:
            assert browser.get(file_of(made, ending)).status_code == 403, (role, ending)
    assert open_browser().get(file_of(made, "csv")).status_code in (302, 303)


def test_before_both_strands_have_released_the_page_says_why_there_is_no_file(
    session: scoped_session[Session], open_browser: Callable[[], Browser], person: Callable[..., Person]
) -> None:
    sealed = frozen_world(session())
    session.commit()
    person("board@example.org", GrantValue(Role.BOARD, sealed.coalitions["A"], sealed.consultation_id))
    browser = open_browser()
    browser.sign_in("board@example.org")
    for ending in ENDINGS:
        answer = browser.get(file_of(sealed, ending))
        assert (answer.status_code, answer.location) == (303, joint(sealed))
    assert "edition.xlsx" not in browser.get(joint(sealed)).get_data(as_text=True)


def test_what_is_no_file_or_no_language_is_not_there(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    assert browser.get(file_of(made, "odt")).status_code == 404
    assert browser.get(file_of(made, "csv", "?language=tlh")).status_code == 404


def test_what_cannot_be_made_here_is_not_offered(staff: Staff, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    browser = staff(Role.BOARD)
    html = browser.get(joint(made)).get_data(as_text=True)
    assert "edition.pdf" not in html
    assert "edition.pptx" in html
    assert browser.get(file_of(made, "pdf")).status_code == 404


def test_the_counts_are_those_of_the_page(staff: Staff, made: World) -> None:
    content = staff(Role.BOARD).get(file_of(made, "csv")).get_data().decode("utf-8-sig")
    lines = [
        line
        for line in csv.DictReader(io.StringIO(content, newline=""))
        if (line["unit"], line["item"], line["row"], line["value"], line["by"])
        == ("organisation", "F2", "joint_house", "could_live_with", "")
    ]
    assert {line["coalition"]: (line["n"], line["base"]) for line in lines} == {
        mark: (str(of["joint"]), str(of["answered"])) for mark, of in TOTALS.items()
    }


def test_what_is_invented_is_called_so_by_its_name(staff: Staff, made: World, session: scoped_session[Session]) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    answer = staff(Role.BOARD).get(file_of(made, "docx"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=fictitious-edition-1-en.docx"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_takes_few_statements(staff: Staff, made: World, ending: str) -> None:
    browser = staff(Role.BOARD)
    browser.get(file_of(made, ending))
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    engine: Any = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    browser.get(file_of(made, ending))
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]) <= 12
