"""Krippendorff's alpha and percent agreement against published numbers, against NLTK, and where there are none."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance, masi_distance

from consult.reliability.rules import (
    LabelsDoNotFit,
    Metric,
    NotComputable,
    Ratings,
    krippendorff_alpha,
    measure,
    percent_agreement,
)
from tests.unit.reliability.published import COUNTS, FIVE_VALUES, FOUR_OBSERVERS, TWO_VALUES, UTTERANCES, ratings

NUMBERS = st.sampled_from([0, 1, 2, 3, 5])
SETS = st.frozensets(st.sampled_from("pqrs"), max_size=3)


def tables(labels: st.SearchStrategy[Any]) -> st.SearchStrategy[Ratings]:
    def of(coders: int) -> st.SearchStrategy[Ratings]:
        row = st.tuples(*[st.none() | labels] * coders)
        return st.lists(row, min_size=1, max_size=12).map(
            lambda rows: Ratings([f"u{number}" for number in range(len(rows))], "ABCD"[:coders], rows)
        )

    return st.integers(2, 4).flatmap(of)


def alpha(given: Ratings, metric: Metric = Metric.NOMINAL) -> float:
    found = krippendorff_alpha(given, metric)
    assert isinstance(found, float)
    return found


def computable(given: Ratings) -> bool:
    return not isinstance(krippendorff_alpha(given), NotComputable)


def by_nltk(given: Ratings, distance: Callable[[Any, Any], float]) -> float:
    data = [
        (coder, unit, label)
        for unit, row in zip(given.units, given.labels, strict=True)
        for coder, label in zip(given.coders, row, strict=True)
        if label is not None
    ]
    return float(AnnotationTask(data, distance=distance).alpha())


@pytest.mark.parametrize(
    ("metric", "published"),
    [(Metric.NOMINAL, 0.743), (Metric.ORDINAL, 0.815), (Metric.INTERVAL, 0.849), (Metric.RATIO, 0.797)],
)
def test_four_observers_with_missing_labels_as_krippendorff_printed(metric: Metric, published: float) -> None:
    assert round(alpha(FOUR_OBSERVERS, metric), 3) == published


def test_two_observers_as_krippendorff_printed() -> None:
    assert round(alpha(TWO_VALUES), 3) == 0.095
    assert round(alpha(FIVE_VALUES), 3) == 0.692
    assert percent_agreement(TWO_VALUES) == pytest.approx(0.6)


def test_utterances_as_artstein_and_poesio_printed() -> None:
    assert percent_agreement(UTTERANCES) == pytest.approx(0.88)
    assert alpha(UTTERANCES) == pytest.approx(0.80053, abs=5e-6)
    assert pi_from(alpha(UTTERANCES), 200) == pytest.approx(0.79953, abs=5e-6)


def test_fleiss_kappa_of_many_raters_follows_from_alpha() -> None:
    rows = [[label for label, count in enumerate(counts) for _ in range(count)] for counts in COUNTS]
    given = Ratings([str(number) for number in range(10)], "ABCDEFGHIJKLMN", rows)
    assert pi_from(alpha(given), 140) == pytest.approx(0.2099, abs=5e-5)


def pi_from(found: float, labels: int) -> float:
    """Alpha estimates chance without putting a label back, pi (and Fleiss' kappa) with: the only difference."""
    return 1 - (1 - found) * labels / (labels - 1)


def test_the_worked_example_of_the_module() -> None:
    given = ratings("a a b", "a b b")
    assert alpha(given) == pytest.approx(4 / 9)
    assert percent_agreement(given) == pytest.approx(2 / 3)


@given(tables(NUMBERS))
def test_nominal_and_interval_alpha_are_those_of_nltk(given: Ratings) -> None:
    assume(computable(given))
    assert alpha(given) == pytest.approx(by_nltk(given, binary_distance), abs=1e-9)
    assert alpha(given, Metric.INTERVAL) == pytest.approx(by_nltk(given, interval_distance), abs=1e-9)


@given(tables(SETS))
def test_alpha_of_sets_is_that_of_nltk_where_it_knows_the_empty_set(given: Ratings) -> None:
    """NLTK divides by nought between two empty sets; that they are equal is the only thing added."""

    assume(computable(given))

    def masi(one: frozenset[str], other: frozenset[str]) -> float:
        return 0.0 if one == other else float(masi_distance(one, other))

    assert alpha(given, Metric.SETS) == pytest.approx(by_nltk(given, masi), abs=1e-9)


@given(tables(NUMBERS), st.permutations([0, 1, 2, 3, 5]), st.randoms(use_true_random=False))
def test_names_of_labels_and_order_of_coders_do_not_matter(given: Ratings, names: list[int], shuffled: Any) -> None:
    assume(computable(given))
    renamed: dict[Hashable, Hashable] = dict(zip([0, 1, 2, 3, 5], names, strict=True))
    order = list(range(len(given.coders)))
    shuffled.shuffle(order)
    other = Ratings(
        given.units,
        [given.coders[number] for number in order],
        [[None if row[number] is None else renamed[row[number]] for number in order] for row in given.labels],
    )
    assert alpha(other) == pytest.approx(alpha(given), abs=1e-9)
    assert measure(other).percent == pytest.approx(measure(given).percent)


@pytest.mark.parametrize("metric", [Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL, Metric.RATIO])
@given(given=tables(NUMBERS))
def test_alpha_is_never_above_one_and_a_reason_replaces_it(metric: Metric, given: Ratings) -> None:
    found = measure(given, metric)
    assert (found.alpha is None) == (found.reason is not None)
    assert found.alpha is None or (found.alpha <= 1 and math.isfinite(found.alpha))
    assert (found.percent is None) == (found.units == 0)
    assert found.percent is None or 0 <= found.percent <= 1


@pytest.mark.parametrize("metric", [Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL, Metric.RATIO])
@given(labels=st.lists(NUMBERS, min_size=2, max_size=12), coders=st.integers(2, 4))
def test_coders_who_agree_on_labels_that_vary_have_one(metric: Metric, labels: list[int], coders: int) -> None:
    assume(len(set(labels)) > 1)
    given = Ratings([str(number) for number in range(len(labels))], "ABCD"[:coders], [[one] * coders for one in labels])
    assert alpha(given, metric) == 1
    assert percent_agreement(given) == 1


def test_coders_who_shared_no_unit_get_no_number() -> None:
    found = measure(ratings("a b . .", ". . a b"))
    assert (found.percent, found.alpha, found.reason) == (None, None, NotComputable.NO_OVERLAP)
    assert (found.units, found.coders) == (0, 0)
    assert measure(Ratings([], ["A", "B"], [])).reason is NotComputable.NO_OVERLAP
    assert measure(Ratings(["u"], [], [[]])).reason is NotComputable.NO_OVERLAP


def test_labels_all_alike_give_percent_but_no_alpha() -> None:
    found = measure(ratings("a a a b", "a a a ."))
    assert (found.percent, found.alpha, found.reason) == (1, None, NotComputable.NO_VARIATION)
    assert (found.units, found.coders, found.applied) == (3, 2, {"A": 3, "B": 3})


def test_one_shared_unit_gives_no_alpha() -> None:
    found = measure(ratings("a b c", "b . ."))
    assert (found.percent, found.alpha, found.reason) == (0, None, NotComputable.TOO_FEW_UNITS)


def test_units_both_left_uncoded_are_agreement() -> None:
    none, one = frozenset[str](), frozenset({"p"})
    given = Ratings(["1", "2", "3"], ["A", "B"], [[none, none], [one, one], [one, none]])
    # Do = 2/6, De = 18/30, as for two labels.
    assert alpha(given, Metric.SETS) == pytest.approx(4 / 9)


def test_a_unit_with_more_coders_weighs_by_its_labels() -> None:
    # Two labels equal, then three of which one pair in three is equal: (2 + 3 * 1/3) / 5.
    assert percent_agreement(ratings("a a", "a a", ". b")) == pytest.approx(3 / 5)


def test_nought_and_nought_are_alike_by_ratio() -> None:
    assert alpha(ratings("0 0 2", "0 0 2", numbers=True), Metric.RATIO) == 1


@pytest.mark.parametrize("scale", [1e-200, 1, 1e300])
@pytest.mark.parametrize("metric", [Metric.ORDINAL, Metric.INTERVAL, Metric.RATIO])
def test_very_large_and_very_small_numbers_have_the_alpha_of_others(metric: Metric, scale: float) -> None:
    rows = [[None if label is None else label * scale for label in row] for row in FOUR_OBSERVERS.labels]
    given = Ratings(FOUR_OBSERVERS.units, FOUR_OBSERVERS.coders, rows)
    assert alpha(given, metric) == pytest.approx(alpha(FOUR_OBSERVERS, metric))


def test_pairs_of_labels_are_counted() -> None:
    assert measure(FOUR_OBSERVERS).pairs == 2 * 3 + 8 * 6 + 1
    assert measure(ratings("a b . .", ". . a b")).pairs == 0


@given(tables(NUMBERS), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(given: Ratings, shuffled: Any) -> None:
    assume(computable(given))
    rows = list(given.labels)
    shuffled.shuffle(rows)
    other = Ratings(given.units, given.coders, rows)
    for metric in (Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL, Metric.RATIO):
        assert alpha(other, metric) == pytest.approx(alpha(given, metric), abs=1e-9)


def test_no_agreement_at_all_is_nought_percent() -> None:
    assert percent_agreement(Ratings(["1", "2"], "ABCD", [(0, None, None, 1), (0, 1, 2, 3)])) == 0


def test_many_different_labels_are_counted_in_blocks() -> None:
    rows = [(float(number), float(number + number % 2)) for number in range(1500)]
    given = Ratings([str(number) for number in range(1500)], ["A", "B"], rows)
    assert alpha(given, Metric.INTERVAL) == pytest.approx(by_squares(rows), abs=1e-9)


def by_squares(rows: list[tuple[float, float]]) -> float:
    """Interval alpha of two coders in closed form: the sum of squares about the mean."""
    values = [value for row in rows for value in row]
    mean = sum(values) / len(values)
    expected = 2 * sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return 1 - sum((one - other) ** 2 for one, other in rows) / len(rows) / expected


@pytest.mark.parametrize(
    ("label", "metric"),
    [("high", Metric.ORDINAL), (math.nan, Metric.INTERVAL), (-1, Metric.RATIO), ("p", Metric.SETS)],
)
def test_labels_without_a_distance_are_refused(label: Hashable, metric: Metric) -> None:
    with pytest.raises(LabelsDoNotFit):
        krippendorff_alpha(Ratings(["1", "2"], ["A", "B"], [[1, 1], [label, 1]]), metric)


def test_rows_and_columns_must_match_the_names() -> None:
    with pytest.raises(ValueError, match="one row per unit"):
        Ratings(["1"], ["A", "B"], [["a"]])
