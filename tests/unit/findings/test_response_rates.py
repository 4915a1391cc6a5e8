"""Response rates of organisations, from counts of dispositions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules.coverage import Disposition, cover
from consult.findings.rules.response_rates import ORDER, by_group, response_rates, settle

DISPOSITIONS = st.sampled_from(Disposition)


def test_rates_are_those_published_with_the_formulas() -> None:
    """The example of the R package outcomerate: I 4, P 2, R 1, NC 1, O 1, UH 1 and UO 1, NE 1, e 0.9."""
    counts = dict(zip(Disposition, (4, 2, 1, 1, 1, 2, 1), strict=True))
    rates = response_rates(counts, 0.9)
    found = (rates.rr1, rates.rr2, rates.rr3, rates.rr4, rates.rr5, rates.rr6)
    assert [round(rate or 0, 3) for rate in found] == [0.364, 0.545, 0.370, 0.556, 0.444, 0.667]


def test_without_e_it_is_estimated_from_those_known() -> None:
    counts = {Disposition.COMPLETE: 6, Disposition.REFUSED: 2, Disposition.NOT_ELIGIBLE: 2, Disposition.UNKNOWN: 5}
    assert response_rates(counts).rr3 == pytest.approx(6 / (8 + 0.8 * 5))


def test_the_answer_of_an_organisation_stands_before_what_became_of_its_other_people() -> None:
    found = [
        ("Ember", Disposition.NO_CONTACT),
        ("Ember", Disposition.PARTIAL),
        ("Drift", Disposition.REFUSED),
        ("Drift", Disposition.NO_CONTACT),
        ("Ash", Disposition.UNKNOWN),
        ("Ash", Disposition.NOT_ELIGIBLE),
    ]
    assert settle(found) == {
        "Ember": Disposition.PARTIAL,
        "Drift": Disposition.REFUSED,
        "Ash": Disposition.NOT_ELIGIBLE,
    }


def test_every_disposition_has_its_place() -> None:
    assert set(ORDER) == set(Disposition)


def test_groups_stand_apart_and_share_the_e_of_the_register() -> None:
    settled = {
        "a": Disposition.COMPLETE,
        "b": Disposition.UNKNOWN,
        "c": Disposition.COMPLETE,
        "d": Disposition.NOT_ELIGIBLE,
    }
    south, west = by_group(settled, {"a": "West", "b": "West", "c": "South", "d": "South"})
    assert (south.group, west.group) == ("South", "West")
    assert (south.coverage.complete, south.rates.rr2) == (1, 1)
    assert (west.rates.rr1, west.rates.rr5) == (0.5, 1)
    assert west.rates.rr3 == pytest.approx(1 / (1 + 2 / 3))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), DISPOSITIONS)))
def test_the_order_people_are_met_in_decides_nothing(found: list[tuple[str, Disposition]]) -> None:
    assert settle(found) == settle(sorted(found)) == settle(found[::-1])


@given(st.lists(DISPOSITIONS, min_size=1), st.data())
def test_groups_add_up_to_everybody(dispositions: list[Disposition], data: st.DataObject) -> None:
    settled = {str(at): disposition for at, disposition in enumerate(dispositions)}
    groups = {name: data.draw(st.sampled_from("xyz")) for name in settled}
    found = by_group(settled, groups)
    assert sum(one.coverage.answered for one in found) == cover(dispositions).answered
    assert sum(one.coverage.unknown for one in found) == cover(dispositions).unknown
