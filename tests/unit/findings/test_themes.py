from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.rules.attributes import ASPECTS, Stance
from consult.disclosure.rules import GatedTable, Mark, Shape, gate_table
from consult.findings.rules import table_of, tally
from consult.findings.rules.themes import (
    CONDITION,
    Said,
    TalkingVoice,
    condition_of,
    may_join,
    stance_of,
    theme_columns,
    without_slivers,
)

CODES = (CONDITION, "TERM-IDENT", "RES-JOBS")
OPTIONS = ("joint_house", "continue")


def voice(region: str, *said: Said) -> TalkingVoice:
    return TalkingVoice({"region": region}, said)


def condition(aspect: str, option: str = "joint_house") -> Said:
    return Said(CONDITION, Stance.CONDITIONAL, option, aspect)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([Stance.FOR, Stance.NONE], Stance.FOR),
        ([Stance.FOR, Stance.CONDITIONAL], Stance.CONDITIONAL),
        ([Stance.FOR, Stance.AGAINST], Stance.MIXED),
        ([Stance.CONDITIONAL, Stance.AGAINST], Stance.MIXED),
        ([Stance.NONE], Stance.NONE),
        ([Stance.MIXED, Stance.FOR], Stance.MIXED),
    ],
)
def test_one_voice_has_one_stance(given: list[Stance], told: Stance) -> None:
    assert stance_of(given) is told


def test_saying_something_often_counts_once() -> None:
    themes = theme_columns([voice("a", *[condition("finance")] * 4), voice("a")], CODES, OPTIONS)
    counted = tally(themes.columns, themes.raised)
    assert counted.count(CONDITION) == 1
    assert counted.base_of() == 2


def test_who_said_nothing_coded_is_still_in_the_base() -> None:
    themes = theme_columns([voice("a"), voice("b")], CODES, OPTIONS)
    assert tally(themes.columns, themes.raised).base_of() == 2


def test_a_stance_is_counted_among_those_who_raised_the_theme() -> None:
    said = [Said("RES-JOBS", Stance.AGAINST), Said("RES-JOBS", Stance.FOR)]
    themes = theme_columns([voice("a", said[0]), voice("a", *said), voice("b")], CODES, OPTIONS)
    counted = tally(themes.columns, themes.stances)
    assert counted.base_of(item="RES-JOBS") == 2
    assert counted.count("against", item="RES-JOBS") == 1
    assert counted.count("mixed", item="RES-JOBS") == 1
    assert counted.base_of(item="TERM-IDENT") == 0


def test_conditions_are_counted_by_option_and_aspect() -> None:
    themes = theme_columns(
        [voice("a", condition("finance"), condition("identity")), voice("a", condition("finance", "continue"))],
        CODES,
        OPTIONS,
    )
    counted = tally(themes.columns, themes.terms)
    assert counted.count("finance", item="joint_house") == 1
    assert counted.count("finance", item="continue") == 1
    assert counted.count("identity", item="continue") == 0
    assert counted.base_of(item="joint_house") == 2


def test_a_condition_on_nothing_is_none_and_one_about_nothing_named_is_unnamed() -> None:
    assert condition_of(Said(CONDITION, Stance.CONDITIONAL, "", "finance")) is None
    assert condition_of(condition("")) == "unnamed"
    assert condition_of(Said("TERM-IDENT", Stance.FOR, "joint_house", "identity")) is None


@pytest.mark.parametrize(
    ("groups", "may"), [([], True), (["a"], False), (["a"] * 5, True), (["a"] * 5 + ["b"] * 4, False)]
)
def test_only_interviewed_organisations_join_where_none_of_them_stands_out(groups: list[str], may: bool) -> None:
    assert may_join(groups) is may


def test_every_aspect_has_its_row_whether_anybody_named_it_or_not() -> None:
    assert theme_columns([voice("a")], CODES, OPTIONS).terms.options == (*ASPECTS, "unnamed")


def test_matters_of_safety_are_no_theme() -> None:
    themes = theme_columns([voice("a", Said("PART-SAFE", Stance.AGAINST))], (*CODES, "PART-SAFE"), OPTIONS)
    assert "PART-SAFE" not in themes.raised.options


def test_a_condition_all_but_a_few_named_is_withheld() -> None:
    everybody = [voice("a", condition("finance")) for _ in range(20)]
    others = [voice("a", condition("identity")) for _ in range(3)]
    silent = [voice("a") for _ in range(30)]
    themes = theme_columns([*everybody, *others, *silent], CODES, OPTIONS)
    raised = gate_table(table_of(tally(themes.columns, themes.raised)), 5)
    terms = gate_table(table_of(tally(themes.columns, themes.terms), "joint_house"), 5)
    assert raised.total(CONDITION) == 23
    assert terms.total("finance") == 20
    assert without_slivers(terms, raised).total("finance") is Mark.WITHHELD


def one_column(rows: tuple[str, ...], totals: tuple[int, ...]) -> GatedTable:
    return GatedTable(rows, ("",), tuple((n,) for n in totals), totals, (99,), 99, Shape.INDEPENDENT)


@given(st.integers(5, 60), st.lists(st.integers(5, 60), min_size=1, max_size=4))
def test_no_condition_leaves_nought_to_four_of_those_who_named_any(whole: int, parts: list[int]) -> None:
    rows = tuple(f"aspect {at}" for at in range(len(parts)))
    shown = without_slivers(
        one_column(rows, tuple(min(part, whole) for part in parts)), one_column((CONDITION,), (whole,))
    )
    left = [whole - cell for row in rows if isinstance(cell := shown.total(row), int)]
    assert all(rest >= 5 for rest in left)
