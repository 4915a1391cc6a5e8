from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.decision.rules.appraisal import (
    APPRAISED,
    TODAY,
    BreakEven,
    Change,
    break_evens,
    first_places,
    most_points,
    steadiness,
    totals,
    variants,
)


def scored(rows):
    """Scores by option, all others at 1."""
    count = len(next(iter(rows.values())))
    return {(at, option): rows.get(option, [1] * count)[at] for option in APPRAISED for at in range(count)}


EXAMPLE = scored({"joint_house": [5, 2], TODAY: [3, 3]})
MATRIX = st.integers(1, 4).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 10), min_size=count, max_size=count),
        st.fixed_dictionaries({(at, option): st.integers(1, 5) for at in range(count) for option in APPRAISED}),
    )
)


def test_doing_nothing_is_always_appraised():
    assert APPRAISED[0] == TODAY
    assert len(APPRAISED) == 7
    assert {total.option for total in totals([1], {})} == set(APPRAISED)


def test_the_example_of_the_rules():
    found = {total.option: total.low for total in totals([1, 1], EXAMPLE)}
    assert (found["joint_house"], found[TODAY], most_points([1, 1])) == (7, 6, 10)
    assert first_places([1, 1], EXAMPLE) == ("joint_house",)
    assert break_evens([1, 1], EXAMPLE)[1] == BreakEven(1, None, (Fraction(2), TODAY))


def test_an_option_with_a_missing_score_has_a_range_and_nobody_leads():
    scores = {key: score for key, score in EXAMPLE.items() if key != (1, TODAY)}
    total = next(one for one in totals([1, 1], scores) if one.option == TODAY)
    assert (total.low, total.high, total.exact) == (4, 8, False)
    assert set(first_places([1, 1], scores)) == {"joint_house", TODAY}
    assert steadiness(variants([1, 1], scores)) is None
    assert break_evens([1, 1], scores) == ()


def test_a_missing_score_without_weight_changes_nothing():
    scores = {key: score for key, score in EXAMPLE.items() if key != (1, TODAY)}
    assert first_places([1, 0], scores) == ("joint_house",)


def test_a_tie_has_no_leader():
    scores = scored({"joint_house": [4], TODAY: [4]})
    assert first_places([1], scores) == (TODAY, "joint_house")
    assert steadiness(variants([1], scores)) is None


def test_every_variant_is_tried_and_counted():
    found = variants([1, 1], EXAMPLE)
    assert [(one.change, one.criterion) for one in found] == [
        (Change.GIVEN, None),
        (Change.EQUAL, None),
        *((change, at) for change in (Change.DROPPED, Change.DOUBLED, Change.HALVED) for at in (0, 1)),
    ]
    lost = [(one.change, one.criterion) for one in found if one.first != ("joint_house",)]
    assert lost == [(Change.DROPPED, 0), (Change.DOUBLED, 1), (Change.HALVED, 0)]
    steady = steadiness(found)
    assert steady is not None
    assert (steady.option, steady.kept, steady.variants) == ("joint_house", 5, 8)


def test_without_any_weight_nobody_leads():
    assert variants([0, 0], EXAMPLE) == ()
    assert steadiness(()) is None
    assert break_evens([0, 0], EXAMPLE) == ()


def test_a_single_criterion_is_not_dropped():
    assert Change.DROPPED not in {one.change for one in variants([1], scored({TODAY: [5]}))}


@given(MATRIX, st.data())
def test_a_better_score_never_costs_points_and_never_takes_the_first_place(matrix, data):
    weights, scores = matrix
    at = data.draw(st.integers(0, len(weights) - 1))
    option = data.draw(st.sampled_from(APPRAISED))
    better = {**scores, (at, option): min(5, scores[at, option] + 1)}
    before = {one.option: one.low for one in totals(weights, scores)}
    after = {one.option: one.low for one in totals(weights, better)}
    assert after[option] >= before[option]
    assert all(after[other] == before[other] for other in APPRAISED if other != option)
    if option in first_places(weights, scores):
        assert option in first_places(weights, better)


@given(MATRIX, st.data())
def test_a_range_holds_every_total_the_missing_score_could_make(matrix, data):
    weights, scores = matrix
    missing = data.draw(st.sampled_from(sorted(scores)))
    known = {key: score for key, score in scores.items() if key != missing}
    ranged = next(one for one in totals(weights, known) if one.option == missing[1])
    exact = next(one for one in totals(weights, scores) if one.option == missing[1])
    assert ranged.low <= exact.low <= ranged.high
    assert set(first_places(weights, scores)) <= set(first_places(weights, known))


@given(MATRIX)
def test_at_the_break_even_weight_another_draws_level_and_not_before(matrix):
    weights, scores = matrix
    for found in break_evens(weights, scores):
        leader = first_places(weights, scores)
        for crossing in (found.below, found.above):
            if crossing is None:
                continue
            weight, option = crossing
            changed = [*weights[: found.criterion], weight, *weights[found.criterion + 1 :]]
            assert {*leader, option} <= set(first_places(changed, scores))
            between = (weight + weights[found.criterion]) / 2
            halfway = [*weights[: found.criterion], between, *weights[found.criterion + 1 :]]
            assert first_places(halfway, scores) == leader


@pytest.mark.parametrize("factor", [2, 3])
def test_scaling_all_weights_alike_changes_no_place(factor):
    assert first_places([1, 1], EXAMPLE) == first_places([factor, factor], EXAMPLE)
