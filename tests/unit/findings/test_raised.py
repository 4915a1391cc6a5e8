"""What may be said of themes: shown counts only, and of what a few or nobody raised nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.disclosure.rules import Cell, Mark
from consult.findings.rules.published import FigureKey, StrandFindings, ThemeCode
from consult.findings.rules.raised import (
    Contrast,
    conditions_said,
    few,
    few_conditions,
    in_families,
    jobs_contrast,
    raised,
    raised_as,
    stances,
)
from consult.findings.rules.shares import Share
from consult.findings.rules.themes import STANCES, TERMS, THEMES
from tests.unit.briefing.strands import FEWER, WITHHELD, strand, table

COUNTS: dict[str, Cell] = {
    "GOAL-PART": 9,
    "GOAL-NOT": FEWER,
    "TERM-COND": 30,
    "TERM-BACK": 12,
    "TERM-RED": WITHHELD,
    "RES-JOBS": 31,
}
CONCERN = ("not_concerned", "slightly_concerned", "fairly_concerned", "concerned", "very_concerned", "cannot_judge")


def findings(counts: dict[str, Cell] = COUNTS, jobs: tuple[Cell, ...] = (50, 20, 10, 9, 6, 5)) -> StrandFindings:
    figures = {
        FigureKey("organisation", THEMES): table(tuple(counts), tuple(counts.values()), 100),
        FigureKey("organisation", STANCES, "RES-JOBS"): table(("for", "against"), (FEWER, 28), 31),
        FigureKey("organisation", TERMS, "joint_house"): table(("finance", "identity", "staff"), (8, 22, FEWER), 100),
        FigureKey("organisation", "J1", "jobs"): table(CONCERN, jobs, 100),
    }
    codes = {code: ThemeCode({"en": code}, {}, "2026-12-01" if code == "TERM-BACK" else "") for code in counts}
    return replace(strand("A", {}, more=figures), codes=codes)


def test_nothing_is_raised_where_nothing_was_coded() -> None:
    assert raised(strand("A", {})) == ()
    assert raised_as(strand("A", {}), "RES-JOBS") is None


def test_a_code_the_figures_do_not_hold_is_no_theme() -> None:
    found = findings()
    assert raised_as(replace(found, codes={**found.codes, "NEW-ONE": ThemeCode({}, {})}), "NEW-ONE") is None


def test_families_come_by_their_most_raised_theme_and_what_is_withheld_last() -> None:
    order = [one.code for one in in_families(raised(findings()))]
    assert order == ["RES-JOBS", "TERM-COND", "TERM-BACK", "TERM-RED", "GOAL-PART"]


def test_what_is_below_the_gate_is_only_named_together() -> None:
    assert few(raised(findings())) == ("GOAL-NOT",)
    assert raised_as(findings(), "GOAL-NOT") is not None
    assert raised(findings())[1].share == Share(None, 100)


def test_a_stance_is_as_the_gate_left_it_and_none_where_the_theme_is_hidden() -> None:
    assert stances(findings(), "RES-JOBS") == {"for": Mark.FEWER, "against": 28}
    assert stances(findings(), "GOAL-NOT") is None


def test_conditions_stand_with_those_that_nothing_had_asked_for() -> None:
    said = conditions_said(findings(), "joint_house")
    assert [(one.aspect or one.code, one.count, one.added) for one in said] == [
        ("identity", 22, False),
        ("TERM-BACK", 12, True),
        ("finance", 8, False),
    ]
    assert few_conditions(findings(), "joint_house") == ("staff",)


def test_an_option_without_conditions_keeps_those_nothing_asked_for() -> None:
    assert [one.code for one in conditions_said(findings(), "continue")] == ["TERM-BACK"]
    assert few_conditions(findings(), "continue") == ()


def test_a_contrast_adds_up_shown_answers_and_names_both_bases() -> None:
    found = jobs_contrast(findings())
    assert found is not None
    assert found == Contrast(Share(15, 100), Share(31, 100), calm=False)


def test_where_the_concerned_are_hidden_the_calm_are_named() -> None:
    for jobs in ((50, 20, 10, FEWER, 10, 5), (50, 20, 10, 9, WITHHELD, 5)):
        assert jobs_contrast(findings(jobs=jobs)) == Contrast(Share(70, 100), Share(31, 100), calm=True)


@pytest.mark.parametrize(
    "found",
    [
        findings(jobs=(50, FEWER, 10, FEWER, 10, 5)),
        findings(jobs=(WITHHELD, 20, 10, 10, WITHHELD, 5)),
        findings({**COUNTS, "RES-JOBS": FEWER}),
        findings({"GOAL-PART": 9}),
    ],
)
def test_there_is_no_contrast_where_a_side_of_it_is_hidden(found: StrandFindings) -> None:
    assert jobs_contrast(found) is None
