"""The base rule alone: small counts are shown, but nothing is said of fewer than five people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from consult.disclosure.rules import (
    GatedBreaks,
    GatedTable,
    Mark,
    Net,
    Rule,
    Shape,
    Table,
    gate_breaks,
    gate_table,
    people_of,
)
from consult.disclosure.rules.bases import few_people
from tests.conftest import examples
from tests.unit.disclosure.test_breaks import table, topline

W = Mark.WITHHELD
OPTIONS = ("yes", "if", "no")


def counted(*lines: tuple[int, ...], bases: tuple[int, ...], shape: Shape = Shape.PARTITION) -> Table:
    return Table(OPTIONS[: len(lines)], tuple("abcdef"[: len(bases)]), lines, bases, shape)


def test_small_counts_of_large_groups_are_shown_as_they_are() -> None:
    whole = counted((1, 4), (5, 0), (0, 6), bases=(6, 10))
    assert gate_table(whole, rule=Rule.BASES).complete
    assert not gate_table(whole).complete
    assert gate_table(whole) == gate_table(whole, rule=Rule.FULL)


def test_a_group_of_four_is_hidden_and_with_it_the_smallest_other() -> None:
    gated = gate_table(counted((1, 4, 9), (3, 2, 1), bases=(4, 6, 10)), rule=Rule.BASES)
    assert gated.bases == (None, None, 10)
    assert gated.cells == ((W, W, 9), (W, W, 1))
    assert gated.totals == (14, 6)


def test_two_small_groups_of_five_together_take_no_third() -> None:
    gated = gate_table(counted((1, 2, 9), (2, 0, 1), bases=(3, 2, 10)), rule=Rule.BASES)
    assert gated.bases == (None, None, 10)


@pytest.mark.parametrize("rule", list(Rule))
def test_nothing_is_shown_of_four(rule: Rule) -> None:
    gated = gate_table(counted((4, 0), (0, 0), bases=(4, 0)), rule=rule)
    assert gated.total_base is None
    assert set(gated.totals or ()) == {W}


def test_what_is_asked_to_be_hidden_hides_its_group() -> None:
    gated = gate_table(
        counted((3, 4, 5), (3, 4, 5), bases=(6, 8, 10)), also_hide=frozenset({("yes", "b")}), rule=Rule.BASES
    )
    assert gated.bases == (None, None, 10)
    assert gated.cell("if", "b") is W


def test_nets_are_shown_with_their_parts() -> None:
    whole = topline(5, 1, 2)
    gated = gate_breaks({}, topline=whole, rule=Rule.BASES)
    assert gated.topline.total("live") == 6
    assert gated.topline.total("if") == 1
    assert whole.nets == (Net("live", ("yes", "if")),)


def test_groups_that_nearly_are_each_other_are_not_shown_both() -> None:
    """Ten of a region, and the same ten but for one and one in their place: the difference is about two."""
    region = ["r"] * 10 + ["s"] * 10
    language = ["l"] * 9 + ["m"] + ["l"] + ["m"] * 9
    answers = ["yes"] * 10 + ["no"] * 10
    own = {"region": region, "language": language}
    gated = gate_breaks(
        {name: table(answers, groups, ("yes", "no"), Shape.PARTITION) for name, groups in own.items()},
        memberships=own,
        rule=Rule.BASES,
    )
    assert gated.breaks["region"].bases == (10, 10)
    assert gated.breaks["language"].bases == (None, None)


people = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("uv"), st.sampled_from(OPTIONS)),
    min_size=1,
    max_size=28,
)


def gated_of(found: Sequence[tuple[str, ...]]) -> tuple[GatedBreaks, dict[str, list[str]]]:
    own = {name: [one[at] for one in found] for at, name in enumerate(("region", "language", "kind"))}
    answers = [one[3] for one in found]
    breaks = {name: table(answers, groups, OPTIONS, Shape.PARTITION) for name, groups in own.items()}
    return gate_breaks(breaks, memberships=own, rule=Rule.BASES), own


def seen(tables: Mapping[str, GatedTable], own: Mapping[str, Sequence[str]], count: int) -> NDArray[np.float64]:
    """Return what is shown, as respondents in it: everybody, and every group with a base."""
    lines = [np.ones(count)]
    for name, one in tables.items():
        shown = [group for group, base in zip(one.groups, one.bases, strict=True) if base is not None]
        lines += [np.array([own[name][at] == group for at in range(count)], dtype=float) for group in shown]
    return np.array(lines)


@settings(max_examples=examples(120))
@given(people)
def test_no_base_below_five_is_shown_and_none_can_be_subtracted(found: list[tuple[str, ...]]) -> None:
    """Tried person by person: is something that is about one to four of them a combination of what is shown?"""
    gated, own = gated_of(found)
    tables = [gated.topline, *gated.breaks.values()]
    assert all(base is None or base >= 5 for one in tables for base in (*one.bases, one.total_base))
    for one in gated.breaks.values():
        for group, base in zip(one.groups, one.bases, strict=True):
            assert all((one.cell(row, group) is W) is (base is None) for row in one.rows)
    if gated.topline.total_base is None:
        return
    lines = seen(gated.breaks, own, len(found))
    alike = sorted({tuple(column) for column in lines.T})  # nothing tells those apart who are in the same groups
    sizes = [int((np.array(one) == lines.T).all(axis=1).sum()) for one in alike]
    kinds, rank = np.array(alike).T, np.linalg.matrix_rank(lines)
    for number in range(1, 5):
        for chosen in combinations(range(len(alike)), number):
            if sum(sizes[at] for at in chosen) < 5:
                apart = np.eye(len(alike))[list(chosen)]
                assert np.linalg.matrix_rank(np.vstack([kinds, apart])) == rank + number, (chosen, sizes)


@settings(max_examples=examples(60))
@given(people)
def test_whatever_the_full_rule_shows_is_counted_the_same(found: list[tuple[str, ...]]) -> None:
    gated, own = gated_of(found)
    for name, one in gated.breaks.items():
        for group, base in zip(one.groups, one.bases, strict=True):
            assert base is None or base == own[name].count(group)


def test_profiles_of_nobody_do_not_hide_that_three_stand_alone() -> None:
    """Who is in a group, but was not asked, adds no people to those of whom something is told."""
    region = ["r"] * 12 + ["s"] * 9
    language = ["l"] * 9 + ["m", "n", "o"] + ["l", "m", "n", "o", "p", "p", "p", "p", "p"]
    found = people_of({"region": region, "language": language})
    shown = gate_table(table(["yes"] * 21, region, ("yes", "no"), Shape.PARTITION), rule=Rule.BASES)
    nine = replace(shown, groups=("l",), cells=((9,), (0,)), bases=(9,))
    assert few_people({(): shown, ("region",): shown}, found, 5) is None
    emptied = replace(found, sizes=np.where(found.within(("region",), "s"), 0, found.sizes))
    few = few_people({(): shown, ("language",): nine}, emptied, 5)
    assert few is not None
    assert int(emptied.sizes[few].sum()) == 3
