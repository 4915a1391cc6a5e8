"""Statements tried in other ways of counting, against counting the answers themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules import Cell, GatedTable, Shape
from consult.findings.rules.flips import (
    Claim,
    Headline,
    Measure,
    Outcome,
    Scenario,
    Way,
    counted,
    flips,
    outcome,
    scenarios,
)
from consult.findings.rules.published import FigureKey, PublishedGroup, StrandFindings
from consult.findings.rules.weighting import poststratify
from tests.conftest import examples
from tests.unit.briefing.strands import FEWER, WITHHELD, strand, table

OPTIONS = ("joint_house", "continue")
LEAD = Headline(Claim.LEAD, "joint_house")
MAJORITY = Headline(Claim.MAJORITY, "joint_house")
NET = "could_live_with"


def figure(
    rows: Sequence[str], cells: Sequence[Sequence[Cell]], bases: Sequence[int], names: Sequence[str]
) -> GatedTable:
    """A break as the gate lets it out; totals are never read from it."""
    return GatedTable(
        tuple(rows), tuple(names), tuple(map(tuple, cells)), None, tuple(bases), sum(bases), Shape.INDEPENDENT
    )


def found_of(
    counts: Mapping[str, Sequence[Cell]],
    bases: Sequence[int],
    by: str = "language",
    totals: Mapping[str, int] | None = None,
    names: Sequence[str] = (),
) -> StrandFindings:
    """Findings of two options broken down by one attribute, its groups named en, fr, …"""
    groups = tuple(names) or ("en", "fr", "ar", "es")[: len(bases)]
    figures = {}
    for option, cells in counts.items():
        whole = (totals or {}).get(option) or sum(cell for cell in cells if isinstance(cell, int))
        rows = ("acceptable", "conditional", "unacceptable", NET)
        figures[str(FigureKey("organisation", "F2", option))] = table(
            rows, (WITHHELD, WITHHELD, sum(bases) - whole, whole), sum(bases)
        )
        figures[str(FigureKey("organisation", "F2", option, by))] = figure((NET,), [cells], bases, groups)
    published = tuple(PublishedGroup(one, (one,), base) for one, base in zip(groups, bases, strict=True))
    return replace(strand("A", {}), figures=figures, groups={"organisation": {by: published}})


def without(group: str) -> Scenario:
    return Scenario(Way.WITHOUT_LANGUAGE, group)


def test_another_option_leads_without_a_language() -> None:
    found = found_of({"joint_house": (10, 20), "continue": (18, 6)}, (30, 30))
    assert outcome(found, LEAD, without("fr"), OPTIONS) is Outcome.FLIPS
    assert outcome(found, LEAD, without("en"), OPTIONS) is Outcome.SAME


def test_a_majority_is_lost_and_gained() -> None:
    found = found_of({"joint_house": (14, 20), "continue": (18, 6)}, (30, 30))
    assert outcome(found, MAJORITY, without("fr"), OPTIONS) is Outcome.FLIPS
    none = Headline(Claim.MAJORITY, "continue", holds=False)
    assert outcome(found, none, without("fr"), OPTIONS) is Outcome.FLIPS
    assert outcome(found, none, without("en"), OPTIONS) is Outcome.SAME


def test_exactly_half_is_no_majority() -> None:
    found = found_of({"joint_house": (15, 20)}, (30, 30))
    assert outcome(found, MAJORITY, without("fr"), OPTIONS) is Outcome.FLIPS


def test_a_hidden_count_is_not_told_where_it_decides() -> None:
    close = found_of({"joint_house": (FEWER, WITHHELD)}, (10, 50), totals={"joint_house": 32})
    assert outcome(close, MAJORITY, without("fr"), OPTIONS) is Outcome.NOT_TOLD
    clear = found_of({"joint_house": (FEWER, WITHHELD)}, (10, 50), totals={"joint_house": 40})
    assert outcome(clear, MAJORITY, without("en"), OPTIONS) is Outcome.SAME


def test_fewer_than_ten_left_are_not_told() -> None:
    found = found_of({"joint_house": (8, 30)}, (9, 40))
    assert outcome(found, MAJORITY, without("fr"), OPTIONS) is Outcome.NOT_TOLD
    assert outcome(found, MAJORITY, without("en"), OPTIONS) is Outcome.SAME


def test_fewer_than_five_taken_away_are_not_told() -> None:
    found = found_of({"joint_house": (4, 30)}, (4, 40))
    assert outcome(found, MAJORITY, without("en"), OPTIONS) is Outcome.NOT_TOLD


def test_conditions_are_told_where_no_split_of_the_group_matters() -> None:
    rows = ("acceptable", "conditional", "unacceptable", NET)
    found = found_of({"joint_house": (6, 30)}, (10, 50))
    key = str(FigureKey("organisation", "F2", "joint_house"))
    half = Headline(Claim.CONDITIONS, "joint_house")
    sure = replace(found, figures={**found.figures, key: table(rows, (6, 30, 24, 36), 60)})
    assert outcome(sure, half, without("en"), OPTIONS) is Outcome.SAME
    open_ = replace(found, figures={**found.figures, key: table(rows, (16, 20, 24, 36), 60)})
    assert outcome(open_, half, without("en"), OPTIONS) is Outcome.NOT_TOLD


def test_a_first_choice_is_told_where_its_lead_is_larger_than_the_group() -> None:
    found = found_of({}, (6, 40))
    key = str(FigureKey("organisation", "F3"))
    first = Headline(Claim.FIRST_CHOICE, "joint_house")
    for counts, told in (((30, 16), Outcome.SAME), ((26, 20), Outcome.NOT_TOLD)):
        tried = replace(found, figures={key: table(OPTIONS, counts, 46)})
        assert outcome(tried, first, without("en"), OPTIONS) is told


def test_a_first_choice_is_not_told_where_a_hidden_option_may_overtake() -> None:
    rows = (*OPTIONS, "looser")
    first = Headline(Claim.FIRST_CHOICE, "joint_house")
    more = str(FigureKey("individual", "F3"))
    for individuals, told in (((16, 8, 12), Outcome.SAME), ((5, 8, 14), Outcome.NOT_TOLD), ((5, 8, 20), Outcome.FLIPS)):
        figures = {
            str(FigureKey("organisation", "F3")): table(rows, (12, 5, FEWER), 21),
            more: table(rows, individuals, sum(individuals)),
        }
        found = replace(found_of({}, (10, 11)), figures=figures)
        assert outcome(found, first, Scenario(Way.WITH_INDIVIDUALS), OPTIONS) is told


def test_equal_regions_are_answers_weighted_to_a_register_of_equal_regions() -> None:
    names = ("africa", "americas", "europe")
    found = found_of({"joint_house": (9, 18, 5)}, (10, 30, 20), "region", names=names)
    tried = counted(found, Measure("F2", "joint_house", NET), Scenario(Way.EQUAL_REGIONS))
    answers = [name for name, base in zip(names, (10, 30, 20), strict=True) for _ in range(base)]
    weights = poststratify(answers, dict.fromkeys(names, 60))
    yes = dict(zip(names, (9, 18, 5), strict=True))
    assert tried is not None
    assert float(tried.share.low) == float(tried.share.high) == pytest.approx(weights.share(yes).weighted)


def test_individuals_may_turn_a_statement_and_no_sum_is_told() -> None:
    found = found_of({"joint_house": (14, 20)}, (30, 30))
    key = str(FigureKey("individual", "F2", "joint_house"))
    with_individuals = Scenario(Way.WITH_INDIVIDUALS)
    assert outcome(found, MAJORITY, with_individuals, OPTIONS) is Outcome.NOT_TOLD
    for yes, told in ((15, Outcome.SAME), (5, Outcome.FLIPS)):
        more = table(("unacceptable", NET), (30 - yes, yes), 30)
        assert (
            outcome(replace(found, figures={**found.figures, key: more}), MAJORITY, with_individuals, OPTIONS) is told
        )


@pytest.mark.parametrize(
    ("parts", "told"),
    [((("one",),), Outcome.SAME), ((("one", "both"),), Outcome.NOT_TOLD), ((), Outcome.NOT_TOLD)],
)
def test_nobody_in_both_is_the_same_and_a_merged_few_are_not_told(
    parts: tuple[tuple[str, ...], ...], told: Outcome
) -> None:
    found = found_of({"joint_house": (14, 20)}, (30, 30))
    groups = {"membership": tuple(PublishedGroup("one", one, 60) for one in parts)}
    found = replace(found, groups={"organisation": groups})
    assert outcome(found, MAJORITY, Scenario(Way.WITHOUT_BOTH), OPTIONS) is told


def test_nothing_shown_gives_no_statement() -> None:
    assert flips(strand("A", {}), OPTIONS) == ()


groups_of_answers = st.lists(
    st.tuples(st.integers(5, 40), st.integers(0, 40), st.integers(0, 40)).map(
        lambda one: (one[0], min(one[0], one[1]), min(one[0], one[2]))
    ),
    min_size=1,
    max_size=4,
)


@given(groups_of_answers)
def test_a_scenario_that_removes_nobody_never_flips(made: list[tuple[int, int, int]]) -> None:
    bases = [base for base, _joint, _alone in made]
    found = found_of({"joint_house": [one[1] for one in made], "continue": [one[2] for one in made]}, bases)
    nobody = {"membership": (PublishedGroup("one", ("one",), sum(bases)),)}
    alone = {"region": (PublishedGroup("africa", ("africa",), sum(bases)),)}
    found = replace(found, groups={"organisation": {**nobody, **alone}})
    for tried in flips(found, OPTIONS):
        assert tried.outcomes[:2] == (Outcome.SAME,) * 2 or sum(bases) < 10


@settings(max_examples=examples(200))
@given(groups_of_answers, st.data())
def test_what_is_told_is_what_the_answers_say_whatever_is_hidden(
    made: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    hide = st.sampled_from((False, True))
    bases = [base for base, _joint, _alone in made]
    real = {"joint_house": [one[1] for one in made], "continue": [one[2] for one in made]}
    shown: dict[str, list[Cell]] = {
        option: [(FEWER if 1 <= cell < 5 else WITHHELD) if data.draw(hide) else cell for cell in cells]
        for option, cells in real.items()
    }
    totals = {option: sum(cells) for option, cells in real.items()}
    if not all(totals.values()):
        return
    found = found_of(shown, bases, totals=totals)
    for tried in flips(found, OPTIONS):
        option = tried.headline.option
        for at, told in enumerate(tried.outcomes[2:-1]):
            left = {one: sum(cells) - cells[at] for one, cells in real.items()}
            base = sum(bases) - bases[at]
            other = next(one for one in OPTIONS if one != option)
            majority = (2 * left[option] > base) is tried.headline.holds
            same = left[option] > left[other] if tried.headline.claim is Claim.LEAD else majority
            assert told in (Outcome.NOT_TOLD, Outcome.SAME if same else Outcome.FLIPS)


@settings(max_examples=examples(200))
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 6), st.integers(5, 40), st.data())
def test_without_late_answers_is_told_only_where_it_holds_whatever_the_late_ones_said(
    yes: int, against: int, empty: int, late: int, data: st.DataObject
) -> None:
    if not yes or late > yes + against + empty:
        return
    found = found_of({"joint_house": (yes,)}, (yes + against,))
    found = replace(found, late=late, bases={"organisation": yes + against + empty})
    headline = Headline(Claim.MAJORITY, "joint_house", 2 * yes > yes + against)
    told = outcome(found, headline, Scenario(Way.WITHOUT_LATE), OPTIONS)
    gone = data.draw(st.integers(max(0, late - against - empty), min(late, yes)))
    others = data.draw(st.integers(max(0, late - gone - empty), min(late - gone, against)))
    majority = 2 * (yes - gone) > yes + against - gone - others
    assert told in (Outcome.NOT_TOLD, Outcome.SAME if majority is headline.holds else Outcome.FLIPS)


def test_late_answers_are_tried_only_where_it_is_known_who_was_late() -> None:
    found = found_of({"joint_house": (50,)}, (60,))
    found = replace(found, bases={"organisation": 60})
    late = Scenario(Way.WITHOUT_LATE)
    assert late not in scenarios(found)
    for count, told in ((0, Outcome.SAME), (FEWER, Outcome.NOT_TOLD), (WITHHELD, Outcome.NOT_TOLD), (8, Outcome.SAME)):
        assert outcome(replace(found, late=count), MAJORITY, late, OPTIONS) is told
    assert late in scenarios(replace(found, late=8))
