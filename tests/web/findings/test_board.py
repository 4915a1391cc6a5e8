"""The page of a strand's findings: who reads it, what stands on it, and what never does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.consultation.records import Consultation
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import TOTALS, counted_world
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
OTHERS = sorted(set(Role) - {LEAD, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR})
Staff = Callable[..., Browser]


def board(made: World, mark: str = "A") -> str:
    return f"/strands/{made.strands[mark]}/findings"


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_lead_consultant_reads_the_numbers_of_the_gate(staff: Staff, made: World) -> None:
    words = text_of(page(staff(LEAD), board(made)))
    assert f"{TOTALS['A']['joint']} of {TOTALS['A']['answered']}" in words
    assert f"Answered: {TOTALS['A']['answered']} of 50 (84%) member organisations" in words
    assert "26 individuals also answered" in words


def test_the_safeguarding_lead_reads_and_does_not_release(staff: Staff, made: World) -> None:
    html = page(staff(Role.SAFEGUARDING_LEAD), board(made))
    assert 'id="release"' not in html


def test_nobody_else_reads_them(staff: Staff, made: World) -> None:
    for role in OTHERS:
        browser = staff(role)
        assert browser.get(board(made)).status_code == 403, role
        assert browser.get(board(made) + "/figure.json?key=F2/organisation").status_code == 403, role


def test_the_other_strand_is_not_found(staff: Staff, made: World) -> None:
    browser = staff(LEAD, "A")
    assert browser.get(board(made, "B")).status_code == 404
    assert browser.get(board(made, "B") + "/figure.json?key=F2/organisation").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(open_browser: Callable[[], Browser], made: World) -> None:
    assert "/sign-in" in (open_browser().get(board(made)).location or "")


def test_no_number_of_the_other_strand_stands_on_the_page(staff: Staff, made: World) -> None:
    words = text_of(page(staff(LEAD, "A"), board(made)))
    assert f"of {TOTALS['B']['answered']}" not in words
    assert f"{TOTALS['B']['joint']} of" not in words


def test_hidden_counts_are_in_no_page_and_no_figure(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    found = strand_findings(session(), made.strands["A"])
    table = found.figure(FigureKey("organisation", "F6.conditions", "joint_house"))
    assert table is not None
    assert table.total("safety") is Mark.FEWER
    browser = staff(LEAD)
    assert "fewer than 5" in page(browser, board(made))
    figure = browser.get(board(made) + "/figure.json?key=item/organisation/F6.conditions/joint_house").json
    assert figure is not None
    shown = [value for trace in figure["data"] for value in trace["x"] if value is not None]
    assert len(shown) == sum(not isinstance(table.total(row), Mark) for row in table.rows)


def test_a_merged_region_is_named(staff: Staff, made: World) -> None:
    words = text_of(page(staff(LEAD), board(made)))
    assert "Europe, with Eastern Europe and Central Asia" in words
    assert "Apart, fewer than five could be named" in words


def test_the_break_is_chosen_by_a_plain_link(staff: Staff, made: World) -> None:
    browser = staff(LEAD)
    for by in ("region", "nonsense"):
        assert 'href="?by=region#f2-break" aria-current="true"' in page(browser, f"{board(made)}?by={by}")


def test_the_page_reads_from_right_to_left_in_arabic(staff: Staff, made: World) -> None:
    browser = staff(LEAD)
    browser.post("/language", data={"lang": "ar", "next": "/"})
    assert '<html lang="ar" dir="rtl">' in page(browser, board(made))


def test_a_figure_there_is_not_is_not_found(staff: Staff, made: World) -> None:
    browser = staff(LEAD)
    for key in ("", "nothing", "F2/organisation/shoe_size", "F2/nobody", "item/organisation/J2.risk", "coverage/x"):
        assert browser.get(f"{board(made)}/figure.json", query_string={"key": key}).status_code == 404, key


@pytest.mark.parametrize("fictitious", [True, False])
def test_a_figure_says_whether_it_is_fictitious(
    staff: Staff, made: World, session: scoped_session[Session], fictitious: bool
) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = fictitious
    session.commit()
    figure = staff(LEAD).get(board(made) + "/figure.json?key=F2/organisation/region").json
    assert figure is not None
    assert figure["fictitious"] is fictitious
    notes = [note["text"] for note in figure["layout"].get("annotations", [])]
    assert ("Fictitious data" in notes) is fictitious


def test_the_library_is_sent_to_be_kept(open_browser: Callable[[], Browser]) -> None:
    with open_browser().get("/plotly.js") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_takes_few_statements(staff: Staff, made: World) -> None:
    browser = staff(LEAD)
    page(browser, board(made))
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    engine: Any = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    page(browser, board(made))
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]) <= 12
    assert len(page(browser, board(made)).encode()) < 400 * 1024


class TestBeforeTheFreeze:
    @pytest.fixture
    def made(self, session: scoped_session[Session]) -> World:
        world = counted_world(session())
        session.commit()
        return world

    def test_the_page_says_when_and_holds_no_number(self, staff: Staff, made: World) -> None:
        words = text_of(page(staff(LEAD), board(made)))
        assert "The findings begin with the frozen data" in words
        for number in TOTALS["A"].values():
            assert f" {number} " not in words.partition("The findings begin")[2].partition("Collection closes")[0]

    def test_there_is_no_figure(self, staff: Staff, made: World) -> None:
        assert staff(LEAD).get(board(made) + "/figure.json?key=F2/organisation").status_code == 404
