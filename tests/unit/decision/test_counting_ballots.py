"""Counting a ballot: the demonstration's figures, the ways not to pass, and what must hold of any numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.rules.counting import (
    Count,
    MiscountedError,
    Rule,
    Tally,
    Verdict,
    count,
    passed,
    quorum_needed,
    shown_percent,
)

THREE_QUARTERS = Rule(DecisionRule.MAJORITY, DecisionBase.BALLOTS_CAST, 75, 50)
A = Tally(205, 20, 10, 300)
B = Tally(145, 30, 10, 225)


def percent(share: Fraction | None, threshold: int = 75) -> int:
    assert share is not None
    shown = shown_percent(share, threshold)
    assert shown.denominator == 1
    return int(shown)


def test_the_ballot_of_the_demonstration_passes_in_both_coalitions() -> None:
    a, b = count(A, THREE_QUARTERS), count(B, THREE_QUARTERS)
    assert [percent(one.without_abstentions) for one in (a, b)] == [91, 83]
    assert [percent(one.with_abstentions) for one in (a, b)] == [87, 78]
    assert [percent(one.of_members) for one in (a, b)] == [68, 64]
    assert (a.quorum_needed, a.tally.cast, b.quorum_needed, b.tally.cast) == (150, 235, 113, 185)
    assert a.passes
    assert b.passes
    assert passed([a, b])


def test_shares_are_exact() -> None:
    counted = count(A, THREE_QUARTERS)
    assert (counted.without_abstentions, counted.with_abstentions, counted.of_members) == (
        Fraction(41, 45),
        Fraction(41, 47),
        Fraction(41, 60),
    )


def test_the_quorum_compares_ballots_cast_and_not_the_electorate() -> None:
    """As many members as one likes do not make a quorum: 149 of 300 is not half."""
    missed = count(Tally(149, 0, 0, 300), THREE_QUARTERS)
    assert missed.verdict is Verdict.QUORUM_MISSED
    assert not missed.quorum_reached
    assert count(Tally(150, 0, 0, 300), THREE_QUARTERS).passes


def test_half_of_an_odd_number_is_rounded_up() -> None:
    assert [quorum_needed(225, 50), quorum_needed(1, 1), quorum_needed(300, 0), quorum_needed(7, 100)] == [113, 1, 0, 7]


def test_abstentions_count_for_the_quorum_and_not_for_the_majority() -> None:
    assert count(Tally(3, 1, 146, 300), THREE_QUARTERS).passes
    assert count(Tally(3, 1, 145, 300), THREE_QUARTERS).verdict is Verdict.QUORUM_MISSED


@pytest.mark.parametrize("threshold", [1, 50, 51, 75])
def test_a_tie_is_named_a_tie_and_never_passes(threshold: int) -> None:
    tied = count(Tally(100, 100, 0, 300), replace(THREE_QUARTERS, threshold=threshold))
    assert tied.verdict is Verdict.TIED
    assert not tied.passes


def test_fewer_yes_than_no_never_pass_however_low_the_threshold() -> None:
    low = replace(THREE_QUARTERS, threshold=30)
    assert count(Tally(80, 100, 0, 300), low).verdict is Verdict.OUTVOTED
    assert count(Tally(101, 100, 0, 300), low).passes


def test_exactly_the_threshold_is_enough_and_one_vote_less_is_not() -> None:
    assert count(Tally(150, 50, 0, 300), THREE_QUARTERS).passes
    assert count(Tally(149, 50, 0, 300), THREE_QUARTERS).verdict is Verdict.THRESHOLD_MISSED
    two_thirds = replace(THREE_QUARTERS, threshold=67)
    assert count(Tally(66, 33, 0, 100), two_thirds).verdict is Verdict.THRESHOLD_MISSED  # 66.67 is less than 67


@pytest.mark.parametrize(
    ("base", "verdict"),
    [
        (DecisionBase.BALLOTS_CAST, Verdict.PASSED),  # 80 / 100
        (DecisionBase.MEMBERS_PRESENT, Verdict.THRESHOLD_MISSED),  # 80 / 120
        (DecisionBase.ALL_MEMBERS, Verdict.THRESHOLD_MISSED),  # 80 / 200
    ],
)
def test_the_base_decides(base: DecisionBase, verdict: Verdict) -> None:
    assert count(Tally(80, 20, 20, 200), replace(THREE_QUARTERS, base=base)).verdict is verdict


def test_those_present_are_those_taken_down_as_present() -> None:
    present = replace(THREE_QUARTERS, base=DecisionBase.MEMBERS_PRESENT)
    assert count(Tally(90, 10, 10, 200), present).share == Fraction(90, 110)
    assert count(Tally(90, 10, 10, 200, present=150), present).share == Fraction(90, 150)


def test_consensus_is_that_nobody_who_voted_is_against() -> None:
    consensus = replace(THREE_QUARTERS, rule=DecisionRule.CONSENSUS)
    assert count(Tally(10, 0, 140, 300), consensus).passes
    assert count(Tally(299, 1, 0, 300), consensus).verdict is Verdict.OPPOSED
    assert count(Tally(10, 0, 0, 300), consensus).verdict is Verdict.QUORUM_MISSED
    assert count(Tally(0, 0, 150, 300), consensus).verdict is Verdict.NO_VOTES


def test_leads_named_by_the_members_are_not_a_ballot() -> None:
    leads = replace(THREE_QUARTERS, rule=DecisionRule.DESIGNATED_LEADS)
    assert count(A, leads).verdict is Verdict.NOT_BY_BALLOT


def test_both_coalitions_must_pass() -> None:
    a, missed = count(A, THREE_QUARTERS), count(Tally(100, 75, 10, 225), THREE_QUARTERS)
    assert not passed([a, missed])
    assert not passed([])


def test_nobody_voting_decides_nothing_even_without_a_quorum() -> None:
    assert count(Tally(0, 0, 0, 300), replace(THREE_QUARTERS, quorum=0)).verdict is Verdict.NO_VOTES
    assert count(Tally(0, 0, 0, 0), THREE_QUARTERS).verdict is Verdict.NO_VOTES


@pytest.mark.parametrize("numbers", [(-1, 0, 0, 5, None), (3, 2, 1, 5, None), (2, 0, 0, 5, 1), (2, 0, 0, 5, 6)])
def test_impossible_numbers_are_refused(numbers: tuple[int, int, int, int, int | None]) -> None:
    with pytest.raises(MiscountedError):
        Tally(*numbers)


def test_a_shown_percentage_never_claims_a_threshold_that_was_missed() -> None:
    assert shown_percent(Fraction(746, 1000), 75) == Fraction(746, 10)
    assert shown_percent(Fraction(7499, 10000), 75) == Fraction(749, 10)
    assert shown_percent(Fraction(3, 4), 75) == 75
    assert shown_percent(Fraction(765, 1000), 75) == 77


rules = st.builds(
    Rule, st.sampled_from(DecisionRule), st.sampled_from(DecisionBase), st.integers(1, 100), st.integers(0, 100)
)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    yes, no, abstain, silent = (draw(st.integers(0, 60)) for _ in range(4))
    present = draw(st.none() | st.integers(yes + no + abstain, yes + no + abstain + silent))
    return Tally(yes, no, abstain, yes + no + abstain + silent, present)


def spare(tally: Tally) -> bool:
    """Whether one member more could have voted."""
    return tally.cast < (tally.members if tally.present is None else tally.present)


@given(tallies(), rules)
def test_one_more_yes_never_turns_a_pass_into_a_fail(tally: Tally, rule: Rule) -> None:
    assume(spare(tally))
    if count(tally, rule).passes:
        assert count(replace(tally, yes=tally.yes + 1), rule).passes


@given(tallies(), rules)
@example(Tally(1, 1, 0, 3), Rule(DecisionRule.MAJORITY, DecisionBase.BALLOTS_CAST, 1, 0))
def test_one_more_no_helps_only_by_completing_the_quorum(tally: Tally, rule: Rule) -> None:
    assume(spare(tally))
    before = count(tally, rule)
    if not before.passes and count(replace(tally, no=tally.no + 1), rule).passes:
        assert before.verdict is Verdict.QUORUM_MISSED


@given(tallies(), rules)
def test_changing_a_no_into_a_yes_never_hurts(tally: Tally, rule: Rule) -> None:
    assume(tally.no)
    if count(tally, rule).passes:
        assert count(replace(tally, yes=tally.yes + 1, no=tally.no - 1), rule).passes


@given(tallies(), rules)
def test_abstentions_never_hurt_where_they_are_left_out(tally: Tally, rule: Rule) -> None:
    assume(spare(tally))
    out = replace(rule, base=DecisionBase.BALLOTS_CAST)
    more = replace(tally, abstain=tally.abstain + 1)
    assert count(more, out).share == count(tally, out).share
    if count(tally, out).passes:
        assert count(more, out).passes


@given(tallies(), rules)
def test_the_quorum_counts_abstentions_like_any_ballot(tally: Tally, rule: Rule) -> None:
    as_abstentions = Tally(0, 0, tally.cast, tally.members, tally.present)
    assert count(as_abstentions, rule).quorum_reached is count(tally, rule).quorum_reached
    assert count(tally, rule).quorum_reached is (tally.cast * 100 >= rule.quorum * tally.members)


@given(tallies(), rules)
def test_a_wider_base_never_shows_a_larger_share(tally: Tally, rule: Rule) -> None:
    counted = count(tally, rule)
    shares = [counted.without_abstentions, counted.with_abstentions, counted.of_members]
    known = [share for share in shares if share is not None]
    assert known == sorted(known, reverse=True)


@given(st.lists(st.builds(count, tallies(), rules), max_size=3))
def test_the_whole_passes_when_every_part_does(counts: list[Count]) -> None:
    assert passed(counts) is (len(counts) > 0 and all(one.verdict is Verdict.PASSED for one in counts))


@given(st.fractions(0, 1), st.integers(1, 100))
def test_what_is_shown_lies_on_the_right_side_of_the_threshold(share: Fraction, threshold: int) -> None:
    shown = shown_percent(share, threshold)
    assert (shown >= threshold) is (share * 100 >= threshold)
    assert abs(shown - share * 100) <= Fraction(1, 2)
