"""Differences between two coalitions: published tables, and what must hold of any answers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from consult.findings.rules.difference import (
    Wording,
    cliff_test,
    cliffs_delta,
    drawn_p,
    holm,
    judge,
    newcombe_p,
    worded,
)
from consult.findings.rules.intervals import Band, Sample, compare

TREATED = (10, 10, 20, 20, 20, 30, 30, 30, 40, 50)
CONTROL = (10, 20, 30, 40, 40, 50)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    base = draw(st.integers(1, 80))
    return Sample(draw(st.integers(0, base)), base, draw(st.none() | st.integers(base, 300)))


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0000)),
        ((10, 10), (0, 10), (0.6075, 1.0000)),
    ],
)
def test_newcombes_table_is_met(
    first: tuple[int, int], second: tuple[int, int], published: tuple[float, float]
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    interval = compare(Sample(*first), Sample(*second)).interval
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "wording"),
    [
        (Sample(90, 100), Sample(30, 100), Wording.MUCH_HIGHER),
        (Sample(56, 70), Sample(48, 80), Wording.HIGHER),
        (Sample(87, 142), Sample(64, 118), Wording.NOT_CLEAR),
        (Sample(500, 1000), Sample(505, 1000), Wording.ALIKE),
        (Sample(48, 80), Sample(56, 70), Wording.LOWER),
        (Sample(30, 100), Sample(90, 100), Wording.MUCH_LOWER),
        (Sample(6, 10, 10), Sample(5, 10, 10), Wording.HIGHER),
        (Sample(5, 10, 10), Sample(5, 10, 10), Wording.ALIKE),
    ],
)
def test_the_words_follow_from_the_interval(first: Sample, second: Sample, wording: Wording) -> None:
    assert worded(compare(first, second)) is wording


@given(samples(), samples())
def test_the_words_never_contradict_the_band(first: Sample, second: Sample) -> None:
    compared = compare(first, second)
    bands = {
        Wording.MUCH_HIGHER: Band.HIGHER,
        Wording.HIGHER: Band.HIGHER,
        Wording.LOWER: Band.LOWER,
        Wording.MUCH_LOWER: Band.LOWER,
    }
    assert bands.get(worded(compared), Band.NO_CLEAR_DIFFERENCE) is compared.band


@given(samples(), samples())
def test_the_p_value_says_what_the_interval_says(first: Sample, second: Sample) -> None:
    p, compared = newcombe_p(first, second), compare(first, second)
    assert 0 <= p <= 1
    if abs(p - 0.05) > 1e-6:
        assert (p < 0.05) is (compared.band is not Band.NO_CLEAR_DIFFERENCE)
    assert p == pytest.approx(newcombe_p(second, first), abs=1e-7)


def test_holms_step_down_is_that_of_the_books() -> None:
    """The example of four hypotheses at 5 %: H4 and H1 are rejected, H3 and H2 are not."""
    adjusted = holm({"H1": 0.01, "H2": 0.04, "H3": 0.03, "H4": 0.005})
    assert adjusted == pytest.approx({"H1": 0.03, "H2": 0.06, "H3": 0.06, "H4": 0.02})
    assert list(adjusted) == ["H1", "H2", "H3", "H4"]
    assert holm({}) == {}


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0.001, 0.2))
def test_holm_rejects_what_the_thresholds_reject(p_values: list[float], level: float) -> None:
    named = {str(at): p for at, p in enumerate(p_values)}
    adjusted = holm(named)
    rejected = set()
    for done, name in enumerate(sorted(named, key=named.__getitem__)):
        if (len(named) - done) * named[name] > level:
            break
        rejected.add(name)
    assert {name for name, p in adjusted.items() if p <= level} == rejected
    assert all(p <= adjusted[name] <= min(1, p * len(named)) + 1e-12 for name, p in named.items())


def test_one_of_many_questions_is_not_called_different_by_chance() -> None:
    close = (Sample(45, 100), Sample(31, 100))
    alone = judge({"F2": close})
    among = judge({"F2": close, **{f"B{at}": (Sample(40, 100), Sample(41, 100)) for at in range(9)}})
    assert alone["F2"].wording is Wording.HIGHER
    assert among["F2"].wording is Wording.NOT_CLEAR
    assert among["F2"].p == pytest.approx(min(1, 10 * alone["F2"].p))
    assert among["F2"].compared == alone["F2"].compared


def test_a_large_difference_stands_among_many() -> None:
    found = judge({"F2": (Sample(90, 100), Sample(30, 100)), "F3": (Sample(50, 1000), Sample(50, 1000))})
    assert (found["F2"].wording, found["F3"].wording) == (Wording.MUCH_HIGHER, Wording.ALIKE)


def test_cliffs_delta_is_the_published_one() -> None:
    """K. Y. Hogarty, J. D. Kromrey (1999), as in the R package effsize: -0.25."""
    assert cliffs_delta(TREATED, CONTROL) == pytest.approx(-0.25)
    assert cliffs_delta([3, 4], [1, 2]) == 1
    assert cliffs_delta([1], [1]) == 0


@pytest.mark.parametrize(("first", "second"), [([], [1]), ([1], [])])
def test_nobody_is_compared_with_nobody(first: list[float], second: list[float]) -> None:
    with pytest.raises(ValueError, match="empty"):
        cliffs_delta(first, second)


values = st.lists(st.integers(0, 5), min_size=1, max_size=6)


@given(values, values)
def test_delta_and_its_p_are_what_trying_everything_gives(first: list[int], second: list[int]) -> None:
    def by_hand(one: list[int], other: list[int]) -> int:
        return sum((x > y) - (x < y) for x in one for y in other)

    found = cliff_test(first, second, np.random.default_rng(1))
    pooled = [*first, *second]
    observed = by_hand(first, second)
    divided = [
        by_hand([pooled[at] for at in chosen], [pooled[at] for at in range(len(pooled)) if at not in chosen])
        for chosen in combinations(range(len(pooled)), len(first))
    ]
    assert found.exact
    assert found.delta == pytest.approx(observed / (len(first) * len(second)))
    assert found.p == pytest.approx(sum(abs(one) >= abs(observed) for one in divided) / len(divided))


def test_without_ties_the_test_is_mann_and_whitneys() -> None:
    draw = np.random.default_rng(5)
    first, second = draw.random(30).tolist(), (draw.random(28) + 0.15).tolist()
    found = cliff_test(first, second, draw)
    exact = stats.mannwhitneyu(first, second, method="exact")
    assert found.exact
    assert found.p == pytest.approx(exact.pvalue)
    assert found.delta == pytest.approx(2 * exact.statistic / (30 * 28) - 1)


def test_many_answers_are_divided_by_lot_and_come_close() -> None:
    draw = np.random.default_rng(7)
    first, second = draw.integers(1, 6, 120).tolist(), draw.integers(1, 6, 90).tolist()
    found = cliff_test(first, second, draw)
    near = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=False).pvalue
    assert not found.exact
    assert found.p == pytest.approx(near, rel=0.6)
    assert cliff_test([1] * 50, [2] * 50, draw).p == 1 / 100_000


def test_drawing_stops_at_the_twentieth() -> None:
    asked = []

    def every_tenth(number: int) -> np.ndarray:
        asked.append(number)
        return np.arange(number) % 10 == 9

    assert drawn_p(every_tenth) == 20 / 200
    assert asked == [1_000]
    assert drawn_p(lambda number: np.zeros(number, dtype=bool), most=499) == 1 / 500
