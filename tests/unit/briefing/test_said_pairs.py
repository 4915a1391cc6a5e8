"""What was said in both strands: pairs of shown counts, and nothing made of a hidden one."""

from __future__ import annotations

from dataclasses import replace

from consult.briefing.rules import ConditionPair, condition_pairs, theme_pairs, unasked_conditions
from consult.disclosure.rules import Cell
from consult.findings.rules.published import FigureKey, StrandFindings, ThemeCode
from consult.findings.rules.themes import TERMS, THEMES
from tests.unit.briefing.strands import FEWER, WITHHELD, strand, table


def findings(mark: str, counts: dict[str, Cell], aspects: dict[str, Cell]) -> StrandFindings:
    figures = {
        FigureKey("organisation", THEMES): table(tuple(counts), tuple(counts.values()), 100),
        FigureKey("organisation", TERMS, "joint_house"): table(tuple(aspects), tuple(aspects.values()), 100),
    }
    codes = {code: ThemeCode({"en": code}, {}, "2026-12-01" if code == "TERM-BACK" else "") for code in counts}
    return replace(strand(mark, {}, more=figures), codes=codes)


A = findings(
    "A",
    {"GOAL-PART": 9, "GOAL-NOT": FEWER, "TERM-COND": 30, "TERM-BACK": 12, "RES-JOBS": FEWER},
    {"finance": 8, "identity": 9, "staff": FEWER},
)
B = findings(
    "B",
    {"GOAL-PART": 7, "GOAL-NOT": WITHHELD, "TERM-COND": 20, "TERM-BACK": 6, "RES-JOBS": 31, "NEXT-NEW": 5},
    {"finance": FEWER, "identity": 22, "review": 5},
)


def test_a_theme_shown_in_either_strand_has_a_row_and_one_hidden_in_both_has_none() -> None:
    found = {one.code: (one.most, one.least) for one in theme_pairs(A, B)}
    assert list(found) == ["RES-JOBS", "TERM-COND", "TERM-BACK", "GOAL-PART", "NEXT-NEW"]
    assert found["RES-JOBS"] == (31, None)
    assert found["TERM-COND"] == (30, 0.2)
    assert found["NEXT-NEW"] == (5, None)  # A's codebook knew no such code


def test_conditions_of_both_come_by_their_larger_count() -> None:
    assert [one.row for one in condition_pairs(A, B, "joint_house")] == ["identity", "TERM-BACK", "finance", "review"]


def test_a_condition_nobody_asked_about_is_said_only_where_both_counts_are_shown() -> None:
    assert unasked_conditions(A, B) == (ConditionPair("TERM-BACK", "TERM-BACK", added=True),)
    assert unasked_conditions(A, findings("B", {"TERM-BACK": FEWER}, {})) == ()
