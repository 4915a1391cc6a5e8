"""Differences of a family of questions: the interval of each, Holm over all, and what is in no family."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.briefing.rules import difference
from consult.briefing.rules.families import family, possible_difference, sample_of
from consult.findings.rules import Sample
from consult.findings.rules.difference import Wording
from consult.findings.rules.shares import Share
from tests.conftest import examples

UP = (Wording.MUCH_HIGHER, Wording.HIGHER)


def test_a_difference_has_newcombes_interval_over_finite_registers():
    """87 of 142 of 400 against 64 of 118 of 350: 7.0 points, from -2.7 to 16.6."""
    one = family({"q": (Share(87, 142), Share(64, 118))}, (400, 350)).judged["q"]
    assert one.compared.difference == pytest.approx(0.070, abs=0.0005)
    assert one.compared.interval is not None
    assert (one.compared.interval.low, one.compared.interval.high) == pytest.approx((-0.027, 0.166), abs=0.001)
    assert one.wording is Wording.NOT_CLEAR


def test_two_full_counts_have_no_interval():
    found = family({"q": (Share(30, 60), Share(20, 50))}, (60, 50))
    assert found.judged["q"].compared.interval is None
    assert found.judged["q"].wording is Wording.HIGHER
    assert found.possible["q"].low == found.possible["q"].high == pytest.approx(0.1)


def test_without_a_register_a_count_is_never_taken_for_a_full_one():
    assert sample_of(Share(30, 60), 0) == Sample(30, 60, None)
    found = family({"q": (Share(30, 60), Share(20, 50))}, (0, 0))
    assert found.judged["q"].compared.interval is not None
    assert found.possible == {}
    compared = difference(Share(30, 60), Share(20, 50), (0, 0))
    assert compared is not None
    assert compared.interval is not None


def test_a_difference_that_is_clear_alone_is_not_among_twenty():
    borderline = (Share(60, 100), Share(45, 100))
    alone = family({"q": borderline}, (1000, 1000)).judged["q"]
    level = {f"q{at}": (Share(50, 100), Share(50, 100)) for at in range(19)}
    among = family({"q": borderline, **level}, (1000, 1000)).judged["q"]
    assert alone.wording in UP
    assert among.wording is Wording.NOT_CLEAR
    assert among.p == pytest.approx(min(1.0, 20 * alone.p))


def test_hidden_counts_and_few_answers_are_in_no_family():
    found = family(
        {
            "hidden": (Share(None, 60), Share(20, 50)),
            "small": (Share(5, 9), Share(20, 50)),
            "q": (Share(7, 10), Share(8, 10)),
        },
        (100, 100),
    )
    assert set(found.judged) == {"q"}
    assert (found.hidden, found.small) == (1, 1)


def test_what_is_possible_assumes_nothing():
    """[x/N, (x + N - n)/N] of A less that of B: 30 to 50 of 100 less 20 to 70 of 100 is -40 to 30 points."""
    found = possible_difference(Sample(30, 80, 100), Sample(20, 50, 100))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((-0.4, 0.3))


counts = st.tuples(st.integers(10, 80), st.integers(0, 80)).map(lambda one: Share(min(one[1], one[0]), one[0]))


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_no_direction_is_named_that_the_interval_does_not_show(pairs):
    found = family({str(at): pair for at, pair in enumerate(pairs)}, (90, 90))
    for one in found.judged.values():
        assert one.compared.interval is not None
        if one.wording in UP:
            assert one.compared.interval.low > 0
        if one.wording in (Wording.LOWER, Wording.MUCH_LOWER):
            assert one.compared.interval.high < 0
