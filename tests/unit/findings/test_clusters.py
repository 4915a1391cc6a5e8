"""Opinion groups: the published silhouettes, planted groups found, and none where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from consult.findings.rules.clusters import (
    Clusters,
    Unclustered,
    k_means,
    opinion_clusters,
    opinion_places,
    silhouettes,
)
from tests.conftest import examples

Floats = NDArray[np.float64]
COUNTRIES = ["BEL", "BRA", "CHI", "CUB", "EGY", "FRA", "IND", "ISR", "USA", "USS", "YUG", "ZAI"]
DISSIMILAR = """
5.58
7.00 6.50
7.08 7.00 3.83
4.83 5.08 8.17 5.83
2.17 5.75 6.67 6.92 4.92
6.42 5.00 5.58 6.00 4.67 6.42
3.42 5.50 6.42 6.42 5.00 3.92 6.17
2.50 4.92 6.25 7.33 4.50 2.25 6.33 2.75
6.08 6.67 4.25 2.67 6.00 6.17 6.17 6.92 6.17
5.25 6.83 4.50 3.75 5.75 5.42 6.08 5.83 6.67 3.67
4.75 3.00 6.08 6.67 5.00 5.58 4.83 6.17 5.67 6.50 6.92
"""


def draws() -> np.random.Generator:
    return np.random.default_rng(2031)


def countries() -> Floats:
    """The dissimilarities P. J. Rousseeuw printed in 1987."""
    found = np.zeros((12, 12))
    for row, line in enumerate(DISSIMILAR.strip().splitlines(), 1):
        found[row, :row] = found[:row, row] = [float(cell) for cell in line.split()]
    return found


def blocs(sizes: list[int], *, statements: int = 20, noise: float = 0.1, missing: float = 0.0) -> Floats:
    """Votes of blocs that each vote after a pattern of their own, some votes changed and some left out."""
    draw = np.random.default_rng(11)
    patterns = draw.choice([-1.0, 1.0], (len(sizes), statements))
    votes = np.repeat(patterns, sizes, axis=0)
    changed = draw.random(votes.shape) < noise
    votes = np.where(changed, draw.choice([-1.0, 0.0, 1.0], votes.shape), votes)
    return np.where(draw.random(votes.shape) < missing, np.nan, votes)


@pytest.mark.parametrize(
    ("groups", "mean", "scores"),
    [
        (
            ["BEL BRA EGY FRA ISR USA ZAI", "CHI CUB IND USS YUG"],
            0.28,
            {"USA": 0.43, "BEL": 0.39, "FRA": 0.35, "ISR": 0.30, "BRA": 0.22, "EGY": 0.20, "ZAI": 0.19, "IND": -0.04},
        ),
        (
            ["BEL EGY FRA ISR USA", "BRA IND ZAI", "CHI CUB USS YUG"],
            0.33,
            {"USA": 0.47, "FRA": 0.44, "BEL": 0.42, "ISR": 0.37, "EGY": 0.02, "ZAI": 0.28, "BRA": 0.25, "IND": 0.17},
        ),
    ],
)
def test_silhouettes_are_the_published_ones(groups: list[str], mean: float, scores: dict[str, float]) -> None:
    """P. J. Rousseeuw, Journal of Computational and Applied Mathematics 20 (1987), figures 2 and 3."""
    labels = np.array([next(at for at, group in enumerate(groups) if name in group) for name in COUNTRIES])
    found = silhouettes(countries(), labels)
    assert found.mean() == pytest.approx(mean, abs=0.005)
    for name, score in scores.items():
        assert found[COUNTRIES.index(name)] == pytest.approx(score, abs=0.0051)


def test_somebody_alone_and_places_that_are_one_have_no_silhouette() -> None:
    assert silhouettes(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1])).tolist() == [0, 0]
    assert silhouettes(np.zeros((4, 4)), np.array([0, 0, 1, 1])).tolist() == [0] * 4


def test_planted_groups_are_found_and_come_back() -> None:
    found = opinion_clusters(blocs([30, 20, 12]), draws())
    assert isinstance(found, Clusters)
    assert found.of == (0,) * 30 + (1,) * 20 + (2,) * 12
    assert found.sizes == (30, 20, 12)
    assert found.may_be_shown
    assert min(found.stability) > 0.95


def test_votes_left_out_do_not_hide_the_groups() -> None:
    found = opinion_clusters(blocs([30, 20], statements=30, missing=0.4), draws())
    assert isinstance(found, Clusters)
    assert found.of == (0,) * 30 + (1,) * 20


def test_who_voted_too_little_has_no_group() -> None:
    votes = blocs([20, 15])
    votes[3, 6:] = np.nan
    found = opinion_clusters(votes, draws())
    assert isinstance(found, Clusters)
    assert found.of[3] is None
    assert found.sizes == (19, 15)


def test_a_group_smaller_than_may_be_shown_is_never_made() -> None:
    votes = blocs([30, 4], noise=0.02)
    found, planted = opinion_clusters(votes, draws()), opinion_clusters(votes, draws(), smallest=4)
    assert isinstance(planted, Clusters)
    assert planted.sizes == (30, 4)
    assert isinstance(found, Unclustered) or (min(found.sizes) >= 5 and not found.may_be_shown)


def test_too_few_voters_make_no_groups() -> None:
    assert opinion_clusters(blocs([5, 4]), draws()) is Unclustered.TOO_FEW
    assert opinion_clusters(np.zeros((0, 3)), draws()) is Unclustered.TOO_FEW
    assert opinion_clusters(np.zeros((20, 0)), draws()) is Unclustered.TOO_FEW


def test_where_all_vote_alike_there_are_no_groups() -> None:
    assert opinion_clusters(np.ones((40, 10)), draws()) is Unclustered.NONE_LARGE_ENOUGH


def test_votes_by_chance_are_no_groups_to_show() -> None:
    votes = draws().choice([-1.0, 0.0, 1.0], (120, 25))
    found = opinion_clusters(votes, draws(), resamples=30)
    assert isinstance(found, Unclustered) or not found.may_be_shown


def test_one_statement_is_enough_to_divide() -> None:
    found = opinion_clusters(np.array([[1.0]] * 12 + [[-1.0]] * 8), draws(), resamples=20)
    assert isinstance(found, Clusters)
    assert found.sizes == (12, 8)


def test_places_are_those_of_the_principal_components() -> None:
    votes = blocs([8, 6], noise=0.3)
    places, centred = opinion_places(votes), votes - votes.mean(axis=0)
    spread = np.linalg.eigvalsh(centred.T @ centred)[::-1]
    assert (places**2).sum(axis=0) == pytest.approx(spread[:2])
    assert places[:, 0] @ places[:, 1] == pytest.approx(0, abs=1e-9)


def test_who_left_votes_out_is_drawn_away_from_the_middle() -> None:
    votes = np.array([[1.0, 1.0, 1.0, 1.0], [-1.0, -1.0, -1.0, -1.0], [1.0, np.nan, np.nan, np.nan]])
    places = opinion_places(votes)
    assert abs(places[2, 0]) > abs(places[0, 0]) / 4


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
@settings(max_examples=examples(25))
def test_everybody_is_with_the_nearest_middle_and_the_largest_group_is_first(seed: int, k: int) -> None:
    draw = np.random.default_rng(seed)
    places = draw.normal(size=(30, 2))
    labels = k_means(places, k, draw)
    sizes = np.bincount(labels, minlength=k)
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    middles = np.array([places[labels == group].mean(axis=0) for group in range(k)])
    distances = ((places[:, None] - middles[None]) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == labels).all()


def test_the_same_randomness_gives_the_same_groups() -> None:
    votes = blocs([14, 12], noise=0.5)
    assert opinion_clusters(votes, draws(), resamples=5) == opinion_clusters(votes, draws(), resamples=5)
