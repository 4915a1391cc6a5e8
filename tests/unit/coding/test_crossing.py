"""Codes that stand together and cases that hold them, against counting by hand; and when cases bring nothing new."""

from __future__ import annotations

from itertools import combinations, permutations
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.rules import crossing
from consult.coding.rules.crossing import Stretches, Whole, distinct_cases, in_same_passage, overlapping
from consult.coding.rules.saturation import curve, saturated_at

CODES = 5
ONE = st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6), st.integers(0, CODES - 1))
SPANS = st.lists(ONE, max_size=40)
"""Passage, start, length, code."""


def stretches(spans: list[tuple[int, int, int, int]]) -> Stretches:
    rows = np.array(spans, np.int64).reshape(-1, 4)
    return Stretches(rows[:, 0], rows[:, 1], rows[:, 1] + rows[:, 2], rows[:, 3])


def whole(numbers: list[int]) -> Whole:
    return np.array(numbers, np.int64)


def pairs_by_hand(spans: list[tuple[int, int, int, int]]) -> Whole:
    found = np.zeros((CODES, CODES), np.int64)
    for *_place, code in spans:
        found[code, code] += 1
    for (p, start, length, a), (q, begin, size, b) in combinations(spans, 2):
        if p == q and a != b and start < begin + size and begin < start + length:
            found[a, b] += 1
            found[b, a] += 1
    return found


@given(SPANS)
def test_overlaps_are_those_found_by_comparing_every_two_stretches(spans: list[tuple[int, int, int, int]]) -> None:
    assert np.array_equal(overlapping(stretches(spans), CODES), pairs_by_hand(spans))


@pytest.mark.parametrize(("name", "value"), [("DENSE", -1), ("PAIRS_AT_ONCE", 3)])
@given(spans=SPANS)
def test_the_way_of_counting_changes_no_count(name: str, value: int, spans: list[tuple[int, int, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(crossing, name, value)
        assert np.array_equal(overlapping(stretches(spans), CODES), pairs_by_hand(spans))


@given(SPANS)
def test_codes_of_one_passage_are_those_of_its_set(spans: list[tuple[int, int, int, int]]) -> None:
    sets: dict[int, set[int]] = {}
    for passage, _start, _length, code in spans:
        sets.setdefault(passage, set()).add(code)
    wanted = [[sum({a, b} <= one for one in sets.values()) for b in range(CODES)] for a in range(CODES)]
    assert in_same_passage(stretches(spans), CODES).tolist() == wanted


@given(SPANS)
def test_passages_are_counted_in_parts_as_in_one(spans: list[tuple[int, int, int, int]]) -> None:
    in_one = in_same_passage(stretches(spans), CODES)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(crossing, "PASSAGES_AT_ONCE", 2)
        assert np.array_equal(in_same_passage(stretches(spans), CODES), in_one)


def test_stretches_that_only_touch_do_not_overlap() -> None:
    touching = stretches([(0, 0, 5, 0), (0, 5, 5, 1), (1, 0, 9, 1)])
    assert overlapping(touching, 2).tolist() == [[1, 0], [0, 2]]
    assert in_same_passage(touching, 2).tolist() == [[1, 1], [1, 2]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 6))))
def test_a_case_counts_once_for_a_code_and_group(rows: list[tuple[int, int, int]]) -> None:
    code, group, case = (whole([row[at] for row in rows]) for at in range(3))
    wanted = [[len({c for a, b, c in rows if (a, b) == (x, y)}) for y in range(3)] for x in range(4)]
    assert distinct_cases(code, group, case, (4, 3)).tolist() == wanted


@given(st.lists(st.sets(st.integers(0, 4)), max_size=5))
def test_the_mean_is_that_of_every_order(cases: list[set[int]]) -> None:
    rows = [(at, code) for at, codes in enumerate(cases) for code in codes]
    found = curve(whole([row[0] for row in rows]), whole([row[1] for row in rows]), len(cases))
    orders = list(permutations(cases))
    for done in range(len(cases)):
        seen = [len(set[int]().union(*order[: done + 1])) for order in orders]
        assert found.mean[done] == pytest.approx(fmean(seen))
        assert found.so_far[done] == seen[0]  # the first order is the one they came in
    assert sum(found.new) == len(set[int]().union(*cases))


def test_a_curve_counts_what_each_case_brings_first() -> None:
    found = curve(whole([0, 0, 0, 1, 2, 2]), whole([0, 1, 1, 1, 0, 4]), 4)
    assert found.new == (2, 0, 1, 0)
    assert found.so_far == (2, 2, 3, 3)
    assert found.mean[-1] == pytest.approx(3)


def test_saturation_is_read_as_in_the_published_method() -> None:
    """Guest, Namey and Chen (2020): 37 codes in the first four, 7 in the next two are 19 %, above 5 %."""
    assert round(7 / 37, 2) == 0.19
    new = [11, 10, 11, 5, 4, 3, 3, 2, 1, 0]
    assert saturated_at(new) == 8
    assert saturated_at(new, threshold=0.19) == 4
    assert saturated_at(new, threshold=0) is None
    assert saturated_at(new[:8]) is None
    assert saturated_at([]) is None
    assert saturated_at([0, 0, 0, 0, 0, 0]) is None
