"""What may be said of one strand."""

from __future__ import annotations

import pytest
from strands import FEWER, WITHHELD, option, strand, table

from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import (
    Share,
    conditional,
    first_choice,
    if_all_silent_objected,
    leading_conditions,
    most_divided,
    range_of,
    standings,
    unit_contrasts,
)

OPTIONS = ("alone", "joint")


def test_the_lower_bound_counts_every_silent_member_as_a_no():
    found = strand("A", {"joint": option(40, 30, 70, (40, 30))}, members=300)
    assert if_all_silent_objected(found, "joint") == Share(70, 300)


def test_conditions_are_counted_among_those_who_accept():
    found = strand("A", {"joint": option(40, 30, 70, (40, 30))})
    assert conditional(found, "joint") == Share(30, 70)
    assert conditional(found, "unknown") == Share(None, None)


def test_leading_conditions_stop_at_half():
    key = FigureKey("organisation", "F6.conditions", "joint")
    found = strand("A", {}, more={key: table(("x", "y", "z"), (41, 40, FEWER), 80)})
    assert leading_conditions(found, "joint") == ("x",)


@pytest.mark.parametrize(("counts", "first"), [((30, 60), "joint"), ((45, 45), None), ((WITHHELD, WITHHELD), None)])
def test_a_first_choice_is_one_or_none(counts, first):
    found = strand("A", {}, more={FigureKey("organisation", "F3"): table(OPTIONS, counts, 90)})
    choice = first_choice(found)
    assert (choice and choice[0]) == first


def test_the_most_divisive_option_has_groups_on_both_sides_of_half():
    futures = {"alone": option(30, 30, 60, (45, 15)), "joint": option(60, 30, 90, (48, 42))}
    divided = most_divided(standings(strand("A", futures), OPTIONS))
    assert divided is not None
    assert divided.option == "alone"
    assert (divided.weakest.group, divided.strongest.group) == ("americas", "africa")


def test_nothing_divides_where_a_region_is_hidden():
    futures = {"alone": option(30, 30, 60, (45, FEWER))}
    assert most_divided(standings(strand("A", futures), ("alone",))) is None


def test_units_contrast_only_where_they_clearly_differ_on_both_sides_of_half():
    keys = [FigureKey(unit, "F2", "joint") for unit in ("organisation", "individual")]
    rows = ("could_live_with",)

    def contrast(organisations, individuals):
        figures = {keys[0]: table(rows, (organisations,), 100), keys[1]: table(rows, (individuals,), 100)}
        return unit_contrasts(strand("A", {}, more=figures), ("joint",))

    assert [one.option for one in contrast(30, 60)] == ["joint"]
    assert contrast(49, 52) == ()
    assert contrast(60, 90) == ()
    assert contrast(WITHHELD, 90) == ()


def test_a_range_never_goes_beyond_what_is_possible_and_a_full_count_has_none():
    found = strand("A", {}, members=150)
    interval = range_of(found, Share(70, 100))
    assert interval is not None
    assert 70 / 150 <= interval.low < 0.7 < interval.high <= 120 / 150
    assert range_of(found, Share(70, 150)) is None
    assert range_of(found, Share(None, 100)) is None
