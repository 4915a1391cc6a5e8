"""Cohen's kappa against published numbers and NLTK, and where there is none."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from consult.reliability.rules import Ratings, measure
from tests.unit.reliability.published import FIVE_VALUES, TWO_VALUES, UTTERANCES, ratings


def test_kappa_as_artstein_and_poesio_printed() -> None:
    """R. Artstein and M. Poesio, "Inter-Coder Agreement for Computational Linguistics" (2008), table 4."""
    assert measure(UTTERANCES).kappa == pytest.approx(0.80132, abs=5e-6)


def test_kappa_of_krippendorffs_examples() -> None:
    """The two-observer data of Krippendorff 2011, A and B, with Cohen's formula by hand: 1/11 and 13/19."""
    assert measure(TWO_VALUES).kappa == pytest.approx(0.0909, abs=5e-5)
    assert measure(FIVE_VALUES).kappa == pytest.approx(0.6842, abs=5e-5)


def test_the_worked_example_of_the_module() -> None:
    assert measure(ratings("a a b b", "a b b b")).kappa == pytest.approx(1 / 2)


@given(
    st.integers(2, 4).flatmap(
        lambda coders: st.lists(st.tuples(*[st.sampled_from("pqr")] * coders), min_size=2, max_size=12)
    )
)
def test_kappa_is_that_of_nltk_where_no_label_is_missing(rows: list[tuple[str, ...]]) -> None:
    """NLTK fails on missing labels, and divides by nought where two coders use one label alone."""
    coders = len(rows[0])
    assume(all(len({row[one] for row in rows} | {row[other] for row in rows}) > 1 for one, other in pairs(coders)))
    data = [(str(at), str(unit), label) for unit, row in enumerate(rows) for at, label in enumerate(row)]
    assert kappa_of(rows) == pytest.approx(AnnotationTask(data).kappa(), abs=1e-9)


def pairs(coders: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(coders) for other in range(one)]


def kappa_of(rows: list[tuple[str, ...]]) -> float | None:
    return measure(Ratings([str(at) for at in range(len(rows))], "ABCD"[: len(rows[0])], rows)).kappa


def test_only_units_that_both_labelled_count() -> None:
    assert measure(ratings("a a b b . a", "a b b b a .")).kappa == pytest.approx(1 / 2)


def test_a_pair_without_kappa_is_left_out_of_the_mean() -> None:
    # A and B as in the example; C labelled nothing that varies, and shares no second unit with B.
    assert measure(ratings("a a b b .", "a b b b .", ". . . . a")).kappa == pytest.approx(1 / 2)


@pytest.mark.parametrize("given", [("a a", "a a"), ("a .", ". a"), ("a .", "b a"), (". .", ". .")])
def test_there_is_no_kappa_without_two_shared_units_and_two_labels(given: tuple[str, str]) -> None:
    assert measure(ratings(*given)).kappa is None
