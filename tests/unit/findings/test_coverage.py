import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules import Coverage, Disposition, cover

COUNTS = st.integers(0, 500)


def test_rates_are_those_of_the_published_example() -> None:
    rates = Coverage(complete=4, partial=2, refused=1, no_contact=1, other=1, unknown=2, not_eligible=1).rates(0.9)

    found = [rates.rr1, rates.rr2, rates.rr3, rates.rr4, rates.rr5, rates.rr6]
    assert [round(rate or 0, 3) for rate in found] == [0.364, 0.545, 0.370, 0.556, 0.444, 0.667]


def test_nobody_to_answer_has_no_rate() -> None:
    assert Coverage(not_eligible=3).rates().rr2 is None


def test_a_register_whose_membership_is_known_has_one_rate() -> None:
    rates = Coverage(complete=200, partial=5, no_contact=95).rates()

    assert rates.rr2 == rates.rr4 == rates.rr6 == pytest.approx(205 / 300)


def test_who_left_the_coalition_is_in_no_rate() -> None:
    assert Coverage(complete=3, refused=1).rates(1) == Coverage(complete=3, refused=1, not_eligible=9).rates(1)


def test_silence_is_counted() -> None:
    coverage = cover([Disposition.COMPLETE, Disposition.PARTIAL, Disposition.NO_CONTACT, Disposition.UNKNOWN])

    assert (coverage.answered, coverage.members, coverage.silent) == (2, 3, 2)


def test_eligibility_is_estimated_from_what_is_known() -> None:
    assert Coverage(complete=8, unknown=5, not_eligible=2).estimated_eligibility == pytest.approx(0.8)


@pytest.mark.parametrize("eligibility", [-0.1, 1.1])
def test_an_impossible_eligibility_is_refused(eligibility: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Coverage(complete=1).rates(eligibility)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="nought"):
        Coverage(complete=-1)


@given(st.builds(Coverage, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS), st.floats(0, 1))
def test_rates_rise_as_the_unknown_are_left_out(coverage: Coverage, eligibility: float) -> None:
    rates = coverage.rates(eligibility)

    if rates.rr1 is not None and rates.rr5 is not None and rates.rr3 is not None and rates.rr2 is not None:
        assert 0 <= rates.rr1 <= rates.rr3 + 1e-12 <= rates.rr5 + 2e-12 <= 1 + 3e-12
        assert rates.rr1 <= rates.rr2
