"""What was said, on the joint page and behind it; and the next edition, after words were withdrawn."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.operations import publish_joint
from consult.briefing.queries import newest_edition
from consult.collection.records import Answer
from consult.disclosure.rules import GatedTable, Mark, Shape
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.themes import THEMES
from consult.shared.database import db
from tests.builders import World
from tests.builders_findings import AFTER, frozen_world, release
from tests.builders_gates import OPEN_GATES
from tests.builders_themes import HIDDEN, NAMES, RAISED, SPOKEN, spoken, with_themes
from tests.web.access.conftest import Browser

QUOTES_OF = "consult.findings.presentation.evidence.quotes_of"
MAY = (Role.LEAD_CONSULTANT, Role.COORDINATOR, Role.BOARD, Role.FACILITATOR)
CONCERN = ("not_concerned", "slightly_concerned", "fairly_concerned", "concerned", "very_concerned", "cannot_judge")
Staff = Callable[..., Browser]


class Findings:
    """What the strands' findings are at present: `without` a code, the words behind it were withdrawn."""

    def __init__(self) -> None:
        self.without: set[str] = set()

    def __call__(self, session: Session, strand_id: str) -> StrandFindings:
        found = with_themes(strand_findings(session, strand_id), more=2)
        counts = (20, 6, 5, 5, 6, Mark.FEWER)
        jobs = GatedTable(CONCERN, ("",), tuple((one,) for one in counts), counts, (42,), 42, Shape.PARTITION)
        figures = {**found.figures, str(FigureKey("organisation", "J1", "jobs")): jobs}
        quotes = tuple(one for one in found.quotes if one.code not in self.without)
        return replace(found, figures=figures, quotes=quotes, coding_hash="".join(sorted(self.without)) or "c")


@pytest.fixture
def frozen(session: scoped_session[Session]) -> World:
    """Both strands frozen, before anything in the program is changed."""
    world = frozen_world(session())
    session.commit()
    return world


@pytest.fixture
def findings(frozen: World, monkeypatch: pytest.MonkeyPatch) -> Findings:
    made = Findings()
    for place in ("operations", "queries", "web"):
        monkeypatch.setattr(f"consult.briefing.{place}.strand_findings", made)
    monkeypatch.setattr(QUOTES_OF, spoken)
    return made


@pytest.fixture
def made(session: scoped_session[Session], frozen: World, findings: Findings) -> World:
    """Both strands released, with themes in the edition."""
    return release(session(), frozen)


@pytest.fixture
def member(open_browser: Callable[[], Browser], made: World, session: scoped_session[Session]) -> Browser:
    """A member with an open answer of strand A."""
    answer_id = session.scalars(select(Answer.id).where(Answer.strand_id == made.strands["A"])).first()
    browser = open_browser()
    with browser.session_transaction() as cookie:
        cookie["answer"], cookie["language"] = answer_id, "en"
    return browser


def joint(made: World) -> str:
    return f"/consultations/{made.consultation_id}/joint"


def theme(made: World, code: str) -> str:
    return f"{joint(made)}/themes/{code}"


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return str(answer.get_data(as_text=True))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def said_on(browser: Browser, made: World) -> str:
    return page(browser, joint(made)).partition('id="said"')[2].partition("</section>")[0]


def test_themes_of_both_strands_stand_side_by_side_and_lead_to_their_evidence(staff: Staff, made: World) -> None:
    html = said_on(staff(Role.BOARD), made)
    words = text_of(html)
    for code in set(RAISED) - set(HIDDEN):
        assert f'href="{theme(made, code)}"' in html
        count = RAISED[code] + 2
        assert f"{NAMES[code][0]} {count} of 42 {count} of 63" in words
    assert 'href="#said">' in page(staff(Role.BOARD, "B"), joint(made))


def test_no_hidden_count_is_on_the_page_or_in_a_figure(
    staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    browser = staff(Role.BOARD)
    html = said_on(browser, made)
    assert not any(NAMES[code][0] in html for code in HIDDEN)
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    for key in ("themes", "terms"):
        figure = browser.get(f"{joint(made)}/figure.json?key={key}").json
        assert figure is not None
        assert not any(NAMES[code][0] in json.dumps(figure) for code in HIDDEN)
        for found, trace in zip(edition.strands, figure["data"], strict=True):
            shown = {
                one
                for name, table in found.figures.items()
                if THEMES in name
                for one in (table.totals or ())
                if not isinstance(one, Mark)
            }
            assert set(trace["x"]) <= shown


def test_the_condition_nobody_asked_about_is_said_of_both_with_its_evidence(staff: Staff, made: World) -> None:
    html = said_on(staff(Role.BOARD), made)
    words = text_of(html)
    assert "No closed question offered this condition: “Send it back to those affected”." in words
    assert "It was raised in A by 12 of 42 (29%), in B by 12 of 63 (19%)." in words
    chart = html.partition('id="said-conditions"')[2].partition("</figure>")[0]
    assert "no closed question offered it" in text_of(chart)
    assert "Identity" in text_of(chart)


def test_the_contrast_of_survey_and_conversation_is_computed(staff: Staff, made: World) -> None:
    words = text_of(said_on(staff(Role.BOARD), made))
    assert "Asked about “Jobs are lost”, 11 of 42 (26%) organisations of A were concerned or very concerned" in words
    assert "15 of 42 (36%) raised “Fear for jobs”" in words


def test_the_page_holds_no_quote(staff: Staff, made: World) -> None:
    html = page(staff(Role.BOARD), joint(made))
    assert not any(one[0] in html or any(t in html for t in one[2].values()) for one in SPOKEN.values() if one[0])


def test_the_evidence_shows_both_strands(staff: Staff, made: World) -> None:
    html = page(staff(Role.BOARD), theme(made, "RES-JOBS"))
    words = text_of(html)
    assert "15 of 42 organisations heard raised it" in words
    assert "15 of 63 organisations heard raised it" in words
    assert html.count(f"<bdi>{SPOKEN[1][0]}</bdi>") == 2
    assert "A member of A" in words
    assert "A member of B" in words
    assert 'id="regions-b"' in html


def test_whoever_reads_the_joint_page_reads_the_evidence_and_nobody_else(staff: Staff, made: World) -> None:
    for role in sorted(set(Role) - {Role.ADMINISTRATOR}):
        status = 200 if role in MAY else 403
        assert staff(role).get(theme(made, "RES-JOBS")).status_code == status, role


def test_an_unknown_code_is_not_found(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    for code in ("NOTHING", "PART-SAFE", "TERM"):
        assert browser.get(theme(made, code)).status_code == 404


def test_members_read_the_evidence_once_it_is_published(
    member: Browser, staff: Staff, made: World, session: scoped_session[Session]
) -> None:
    url = "/answer/findings/themes/RES-JOBS"
    observer = staff(Role.OBSERVER)
    published = f"/consultations/{made.consultation_id}/published/themes/RES-JOBS"
    assert member.get(url).status_code == 404
    assert SPOKEN[2][0] not in page(observer, published)
    publish_joint(session(), OPEN_GATES, made.consultation_id, AFTER)
    session.commit()
    assert f'href="{url}"' in page(member, "/answer/findings")
    for html in (page(member, url), page(observer, published)):
        assert SPOKEN[2][0] in html
        assert "plotly" not in html
    assert member.get("/answer/findings/themes/NOTHING").status_code == 404


def test_the_pages_read_from_right_to_left_in_arabic(staff: Staff, made: World) -> None:
    browser = staff(Role.BOARD)
    browser.post("/language", data={"lang": "ar", "next": "/"})
    assert NAMES["RES-MONEY"][1] in said_on(browser, made)
    assert '<html lang="ar" dir="rtl">' in page(browser, theme(made, "RES-MONEY"))


def test_the_pages_take_few_statements(staff: Staff, made: World) -> None:
    reader, publisher = staff(Role.BOARD), staff(Role.COORDINATOR, "AB")
    for browser, url in ((reader, joint(made)), (publisher, joint(made)), (reader, theme(made, "RES-JOBS"))):
        page(browser, url)
        said: list[str] = []

        def note(*args: Any, into: list[str] = said) -> None:
            into.append(args[2])

        engine: Any = db.engines[None]
        event.listen(engine, "before_cursor_execute", note)
        html = page(browser, url)
        event.remove(engine, "before_cursor_execute", note)
        counted = [one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))]
        assert len(html.encode()) < 400 * 1024
        assert len(counted) <= (12 if browser is reader else 16), url  # who may freeze has the findings compared


class TestNextEdition:
    def post(self, browser: Browser, made: World) -> str:
        answer = browser.post(f"{joint(made)}/editions")
        assert answer.status_code == 303
        return text_of(page(browser, answer.location))

    def test_unchanged_findings_are_not_frozen_again(self, staff: Staff, made: World) -> None:
        browser = staff(Role.COORDINATOR, "AB")
        assert "Freeze the next edition" not in page(browser, joint(made))
        words = self.post(browser, made)
        assert "Nothing has changed since edition 1 was frozen" in words
        assert "Number 1, frozen on" in words

    def test_after_a_withdrawal_the_quote_is_gone_and_the_next_edition_follows(
        self, staff: Staff, made: World, findings: Findings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = staff(Role.COORDINATOR, "AB")
        before = re.search(r"sha256 (\w{64})", page(browser, joint(made)))
        assert SPOKEN[6][0] in page(browser, theme(made, "TERM-COND"))
        findings.without.add("TERM-COND")
        monkeypatch.setattr(QUOTES_OF, lambda s, refs: [one for one in spoken(s, refs) if one.ref.code != "TERM-COND"])
        assert SPOKEN[6][0] not in page(browser, theme(made, "TERM-COND"))
        assert "Words were withdrawn since this edition was frozen" in page(browser, joint(made))
        words = self.post(browser, made)
        assert "The next edition is frozen" in words
        assert "Number 2, frozen on" in words
        after = re.search(r"sha256 (\w{64})", page(browser, joint(made)))
        assert before
        assert after
        assert before[1] != after[1]
        assert "Freeze the next edition" not in page(browser, joint(made))

    def test_only_who_may_publish_for_both_is_told_and_freezes(
        self, staff: Staff, made: World, findings: Findings
    ) -> None:
        findings.without.add("TERM-COND")
        for role in (Role.BOARD, Role.COORDINATOR, Role.LEAD_CONSULTANT):
            browser = staff(role)
            assert "Freeze the next edition" not in page(browser, joint(made)), role
            assert browser.post(f"{joint(made)}/editions").status_code == 403, role
        assert "Freeze the next edition" in page(staff(Role.LEAD_CONSULTANT, "AB"), joint(made))


class TestBeforeTheRelease:
    @pytest.fixture
    def made(self, frozen: World, findings: Findings) -> World:
        return frozen

    def test_the_evidence_is_sealed_for_everybody(self, staff: Staff, made: World) -> None:
        for role, mark in ((Role.BOARD, "A"), (Role.LEAD_CONSULTANT, "B")):
            html = page(staff(role, mark), theme(made, "RES-JOBS"))
            assert "Sealed until both strands release" in html
            assert NAMES["RES-JOBS"][0] not in html
