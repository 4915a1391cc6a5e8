"""Quantiles told as bands: right, and told only where the published counts leave no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import Shape, Table, gate_table
from consult.findings.rules.quantiles import Quantiles, quantiles, quantiles_of

BANDS = ("low", "middling", "high", "highest")


def counted(places: Sequence[int]) -> Table:
    counts = [(places.count(at),) for at in range(len(BANDS))]
    return Table(BANDS, ("",), tuple(counts), (len(places),), Shape.PARTITION)


def by_numpy(places: Sequence[int]) -> Quantiles:
    """The same by NumPy, whose "inverted_cdf" is definition 1 of Hyndman and Fan (1996)."""
    found = np.quantile(places, [0.25, 0.5, 0.75], method="inverted_cdf")
    return Quantiles(*(BANDS[int(at)] for at in found))


places = st.lists(st.integers(0, len(BANDS) - 1), min_size=1, max_size=60)


@given(places)
def test_known_counts_give_the_quantiles_of_definition_one(given_places: list[int]) -> None:
    made = {band: float(count) for band, count in zip(BANDS, np.bincount(given_places, minlength=4), strict=True)}
    assert quantiles_of(made) == by_numpy(given_places)


@settings(deadline=None)
@given(given_places=places)
def test_what_is_told_is_right_and_shown_counts_tell_everything(given_places: list[int]) -> None:
    table = gate_table(counted(given_places))
    told, right = quantiles(table), by_numpy(given_places)
    pairs = list(zip((told.lower, told.median, told.upper), (right.lower, right.median, right.upper), strict=True))
    assert all(one in (None, other) for one, other in pairs)
    if table.complete and len(given_places) >= 10:
        assert told == right
    if table.total_base is None or table.total_base < 10:
        assert told == Quantiles(None, None, None)


@settings(deadline=None)
@given(given_places=places, other=places)
def test_two_sets_of_answers_with_the_same_published_counts_are_told_the_same(
    given_places: list[int], other: list[int]
) -> None:
    """Nothing but the published table comes in; a twin of equal marks and other counts cannot tell itself apart."""
    one, two = gate_table(counted(given_places)), gate_table(counted(other))
    if one == two:
        assert quantiles(one) == quantiles(two)


def test_a_hidden_count_leaves_the_median_known_where_it_cannot_matter() -> None:
    table = gate_table(counted([0] * 3 + [1] * 4 + [2] * 30 + [3] * 10))
    assert quantiles(table).median == "high"


def test_a_median_between_hidden_counts_is_not_told() -> None:
    answers = Counter({0: 9, 1: 3, 2: 3, 3: 9})
    table = gate_table(counted(sorted(answers.elements())))
    assert quantiles(table).median is None


def test_half_of_an_even_number_is_the_lower_of_two() -> None:
    """Of 1, 2, 3, 4 the median is 2 (definition 1); an interpolated 2.5 would be nobody's answer."""
    assert quantiles_of(dict.fromkeys(BANDS, 1.0)) == Quantiles("low", "middling", "high")
    assert Fraction(1, 2) * 4 == 2
