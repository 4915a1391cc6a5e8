import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules import (
    Band,
    Interval,
    Sample,
    bound,
    compare,
    likely_range,
    may_show_percentage,
    wilson,
)


def per_cent(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return round(100 * interval.low, 1), round(100 * interval.high, 1)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    population = draw(st.integers(2, 500))
    base = draw(st.integers(1, population))
    return Sample(draw(st.integers(0, base)), base, population)


def test_wilson_gives_the_published_values() -> None:
    assert per_cent(wilson(Sample(87, 142))) == (53.1, 68.9)


def test_a_finite_register_narrows_the_range() -> None:
    assert per_cent(wilson(Sample(87, 142, 400))) == (54.7, 67.5)


def test_nobody_of_nine_is_not_nobody_of_thirty() -> None:
    assert per_cent(wilson(Sample(0, 9, 30))) == (0.0, 23.6)


def test_the_bound_assumes_nothing() -> None:
    assert bound(Sample(87, 142, 400)) == Interval(0.2175, 0.8625)
    assert bound(Sample(1, 2)) is None


def test_a_full_count_has_no_range() -> None:
    assert wilson(Sample(3, 9, 9)) is None
    assert likely_range(Sample(3, 9, 9)) is None


def test_the_printed_range_is_clipped_to_what_is_possible() -> None:
    likely, unclipped = likely_range(Sample(28, 29, 30)), wilson(Sample(28, 29, 30))

    assert likely is not None
    assert unclipped is not None
    assert unclipped.high > likely.high == 29 / 30


def test_without_a_register_the_range_is_wilsons() -> None:
    assert likely_range(Sample(87, 142)) == wilson(Sample(87, 142))


@pytest.mark.parametrize(("base", "shown"), [(9, False), (10, True)])
def test_percentages_need_ten_answers(base: int, shown: bool) -> None:
    assert may_show_percentage(base) is shown


@pytest.mark.parametrize(("count", "base", "population"), [(3, 2, None), (-1, 2, None), (0, 0, None), (1, 9, 8)])
def test_impossible_samples_are_refused(count: int, base: int, population: int | None) -> None:
    with pytest.raises(ValueError, match="no"):
        Sample(count, base, population)


def test_newcombe_gives_the_textbook_example() -> None:
    compared = compare(Sample(56, 70), Sample(48, 80))

    assert compared.interval is not None
    assert (round(compared.interval.low, 4), round(compared.interval.high, 4)) == (0.0524, 0.3339)
    assert compared.band is Band.HIGHER


def test_two_coalitions_without_a_clear_difference() -> None:
    compared = compare(Sample(87, 142), Sample(64, 118))

    assert round(100 * compared.difference, 1) == 7.0
    assert per_cent(compared.interval) == (-4.9, 18.8)
    assert per_cent(compare(Sample(87, 142, 400), Sample(64, 118, 350)).interval) == (-2.7, 16.6)
    assert compared.band is Band.NO_CLEAR_DIFFERENCE


def test_two_full_counts_differ_exactly() -> None:
    assert compare(Sample(5, 10, 10), Sample(4, 10, 10)).band is Band.HIGHER
    assert compare(Sample(5, 10, 10), Sample(5, 10, 10)).band is Band.NO_CLEAR_DIFFERENCE
    assert compare(Sample(5, 10, 10), Sample(4, 10, 10)).interval is None


@given(samples())
def test_a_range_holds_the_share_and_lies_within_the_bound(sample: Sample) -> None:
    possible, printed = bound(sample), likely_range(sample)

    assert possible is not None
    assert possible.low <= sample.share + 1e-9
    if printed is not None:
        assert possible.low - 1e-12 <= printed.low <= printed.high <= possible.high + 1e-12
        assert wilson(sample) is not None


@given(samples())
def test_wilson_limits_solve_the_score_equation(sample: Sample) -> None:
    """At a limit the observed share is exactly z standard errors away (E. B. Wilson, 1927)."""
    interval = wilson(sample)
    if interval is None:
        return
    n = sample.base * ((sample.population or 0) - 1) / ((sample.population or 0) - sample.base)
    for limit in (interval.low, interval.high):
        if 1e-9 < limit < 1 - 1e-9:
            score = (sample.share - limit) ** 2 / (limit * (1 - limit) / n)
            assert score == pytest.approx(1.959963984540054**2, rel=1e-6)


@given(samples(), samples())
def test_comparing_the_other_way_round_mirrors(first: Sample, second: Sample) -> None:
    one, other = compare(first, second), compare(second, first)

    assert one.difference == pytest.approx(-other.difference)
    if one.interval is not None and other.interval is not None:
        assert one.interval.low == pytest.approx(-other.interval.high)
        assert one.interval.low <= one.difference + 1e-12 <= one.interval.high + 2e-12
