"""The interval of alpha: against drawing documents and computing alpha anew, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.reliability.rules import (
    FEWEST_DOCUMENTS,
    Coded,
    Draws,
    Interval,
    Metric,
    NotComputable,
    Ratings,
    krippendorff_alpha,
)
from tests.unit.reliability.published import ratings

SETS = [frozenset(), frozenset("p"), frozenset("q"), frozenset("pq")]


Read = tuple[list[list[object]], list[str], Metric]


def coded(rows: list[list[object]]) -> Coded:
    return Coded.of(Ratings([str(at) for at in range(len(rows))], "ABCD"[: len(rows[0])], rows))


@st.composite
def read(draw: st.DrawFn) -> Read:
    metric = draw(st.sampled_from([Metric.NOMINAL, Metric.INTERVAL, Metric.RATIO, Metric.SETS]))
    label = st.sampled_from(SETS if metric is Metric.SETS else [0, 1, 2, 5])
    coders = draw(st.integers(2, 4))
    row = st.tuples(label, label, *[st.none() | label] * (coders - 2)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=10))
    return rows, draw(st.lists(st.sampled_from("uvwxyz"), min_size=len(rows), max_size=len(rows))), metric


@given(read(), st.integers(0, 9))
def test_every_draw_has_the_alpha_of_the_units_drawn(
    given: tuple[list[list[object]], list[str], Metric], seed: int
) -> None:
    rows, documents, metric = given
    draws = Draws.of(documents, seed=seed, count=20)
    expected = []
    for times in draws.times.astype(int).tolist():
        drawn = [row for row, of in zip(rows, draws.of_unit.tolist(), strict=True) for _ in range(times[of])]
        alpha = krippendorff_alpha(coded(drawn), metric)
        if alpha is NotComputable.TOO_FEW_UNITS and len(set(drawn[0]) - {None}) > 1:
            alpha = 0.0  # a unit alone: observed and expected are one sum
        if isinstance(alpha, float):
            expected.append(alpha)
    assert draws.alphas(coded(rows), metric).tolist() == pytest.approx(expected, abs=1e-9)


LABELS = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"], ["c", "a"], ["c", "c"], ["a", "a"], ["b", "c"]] * 5


def test_the_interval_is_the_middle_of_the_draws_and_holds_alpha() -> None:
    documents = [str(at // 2) for at in range(len(LABELS))]
    draws = Draws.of(documents)
    found = draws.interval(coded(LABELS))
    alphas = draws.alphas(coded(LABELS), Metric.NOMINAL)
    assert found == Interval(*np.quantile(alphas, [0.025, 0.975]).tolist())
    alpha = krippendorff_alpha(coded(LABELS))
    assert isinstance(alpha, float)
    assert found.low < alpha < found.high


def test_the_same_documents_give_the_same_interval_in_whatever_order() -> None:
    documents = [f"document {at // 2}" for at in range(len(LABELS))]
    found = Draws.of(documents).interval(coded(LABELS))
    turned = Draws.of(documents[::-1]).interval(coded(LABELS[::-1]))
    assert found is not None
    assert turned is not None
    assert (turned.low, turned.high) == pytest.approx((found.low, found.high))


def test_units_of_few_documents_say_less_than_units_of_many() -> None:
    apart = Draws.of([str(at) for at in range(len(LABELS))]).interval(coded(LABELS))
    alike = sorted(LABELS, key=lambda row: row[0] == row[1])
    together = Draws.of([str(at // 5) for at in range(len(LABELS))]).interval(coded(alike))
    assert apart is not None
    assert together is not None
    assert together.high - together.low > apart.high - apart.low


def test_every_draw_takes_as_many_documents_as_there_are() -> None:
    assert set(Draws.of(list("abcdefg")).times.sum(axis=1).tolist()) == {7}
    assert Draws.of([]).documents == 0


def test_there_is_no_interval_of_few_documents() -> None:
    few = [str(at % (FEWEST_DOCUMENTS - 1)) for at in range(len(LABELS))]
    assert Draws.of(few).interval(coded(LABELS)) is None
    enough = [str(at % FEWEST_DOCUMENTS) for at in range(len(LABELS))]
    assert Draws.of(enough).interval(coded(LABELS)) is not None


def test_there_is_no_interval_where_draws_often_have_no_alpha() -> None:
    once = [["a", "b"], *[["a", "a"]] * 9]
    assert Draws.of([str(at) for at in range(10)]).interval(coded(once)) is None


def test_ordinal_labels_and_units_without_a_document_are_refused() -> None:
    with pytest.raises(ValueError, match="ordinal"):
        Draws.of(list("abcde")).interval(coded([[1, 2]] * 5), Metric.ORDINAL)
    with pytest.raises(ValueError, match="every unit"):
        Draws.of(list("abcde")).interval(Coded.of(ratings("a a b b b", "a a b b .")))
