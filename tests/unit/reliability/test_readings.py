"""Agreement code by code on what coders read, and how much two of them read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.reliability.rules import (
    NotComputable,
    Readings,
    agreement_overall,
    agreement_per_code,
    disagreements,
    pick_fifth,
    share_double_read,
)

NAME, MONEY = frozenset({"name"}), frozenset({"money"})
READ_BY_TWO = Readings(
    read={"ana": ["t1", "t2", "t3", "t4", "t5"], "ben": ["t1", "t2", "t3", "t4"]},
    coded={"ana": {"t1": NAME, "t2": NAME | MONEY, "t5": NAME}, "ben": {"t1": NAME, "t3": NAME}},
)


def test_a_unit_read_and_not_coded_says_no_and_one_not_read_says_nothing() -> None:
    found = agreement_per_code(READ_BY_TWO, ["name"])["name"]
    assert (found.units, found.coders, found.percent) == (4, 2, 0.5)
    # Two of four pairs differ, labels 4 yes and 4 no: 1 - (4/8) / (32/56).
    assert found.alpha == pytest.approx(1 / 8)
    assert found.applied == {"ana": 2, "ben": 2}


def test_a_code_that_nobody_applied_has_no_alpha() -> None:
    found = agreement_per_code(READ_BY_TWO, ["names", "money"])
    assert (found["names"].percent, found["names"].alpha) == (1, None)
    assert found["names"].reason is NotComputable.NO_VARIATION
    assert found["names"].applied == {"ana": 0, "ben": 0}
    assert found["money"].alpha == pytest.approx(0)


def test_coders_who_read_different_units_never_agree_perfectly() -> None:
    apart = Readings(read={"ana": ["t1"], "ben": ["t2"]}, coded={"ana": {"t1": NAME}, "ben": {"t2": NAME}})
    for found in (agreement_per_code(apart, ["name"])["name"], agreement_overall(apart, ["name"])):
        assert (found.percent, found.alpha, found.reason) == (None, None, NotComputable.NO_OVERLAP)
    assert disagreements(apart, ["name"])["name"] == ()


def test_what_is_coded_has_been_read() -> None:
    unsaid = Readings(read={}, coded={"ana": {"t1": NAME}, "ben": {"t1": frozenset()}})
    assert unsaid.read_twice() == ("t1",)
    assert disagreements(unsaid, ["name"])["name"] == ("t1",)


def test_overall_agreement_compares_sets_of_the_codes_asked_for() -> None:
    every = agreement_overall(READ_BY_TWO, ["name", "money"])
    assert (every.units, every.percent, every.applied) == (4, 0.5, {"ana": 2, "ben": 2})
    assert every.alpha is not None
    names = agreement_overall(READ_BY_TWO, ["name"])
    assert names.alpha == pytest.approx(1 / 8)


def test_both_leaving_units_uncoded_is_agreement_and_does_not_fail() -> None:
    quiet = Readings(
        read={"ana": ["1", "2", "3"], "ben": ["1", "2", "3"]}, coded={"ana": {"1": NAME}, "ben": {"1": NAME}}
    )
    found = agreement_overall(quiet, ["name"])
    assert (found.percent, found.alpha) == (1, 1)


def test_disagreements_name_the_units_in_order() -> None:
    assert disagreements(READ_BY_TWO, ["name"])["name"] == ("t2", "t3")
    assert disagreements(READ_BY_TWO, ["money"])["money"] == ("t2",)


def test_the_share_read_by_two_counts_the_material_only() -> None:
    read = share_double_read(["t1", "t2", *(f"x{number}" for number in range(8))], READ_BY_TWO)
    assert (read.double, read.units, read.share, read.enough) == (2, 10, Fraction(1, 5), True)
    assert not share_double_read(["t1", *(f"x{number}" for number in range(9))], READ_BY_TWO).enough
    nothing = share_double_read([], READ_BY_TWO)
    assert (nothing.share, nothing.enough) == (None, False)


UNITS = st.sets(st.integers(0, 500).map(str), max_size=120)


@given(UNITS, st.text(max_size=5), st.sampled_from([Fraction(1, 5), Fraction(1, 3), Fraction(1)]))
def test_a_second_reading_takes_at_least_the_share_and_spreads_over_the_sources(
    units: set[str], seed: str, share: Fraction
) -> None:
    strata = {unit: f"source {int(unit) % 4}" for unit in units}
    picked = pick_fifth(units, strata, seed=seed, share=share)
    assert units.issuperset(picked)
    assert len(set(picked)) == len(picked)
    assert len(units) * share <= len(picked) < len(units) * share + 1
    for stratum in set(strata.values()):
        members = [unit for unit in units if strata[unit] == stratum]
        taken = sum(strata[unit] == stratum for unit in picked)
        assert abs(taken - Fraction(len(picked), len(units)) * len(members)) < 1


@given(st.permutations([str(number) for number in range(30)]))
def test_the_seed_alone_decides(units: list[str]) -> None:
    picked = pick_fifth(units, {}, seed="2031")
    assert picked == pick_fifth(sorted(units), {}, seed="2031")
    assert picked == ("11", "14", "18", "24", "28", "6")


def test_every_unit_may_be_picked() -> None:
    units = [str(number) for number in range(12)]
    assert {unit for seed in range(60) for unit in pick_fifth(units, {}, seed=str(seed))} == set(units)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(6, 5)])
def test_a_share_that_is_none_is_refused(share: Fraction) -> None:
    with pytest.raises(ValueError, match="share"):
        pick_fifth(["1"], {}, seed="", share=share)
