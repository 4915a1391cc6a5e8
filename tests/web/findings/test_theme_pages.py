"""What was said, on a strand's board and on the page behind every theme: who reads it, and what never stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.disclosure.rules import Mark
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, QuoteRef, StrandFindings, from_document, to_document
from consult.findings.rules.themes import STANCES, THEMES
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import counted_world
from tests.builders_themes import HIDDEN, NAMES, OPTION, RAISED, SPOKEN, Words, spoken, with_themes
from tests.web.access.conftest import Browser

LEAD = Role.LEAD_CONSULTANT
QUOTES_OF = "consult.findings.presentation.evidence.quotes_of"
READERS = (LEAD, Role.SAFEGUARDING_LEAD)
Staff = Callable[..., Browser]


@pytest.fixture
def heard(made: World, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> StrandFindings:
    """Findings of A with themes, and the words behind them."""
    found = {mark: with_themes(strand_findings(session(), one)) for mark, one in made.strands.items()}
    by_id = {one.strand_id: one for one in found.values()}
    monkeypatch.setattr("consult.findings.web.strand_findings", lambda _session, strand_id: by_id[strand_id])
    monkeypatch.setattr(QUOTES_OF, spoken)
    return found["A"]


@pytest.fixture
def lead(staff: Staff) -> Browser:
    """The lead consultant of A."""
    return staff(LEAD)


def board(made: World, mark: str = "A") -> str:
    return f"/strands/{made.strands[mark]}/findings"


def theme(made: World, code: str, mark: str = "A") -> str:
    return f"{board(made, mark)}/themes/{code}"


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return str(answer.get_data(as_text=True))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def section(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_a_board_without_themes_does_not_speak_of_them(lead: Browser, made: World) -> None:
    assert 'id="said"' not in page(lead, board(made))


def test_every_theme_above_the_gate_stands_with_its_count_and_leads_to_its_evidence(
    lead: Browser, made: World, heard: StrandFindings
) -> None:
    html = section(page(lead, board(made)), "said")
    words = text_of(html)
    for code in set(RAISED) - set(HIDDEN):
        assert f'href="{theme(made, code)}"' in html
        assert f"{NAMES[code][0]} " in words
        assert f"{RAISED[code]} of 42" in words
    assert "Raised most often: “Money is running out”" in words


def test_themes_come_family_by_family(lead: Browser, made: World, heard: StrandFindings) -> None:
    words = text_of(section(page(lead, board(made)), "said"))
    order = [
        "Resources and energy",
        "Money is running out",
        "Fear for jobs",
        "Terms",
        "Acceptable if",
    ]
    places = [words.index(one, words.index("Resources and energy")) for one in order]
    assert places == sorted(places)


def test_what_a_few_raised_is_named_together_and_never_said_to_have_been_raised(
    lead: Browser, made: World, heard: StrandFindings
) -> None:
    html = section(page(lead, board(made)), "said")
    folded = html.partition("Fewer than five organisations each")[2].partition("</details>")[0]
    for code in HIDDEN:
        assert NAMES[code][0] in folded
        assert NAMES[code][0] not in html.replace(folded, "")


def test_no_hidden_count_is_in_page_table_or_figure(lead: Browser, made: World, heard: StrandFindings) -> None:
    words = text_of(section(page(lead, board(made)), "said"))
    assert "41 of 42" not in words  # all but one: the gate withholds it
    assert "[c]" in words
    for code in ("STR-TRUST", *HIDDEN):
        shown = text_of(page(lead, theme(made, code)).partition("<main")[2])
        assert not re.search(r"(?<!fewer than )\b\d+ of 42", shown), code
        assert "A few organisations raised it, or nobody did" in shown
    figure = lead.get(board(made) + "/figure.json?key=themes/organisation").json
    assert figure is not None
    table = heard.figure(FigureKey("organisation", THEMES))
    assert table is not None
    allowed = {one for key, one_table in heard.figures.items() if THEMES in key for one in _numbers(one_table)}
    drawn = {value for trace in figure["data"] for value in trace["x"] if value}
    rests = {
        row - sum(_numbers(heard.figures[str(FigureKey("organisation", STANCES, code))])) for code, row in _shown(heard)
    }
    assert drawn <= allowed | rests
    assert NAMES["NEXT-UNIV"][0] not in json.dumps(figure)


def test_themes_stand_by_region_in_a_grid_of_gated_cells_that_lead_to_their_evidence(
    lead: Browser, made: World, heard: StrandFindings
) -> None:
    html = section(page(lead, board(made)), "said").partition('id="said-regions"')[2].partition("</figure>")[0]
    table = heard.figures[str(FigureKey("organisation", THEMES, by="region"))]
    rows = {cells[0]: cells[1:] for line in html.split("<tr>")[2:] if (cells := re.findall(r">([^<]*)</t[hd]>", line))}
    shown = [code for code in table.rows if any(isinstance(table.cell(code, one), int) for one in table.groups)]
    shown = [code for code in shown if not isinstance(table.total(code), Mark) or table.total(code) is Mark.WITHHELD]
    assert shown and set(rows) == {NAMES[code][0] for code in shown}
    for code in shown:
        said = sorted(
            "fewer than 5" if cell is Mark.FEWER else "[c]" if cell is Mark.WITHHELD else str(cell)
            for cell in (*(table.cell(code, one) for one in table.groups), table.total(code))
        )
        assert sorted(rows[NAMES[code][0]]) == said
        assert f'href="{theme(made, code)}"' in html
    assert ('class="cell sup"' in html) == any(
        table.cell(code, one) is Mark.WITHHELD for code in shown for one in table.groups
    )
    figure = lead.get(board(made) + "/figure.json?key=themes/organisation/region").json
    assert figure is not None
    assert len(figure["data"][0]["z"]) == len(shown)


def _numbers(table: Any) -> list[int]:
    return [
        one for one in (*(table.totals or ()), *(c for line in table.cells for c in line)) if not isinstance(one, Mark)
    ]


def _shown(found: StrandFindings) -> list[tuple[str, int]]:
    table = found.figure(FigureKey("organisation", THEMES))
    assert table is not None
    return [(code, count) for code in table.rows if not isinstance(count := table.total(code), Mark)]


@pytest.mark.parametrize("code", sorted(NAMES))
def test_no_sentence_says_one_or_a_number_below_five(
    lead: Browser, made: World, heard: StrandFindings, code: str
) -> None:
    for html in (page(lead, theme(made, code)), section(page(lead, board(made)), "said")):
        for sentence in re.findall(r"<(?:p|h\d|li)[^>]*>(.*?)</(?:p|h\d|li)>", html, re.S):
            plain = text_of(sentence)
            assert not re.search(
                r"\b(one organisation|one individual|[0-4] of \d+|[1-4] organisations)\b", plain, re.I
            ), plain


def test_conditions_behind_the_most_accepted_option_include_the_one_nobody_asked_about(
    lead: Browser, made: World, heard: StrandFindings
) -> None:
    html = page(lead, board(made))
    chart = html.partition('id="said-conditions"')[2].partition("</figure>")[0]
    words = text_of(chart)
    assert "Identity" in words
    assert "Finance and fundraising" in words
    assert "no closed question offered it" in words
    assert f'href="{theme(made, "TERM-BACK")}"' in chart
    assert f'href="{theme(made, "TERM-COND")}"' in chart
    figure = lead.get(f"{board(made)}/figure.json", query_string={"key": f"terms/{OPTION}"})
    assert figure.status_code == 200


def test_individuals_stand_beside_and_are_never_added(lead: Browser, made: World, heard: StrandFindings) -> None:
    assert "11 of 26 individuals raised it too" in text_of(page(lead, theme(made, "RES-JOBS")))
    assert "24 of 68" not in text_of(page(lead, board(made)))
    assert "raised it too" not in page(lead, theme(made, "RES-MONEY"))  # two of them did


def test_the_evidence_says_what_is_counted_since_when_and_how_they_stood(
    lead: Browser, made: World, heard: StrandFindings
) -> None:
    words = text_of(page(lead, theme(made, "TERM-BACK")))
    assert "Counted here: what is counted as term-back" in words
    assert "A condition no closed question offered" in words
    assert "December 1, 2026" in words
    assert "10 of 42 organisations heard raised it" in words
    assert 'id="stance-chart"' in page(lead, theme(made, "RES-JOBS"))
    assert 'id="regions-a"' in page(lead, theme(made, "RES-MONEY"))


class TestQuotes:
    def test_they_stand_in_the_original_with_language_and_direction_and_beside_it_translated(
        self, lead: Browser, made: World, heard: StrandFindings
    ) -> None:
        html = page(lead, theme(made, "RES-JOBS"))
        original, _language, translations = SPOKEN[1]
        assert f'<blockquote lang="ar" dir="rtl"><bdi>{original}</bdi></blockquote>' in html
        assert f'<blockquote class="tr" lang="en" dir="ltr"><bdi>{translations["en"]}</bdi></blockquote>' in html
        assert "translation not yet reviewed" in html

    def test_nobody_is_described_more_closely_than_allowed(
        self, lead: Browser, made: World, heard: StrandFindings
    ) -> None:
        words = text_of(page(lead, theme(made, "RES-JOBS")))
        for described in (
            "Survivors’ or disability organisation, Africa",
            "An organisation, Americas",
            "A member of A",
            "A key informant, counted nowhere",
            "A member of staff, counted nowhere",
        ):
            assert described in words

    def test_what_speaks_against_has_a_heading_of_its_own(
        self, lead: Browser, made: World, heard: StrandFindings
    ) -> None:
        html = page(lead, theme(made, "RES-JOBS"))
        against = section(html, "against")
        assert SPOKEN[1][0] in against
        assert SPOKEN[5][0] in against
        assert SPOKEN[2][0] not in against
        assert SPOKEN[2][0] in section(html, "quotes")
        assert 'id="against"' not in page(lead, theme(made, "TERM-COND"))

    def test_what_was_withdrawn_is_gone(
        self, lead: Browser, made: World, heard: StrandFindings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(QUOTES_OF, lambda *_: [])
        html = page(lead, theme(made, "RES-JOBS"))
        assert "No words can be shown" in html
        assert not any(one[0] in html for one in SPOKEN.values() if one[0])

    def test_only_the_quotes_of_the_theme_are_asked_for(
        self, lead: Browser, made: World, heard: StrandFindings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def note(_session: Session, refs: Sequence[QuoteRef]) -> list[Words]:
            asked.extend(one.code for one in refs)
            return []

        monkeypatch.setattr(QUOTES_OF, note)
        page(lead, theme(made, "TERM-COND"))
        page(lead, theme(made, "GOAL-PART"))
        page(lead, board(made))
        assert asked == ["TERM-COND"]


def test_an_unknown_code_is_not_found(lead: Browser, made: World, heard: StrandFindings) -> None:
    for code in ("NOTHING", "PART-SAFE", "res-jobs", "TERM"):
        assert lead.get(theme(made, code)).status_code == 404, code


def test_nobody_else_reads_the_evidence(staff: Staff, made: World, heard: StrandFindings) -> None:
    for role in sorted(set(Role) - set(READERS) - {Role.ADMINISTRATOR}):
        assert staff(role).get(theme(made, "RES-JOBS")).status_code == 403, role
    for role in READERS:
        browser = staff(role)
        assert browser.get(theme(made, "RES-JOBS")).status_code == 200, role
        assert browser.get(theme(made, "RES-JOBS", "B")).status_code == 404, role


def test_the_pages_read_from_right_to_left_in_arabic(lead: Browser, made: World, heard: StrandFindings) -> None:
    lead.post("/language", data={"lang": "ar", "next": "/"})
    html = page(lead, theme(made, "RES-JOBS"))
    assert '<html lang="ar" dir="rtl">' in html
    assert NAMES["RES-JOBS"][1] in html
    assert f'<blockquote lang="ar" dir="rtl"><bdi>{SPOKEN[1][0]}</bdi></blockquote>' in html
    assert SPOKEN[1][2]["en"] not in html  # the reader needs no translation
    assert f'<blockquote lang="en" dir="ltr"><bdi>{SPOKEN[2][0]}</bdi></blockquote>' in html
    assert NAMES["RES-MONEY"][1] in section(page(lead, board(made)), "said")


def test_the_pages_take_few_statements(lead: Browser, made: World, heard: StrandFindings) -> None:
    for url in (board(made), theme(made, "RES-JOBS")):
        page(lead, url)
        said: list[str] = []

        def note(*args: Any, into: list[str] = said) -> None:
            into.append(args[2])

        engine: Any = db.engines[None]
        event.listen(engine, "before_cursor_execute", note)
        html = page(lead, url)
        event.remove(engine, "before_cursor_execute", note)
        counted = [one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]
        assert len(counted) <= 12, url
        assert len(html.encode()) < 400 * 1024


def test_findings_with_themes_and_quotes_come_back_from_their_document(heard: StrandFindings) -> None:
    assert from_document(json.loads(json.dumps(to_document(heard)))) == heard


class TestBeforeTheFreeze:
    @pytest.fixture
    def made(self, session: scoped_session[Session]) -> World:
        world = counted_world(session())
        session.commit()
        return world

    def test_there_is_no_evidence(self, lead: Browser, made: World) -> None:
        assert lead.get(theme(made, "RES-JOBS")).status_code == 404
