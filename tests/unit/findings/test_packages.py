"""Packages of aspects and levels, against going through them one by one."""

from __future__ import annotations

from itertools import product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import Mark
from consult.findings.rules import AnswerRow, Kind, Question, read_answers
from consult.findings.rules.packages import (
    Limits,
    TooManyPackagesError,
    accepting,
    closest_of,
    common_ground,
    limits_of,
    may_be_told,
    open_packages,
    refuses,
)
from tests.conftest import examples

LEVELS = ("separate", "coordinated", "shared", "merged")
QUESTION = Question("limit", Kind.MATRIX, (*LEVELS, "no_view"), ("governance", "staff", "finance"))


def limits(*closest: tuple[int, ...], aspects: int = 0) -> Limits:
    width = len(closest[0]) if closest else aspects
    array = np.array(closest, dtype=np.int8).reshape(len(closest), width)
    return Limits(array, tuple(f"a{at}" for at in range(width)), LEVELS)


def test_no_view_and_no_answer_set_no_limit() -> None:
    rows = [
        AnswerRow({"limit": {"governance": "separate", "staff": "no_view"}}),
        AnswerRow({"limit": {"staff": "shared"}}),
        AnswerRow({}),
    ]
    found, answered = limits_of(read_answers(rows, [QUESTION]), QUESTION, LEVELS)
    assert found.closest.tolist() == [[0, 3, 3], [3, 2, 3], [3, 3, 3]]
    assert answered.tolist() == [True, True, False]


def test_a_package_is_refused_where_it_is_closer_than_the_limit() -> None:
    found = limits((1, 3), (3, 3))
    assert refuses(found, (1, 3)).tolist() == [False, False]
    assert refuses(found, (2, 0)).tolist() == [True, False]


def test_the_closest_open_package_and_who_stands_outside() -> None:
    found = limits(*[(2, 3)] * 20, *[(0, 3)] * 12)
    named = {
        "safety": np.array([False] * 20 + [True] * 7 + [False] * 5),
        "access": np.array([True] * 25 + [False] * 7),
        "all": np.array([True] * 32),
    }
    ground = common_ground(found, {"region": ["x"] * 32}, named, 5)
    assert ground is not None
    assert [(one.levels, one.outside) for one in ground.packages] == [(("shared", "merged"), 12)]
    assert ground.packages[0].conditions == ("safety",)


def test_one_group_is_enough_to_refuse() -> None:
    found = limits(*[(3,)] * 30, *[(1,)] * 10)
    everywhere = common_ground(found, {}, {}, 5)
    by_region = common_ground(found, {"region": ["large"] * 30 + ["small"] * 10}, {}, 5)
    assert everywhere is not None
    assert by_region is not None
    assert [one.levels for one in everywhere.packages] == [("merged",)]
    assert [one.levels for one in by_region.packages] == [("coordinated",)]
    assert by_region.asked == 2


def test_a_group_of_fewer_than_ten_is_not_asked() -> None:
    found = limits(*[(3,)] * 30, *[(1,)] * 9)
    ground = common_ground(found, {"region": ["large"] * 30 + ["small"] * 9}, {}, 5)
    assert ground is not None
    assert (ground.packages[0].levels, ground.asked) == (("merged",), 1)


def test_few_outside_are_not_told() -> None:
    ground = common_ground(limits(*[(3, 3)] * 20, *[(0, 3)] * 4), {}, {}, 5)
    assert ground is not None
    assert isinstance(ground.packages[0].outside, Mark)


def test_a_difference_of_a_few_from_one_aspect_is_not_told() -> None:
    # Seven set the limit in one aspect, as the figure of that aspect shows; with two more in another they are nine.
    found = limits(*[(3, 3)] * 20, *[(0, 3)] * 7, *[(3, 0)] * 2)
    assert not may_be_told(found, (3, 3), [], 5)
    assert may_be_told(found, (3, 0), [], 5)


def test_few_who_set_two_limits_are_not_told() -> None:
    # Twelve and eleven set a limit each; twenty stand outside, so three of them set both.
    found = limits(*[(3, 3)] * 20, *[(0, 3)] * 9, *[(3, 0)] * 8, *[(0, 0)] * 3)
    assert not may_be_told(found, (3, 3), [], 5)


def test_a_hidden_limit_is_not_what_the_others_leave() -> None:
    # The third limit is hidden as fewer than five, and twenty less the shown eight and eight would give it.
    found = limits(*[(3, 3, 3)] * 20, *[(0, 3, 3)] * 8, *[(3, 0, 3)] * 8, *[(3, 3, 0)] * 4)
    assert not may_be_told(found, (3, 3, 3), [], 5)


def test_a_difference_of_a_few_from_a_package_told_before_is_not_told() -> None:
    found = limits(*[(3, 3)] * 20, *[(0, 3)] * 8, *[(3, 0)] * 8)
    before = np.array([False] * 20 + [True] * 13 + [False] * 3)
    assert may_be_told(found, (3, 3), [], 5)
    assert not may_be_told(found, (3, 3), [before], 5)


def test_fewer_than_ten_answers_have_no_common_ground() -> None:
    assert common_ground(limits(*[(3,)] * 9), {}, {}, 5) is None


def test_eight_aspects_of_many_answers_are_quick() -> None:
    chance = np.random.default_rng(7)
    found = Limits(chance.integers(0, 4, (100_000, 8), dtype=np.int8), tuple("abcdefgh"), LEVELS)
    groups = {"region": [str(one) for one in chance.integers(0, 7, 100_000)]}
    began = perf_counter()
    still, _asked = open_packages(found, groups)
    assert still.size == 4**8
    assert perf_counter() - began < 5


def test_more_packages_than_can_be_gone_through_are_refused() -> None:
    with pytest.raises(TooManyPackagesError):
        accepting(limits((0,) * 10), np.zeros(1, dtype=np.int64), 1)


answers = st.lists(
    st.tuples(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), st.sampled_from("xy")),
    min_size=1,
    max_size=60,
)


@settings(max_examples=examples(150))
@given(answers)
def test_the_open_packages_are_those_found_one_by_one(made: list[tuple[tuple[int, int, int], str]]) -> None:
    found = limits(*[closest for closest, _group in made])
    still, asked = open_packages(found, {"region": [group for _closest, group in made]})
    groups = [[c for c, _g in made], *([c for c, g in made if g == name] for name in "xy")]
    large = [group for group in groups if len(group) >= 10]
    by_hand = set()
    for package in product(range(4), repeat=3):
        accepted = [sum(all(p <= c for p, c in zip(package, one, strict=True)) for one in group) for group in large]
        if all(2 * count > len(group) for count, group in zip(accepted, large, strict=True)):
            by_hand.add(package)
    assert {tuple(map(int, one)) for one in np.argwhere(still)} == by_hand
    assert asked == sum(len(group) >= 10 for group in groups[1:])
    closer = {
        one
        for one in by_hand
        if not any(o != one and all(a >= b for a, b in zip(o, one, strict=True)) for o in by_hand)
    }
    assert set(closest_of(still)) == closer


@given(answers, st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)))
def test_who_refuses_a_package_refuses_a_closer_one(
    made: list[tuple[tuple[int, int, int], str]], package: tuple[int, int, int]
) -> None:
    found = limits(*[closest for closest, _group in made])
    closer = (package[0] + 1, *package[1:])
    assert not (refuses(found, package) & ~refuses(found, closer)).any()


@given(answers)
def test_what_is_told_leaves_five_or_more_on_both_sides(made: list[tuple[tuple[int, int, int], str]]) -> None:
    found = limits(*[closest for closest, _group in made])
    ground = common_ground(found, {"region": [group for _closest, group in made]}, {}, 5)
    for one in ground.packages if ground else ():
        assert isinstance(one.outside, Mark) or one.outside == 0 or one.outside >= 5
