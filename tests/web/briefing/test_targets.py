"""What of the edition can be answered: every target stands on the joint page, under its anchor."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.presentation.targets import Target, targets
from consult.briefing.queries import newest_edition
from consult.briefing.rules import TargetKind
from consult.findings.queries import strand_findings
from consult.findings.rules.published import StrandFindings
from tests.builders import World
from tests.builders_findings import released_world
from tests.builders_themes import HIDDEN, RAISED, with_themes
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements

Staff = Callable[..., Browser]


def themed(session: Session, strand_id: str) -> StrandFindings:
    return with_themes(strand_findings(session, strand_id), more=2)


@pytest.fixture
def made(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> World:
    """Both strands released, with themes in the edition."""
    monkeypatch.setattr("consult.briefing.operations.strand_findings", themed)
    monkeypatch.setattr("consult.briefing.web.strand_findings", themed)
    world = released_world(session())
    session.commit()
    return world


def found_in(app: Flask, session: scoped_session[Session], made: World, tag: str = "en") -> tuple[Target, ...]:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    with app.test_request_context():
        return targets(session(), edition, tag)


def test_every_target_stands_on_the_joint_page(
    app: Flask, session: scoped_session[Session], staff: Staff, made: World
) -> None:
    browser = staff(Role.BOARD)
    for tag in ("en", "ar"):
        browser.post("/language", data={"lang": tag, "next": "/"})
        html = browser.get(f"/consultations/{made.consultation_id}/joint").text
        ids = re.findall(r' id="([^"]+)"', html)
        found = found_in(app, session, made, tag)
        assert {one.anchor for one in found} <= set(ids)
        assert all(ids.count(one.anchor) == 1 for one in found)


def test_figures_sentences_and_themes_have_names_that_stay(
    app: Flask, session: scoped_session[Session], made: World
) -> None:
    found = {(one.kind, one.key): one for one in found_in(app, session, made)}
    assert len(found) == len(found_in(app, session, made))
    sentences = {key for kind, key in found if kind is TargetKind.SENTENCE}
    assert {"common", "conditional", "parted", "worst-case"} <= sentences
    figures = {key for kind, key in found if kind is TargetKind.FIGURE}
    assert {"F2", "F3", "F4.level", "coverage"} <= figures
    themes = {key for kind, key in found if kind is TargetKind.THEME}
    assert themes == set(RAISED) - set(HIDDEN)


def test_a_target_says_what_it_rests_on(app: Flask, session: scoped_session[Session], made: World) -> None:
    found = {(one.kind, one.key): one for one in found_in(app, session, made)}
    assert found[TargetKind.FIGURE, "F4.level"].parts == ("F4.level",)
    assert found[TargetKind.SENTENCE, "common"].parts == ("F2",)
    assert found[TargetKind.SENTENCE, "conditional"].parts == ("F6.conditions", "F2")
    assert found[TargetKind.THEME, "RES-JOBS"].parts == ()


def test_labels_are_in_the_language_asked_for(app: Flask, session: scoped_session[Session], made: World) -> None:
    english, arabic = (found_in(app, session, made, tag) for tag in ("en", "ar"))
    assert [(one.kind, one.key, one.anchor) for one in english] == [(one.kind, one.key, one.anchor) for one in arabic]
    jobs = {one.key: one.label for one in arabic if one.kind is TargetKind.THEME}
    assert jobs["RES-JOBS"] == "الخوف على الوظائف"
    assert all(one.label and one.place for one in (*english, *arabic))


def test_an_edition_that_was_changed_has_none(app: Flask, session: scoped_session[Session], made: World) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    with app.test_request_context():
        assert targets(session(), replace(edition, intact=False, strands=()), "en") == ()


def test_finding_them_takes_two_statements(app: Flask, session: scoped_session[Session], made: World) -> None:
    edition = newest_edition(session(), made.consultation_id)
    assert edition is not None
    found_in(app, session, made)
    with app.test_request_context(), statements() as said:
        targets(session(), edition, "en")
    assert len(said) == 2


def test_a_figure_without_a_chart_of_its_own_stands_among_the_questions(
    app: Flask, session: scoped_session[Session], made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_pair: Any) -> None:
        return None

    monkeypatch.setattr("consult.briefing.presentation.targets.CHARTS", {"ranking": nothing})
    found = {one.key: one.anchor for one in found_in(app, session, made) if one.kind is TargetKind.FIGURE}
    assert found["F3"] == "items-f3"
