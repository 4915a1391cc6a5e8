"""Counting ranked ballots: published elections, and what must hold of any papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise as steps
from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.decision.rules.ranking import (
    Ballot,
    Blanks,
    MisrankedError,
    Outcome,
    drop_one,
    instant_runoff,
    outcome,
    pairwise,
    plurality,
    profile,
    schulze,
    standing,
    strongest_paths,
)

Papers = dict[Ballot, int]
OPTIONS = "ABCDE"


def strict(**counts: int) -> Papers:
    """Papers whose ways are written as the letters in their order."""
    return {tuple((letter,) for letter in way): count for way, count in counts.items()}


def counted(papers: Papers, blanks: Blanks = Blanks.LAST) -> Outcome:
    return outcome(profile(papers, blanks))


SCHULZE = strict(ACBED=5, ADECB=5, BEDAC=8, CABED=3, CAEBD=7, CBADE=2, DCEBA=7, EBADC=8)
TENNESSEE = strict(MNCK=42, NCKM=26, CKNM=15, KCNM=17)  # Memphis, Nashville, Chattanooga, Knoxville
FIVE_WINNERS = strict(ADECB=18, BEDCA=12, CBEDA=10, DCEBA=9, EBDCA=4, ECDBA=2)


def test_schulzes_forty_five_voters_choose_e() -> None:
    """M. Schulze, Social Choice and Welfare 36 (2011): the matrix, the path strengths and the winner."""
    matrix = pairwise(profile(SCHULZE, Blanks.LAST))
    assert matrix.over.tolist() == [
        [0, 20, 26, 30, 22],
        [25, 0, 16, 33, 18],
        [19, 29, 0, 17, 24],
        [15, 12, 28, 0, 14],
        [23, 27, 21, 31, 0],
    ]
    assert strongest_paths(matrix).tolist() == [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ]
    found = counted(SCHULZE)
    assert (found.schulze, found.condorcet) == (("E",), None)
    assert found.irv.winner is None
    assert found.irv.tied == ("B", "E")


def test_the_capital_of_tennessee() -> None:
    """The usual textbook example: every rule that looks at whole rankings takes Nashville."""
    found = counted(TENNESSEE)
    assert found.pairwise.as_numbers()["N"] == {"C": 68, "K": 68, "M": 58}
    assert (found.condorcet, found.schulze, found.irv.winner, found.plurality.winner) == ("N", ("N",), "K", "M")
    assert found.borda.points == {"M": 126, "N": 194, "C": 173, "K": 107}
    assert [dict(one.votes) for one in found.irv.rounds] == [
        {"M": 42, "N": 26, "C": 15, "K": 17},
        {"M": 42, "N": 26, "K": 32},
        {"M": 42, "K": 58},
    ]
    assert [one.eliminated for one in found.irv.rounds] == [("C",), ("N",), ()]


def test_fifty_five_voters_have_a_winner_for_every_rule() -> None:
    """J. Malkevitch's election, in COMAP, For All Practical Purposes: A, C, D and E each win by some rule."""
    found = counted(FIVE_WINNERS)
    assert (found.plurality.winner, found.irv.winner, found.borda.winner) == ("A", "C", "D")
    assert (found.condorcet, found.schulze) == ("E", ("E",))
    assert found.borda.points == {"A": 72, "B": 101, "C": 107, "D": 136, "E": 134}
    assert not found.agree


def test_rules_that_agree_say_so() -> None:
    found = counted(strict(ABC=5, ACB=3, BAC=2, CAB=1))
    assert found.agree
    assert found.standing.agreed == "A"


def test_equal_ranks_prefer_neither_and_share() -> None:
    found = counted({(("A", "B"), ("C",)): 1})
    assert found.pairwise.over.tolist() == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]
    assert found.borda.points == {"A": Fraction(3, 2), "B": Fraction(3, 2), "C": 0}
    assert found.plurality.points == {"A": Fraction(1, 2), "B": Fraction(1, 2), "C": 0}


def test_thirds_are_exact() -> None:
    papers = {(("A", "B", "C"),): 1, (("A",),): 3, (("B",),): 3}
    assert counted(papers).plurality.points == {"A": Fraction(10, 3), "B": Fraction(10, 3), "C": Fraction(1, 3)}


def test_blanks_share_the_last_place() -> None:
    found = counted({(("A",),): 1, (("B",), ("A",), ("C",)): 1})
    assert found.pairwise.over.tolist() == [[0, 1, 2], [1, 0, 1], [0, 0, 0]]
    assert found.borda.points == {"A": 3, "B": Fraction(5, 2), "C": Fraction(1, 2)}


def test_blanks_are_compared_with_nobody() -> None:
    found = counted({(("A",),): 1, (("B",), ("A",), ("C",)): 1}, Blanks.NONE)
    assert found.pairwise.over.tolist() == [[0, 0, 1], [1, 0, 1], [0, 0, 0]]
    assert found.borda.points == {"A": 1, "B": 2, "C": 0}
    assert found.condorcet == "B"


def test_a_paper_without_a_remaining_rank_is_exhausted_or_shared() -> None:
    papers = {(("A",),): 4, (("B",),): 3, (("C",),): 2}
    last, none = (counted(papers, blanks).irv.rounds[1] for blanks in Blanks)
    assert (last.votes, last.exhausted) == ({"A": 5, "B": 4}, 0)
    assert (none.votes, none.exhausted) == ({"A": 4, "B": 3}, 2)


def test_a_blank_paper_decides_nothing() -> None:
    for blanks in Blanks:
        found = counted(TENNESSEE | {(): 50}, blanks)
        assert (found.papers, found.blank_papers) == (150, 50)
        assert found.standing == counted(TENNESSEE).standing
        assert (found.pairwise.over == counted(TENNESSEE).pairwise.over).all()
    assert counted(TENNESSEE | {(): 50}, Blanks.NONE).plurality.points["M"] == 42


def test_nothing_ranked_names_nobody() -> None:
    for papers in ({}, {(): 7}):
        found = counted(papers)
        assert found.standing.by_rule == dict.fromkeys(found.standing.by_rule, ())
        assert (found.papers, found.agree, found.irv.rounds) == (sum(papers.values()), False, ())


def test_one_option_alone_wins_what_it_was_given() -> None:
    assert counted({(("A",),): 1}).standing.agreed == "A"


@pytest.mark.parametrize("ballot", [(("A",), ("A",)), (("A", "A"),)])
def test_an_option_ranked_twice_is_refused(ballot: Ballot) -> None:
    with pytest.raises(MisrankedError, match="twice"):
        profile({ballot: 1}, Blanks.LAST)


def test_fewer_papers_than_none_are_refused() -> None:
    with pytest.raises(MisrankedError, match="fewer"):
        profile({(("A",),): -1}, Blanks.LAST)


def test_more_options_than_can_be_counted_are_refused() -> None:
    with pytest.raises(MisrankedError, match="1001 options"):
        profile({tuple((str(n),) for n in range(1001)): 1}, Blanks.LAST)


def test_many_options_have_room() -> None:
    many = tuple((f"{n:03}",) for n in range(200))
    assert counted({many: 3}).standing.agreed == "000"


def test_a_tie_that_could_change_the_result_stays_open() -> None:
    found = counted(strict(ABC=4, BCA=3, CBA=3))
    assert found.irv.winner is None
    assert found.irv.tied == ("B", "C")
    assert found.irv.rounds[-1].eliminated == ()


def test_those_who_cannot_overtake_go_together() -> None:
    found = counted(strict(ABCD=6, BACD=5, CBAD=1, DBAC=1), Blanks.NONE)
    assert (found.irv.rounds[0].eliminated, found.irv.rounds[0].tied) == (("C", "D"), ("C", "D"))
    assert found.irv.winner == "B"


def test_two_that_are_level_are_tied_by_every_rule() -> None:
    found = counted(strict(AB=3, BA=3))
    assert found.condorcet is None
    assert found.schulze == found.borda.tied == found.plurality.tied == found.irv.tied == ("A", "B")
    assert not found.agree


def test_a_tie_of_schulze_is_no_agreement() -> None:
    found = counted({(("A",), ("B", "C")): 1, (("B",), ("A", "C")): 1, (("A",), ("C",)): 0})
    assert found.schulze == ("A", "B")
    assert not found.agree


def test_it_is_said_on_whom_the_result_hangs() -> None:
    groups = {"North": strict(AB=6, BA=1), "South": strict(AB=1, BA=3), "West": strict(AB=2, BA=2)}
    found = drop_one(groups, Blanks.LAST)
    assert found.everybody.agreed == "A"
    assert found.without["North"].agreed == "B"
    assert set(found.changes) == {"North"}
    assert set(found.changes["North"]) == {"condorcet", "schulze", "irv", "borda", "plurality"}
    assert not found.robust


def test_a_result_that_hangs_on_nobody_is_robust() -> None:
    assert drop_one({name: strict(AB=6, BA=1) for name in ("North", "South")}, Blanks.LAST).robust


def test_options_only_one_group_ranks_stay() -> None:
    found = drop_one({"North": strict(ZA=1), "South": strict(AB=5)}, Blanks.NONE)
    assert found.without["North"].schulze == ("A", "Z")  # nobody is compared with Z any more


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    ranked = draw(st.permutations(OPTIONS))[: draw(st.integers(0, len(OPTIONS)))]
    cuts = [draw(st.booleans()) for _ in ranked]
    places: list[list[str]] = []
    for option, cut in zip(ranked, cuts, strict=True):
        if cut or not places:
            places.append([])
        places[-1].append(option)
    return tuple(tuple(sorted(place)) for place in places)


papers = st.dictionaries(ballots(), st.integers(0, 6), max_size=7)
treatments = st.sampled_from(Blanks)


def renamed(given: Mapping[Ballot, int], names: Mapping[str, str]) -> Papers:
    found: Counter[Ballot] = Counter()
    for ballot, count in given.items():
        found[tuple(tuple(sorted(names[option] for option in place)) for place in ballot)] += count
    return dict(found)


def place_of(ballot: Ballot, option: str) -> int | None:
    return next((place for place, tied in enumerate(ballot) if option in tied), None)


def first_places(given: Papers, remaining: set[str], blanks: Blanks) -> dict[str, Fraction]:
    votes = dict.fromkeys(sorted(remaining), Fraction(0))
    for ballot, count in given.items():
        best = next((set(place) & remaining for place in ballot if set(place) & remaining), set())
        if not best and blanks is Blanks.LAST:
            best = remaining
        for option in best:
            votes[option] += Fraction(count, len(best))
    return votes


def winners_in_any_order(given: Papers, remaining: set[str], blanks: Blanks) -> set[str]:
    """Whoever wins if ties for the last place are broken in some way, one option at a time to the end."""
    if len(remaining) == 1:
        return remaining
    votes = first_places(given, remaining, blanks)
    losers = [option for option in remaining if votes[option] == min(votes.values())]
    return set().union(*(winners_in_any_order(given, remaining - {one}, blanks) for one in losers))


@given(papers, treatments)
def test_the_matrix_is_what_counting_paper_by_paper_gives(given: Papers, blanks: Blanks) -> None:
    found = pairwise(profile(given, blanks, OPTIONS))
    for i, a in enumerate(OPTIONS):
        for j, b in enumerate(OPTIONS):
            over = level = 0
            for ballot, count in given.items():
                one, other = place_of(ballot, a), place_of(ballot, b)
                if blanks is Blanks.NONE and (one is None or other is None):
                    continue
                first, second = (9 if place is None else place for place in (one, other))
                over, level = over + count * (first < second), level + count * (first == second and a != b)
            assert (found.over[i, j], found.level[i, j]) == (over, level)


@given(papers, treatments)
def test_path_strengths_are_those_of_every_path_tried(given: Papers, blanks: Blanks) -> None:
    found = pairwise(profile(given, blanks, OPTIONS))
    links = np.where(found.over > found.over.T, found.over, 0)
    paths = strongest_paths(found)
    size = range(len(OPTIONS))
    for a, b in permutations(size, 2):
        middle = [node for node in size if node not in (a, b)]
        ways = [(a, *way, b) for length in range(len(middle) + 1) for way in permutations(middle, length)]
        best = max(min(links[link] for link in steps(way)) for way in ways)
        assert paths[a, b] == best


@given(papers, treatments)
def test_the_runoff_counts_first_places_as_by_hand_and_never_chooses_between_equals(
    given: Papers, blanks: Blanks
) -> None:
    found = instant_runoff(profile(given, blanks, OPTIONS))
    remaining = set(OPTIONS)
    for one in found.rounds:
        assert one.votes == first_places(given, remaining, blanks)
        assert sum(one.votes.values()) + one.exhausted == sum(given.values())
        remaining -= set(one.eliminated)
    if found.winner is not None:
        assert winners_in_any_order(given, set(OPTIONS), blanks) == {found.winner}


@given(papers, treatments, st.permutations(OPTIONS))
def test_names_decide_nothing(given: Papers, blanks: Blanks, others: list[str]) -> None:
    names = dict(zip(OPTIONS, others, strict=True))
    before, after = (standing(profile(one, blanks, OPTIONS)) for one in (given, renamed(given, names)))
    for rule, winners in before.by_rule.items():
        assert {names[option] for option in winners} == set(after.by_rule[rule])


@given(papers, treatments, st.randoms(use_true_random=False))
def test_whose_a_paper_is_and_when_it_comes_decide_nothing(given: Papers, blanks: Blanks, random: Random) -> None:
    singly = [(ballot, 1) for ballot, count in given.items() for _ in range(count)]
    random.shuffle(singly)
    grouped, scattered = (outcome(profile(one, blanks, OPTIONS)) for one in (given, singly))
    assert grouped.standing == scattered.standing
    assert (grouped.pairwise.over == scattered.pairwise.over).all()
    assert grouped.irv == scattered.irv
    assert grouped.borda == scattered.borda
    assert (grouped.papers, grouped.blank_papers) == (scattered.papers, scattered.blank_papers)


@given(papers, treatments, st.integers(1, 10**9))
def test_as_many_of_every_paper_decide_the_same(given: Papers, blanks: Blanks, times: int) -> None:
    once, often = (
        outcome(profile({ballot: count * by for ballot, count in given.items()}, blanks, OPTIONS)) for by in (1, times)
    )
    assert once.standing == often.standing
    assert (once.pairwise.over * times == often.pairwise.over).all()
    assert {option: points * times for option, points in once.plurality.points.items()} == often.plurality.points


@given(papers, treatments)
def test_a_condorcet_winner_is_the_one_of_schulze_and_never_last_of_borda(given: Papers, blanks: Blanks) -> None:
    found = outcome(profile(given, blanks, OPTIONS))
    assert found.schulze
    if found.condorcet is not None:
        assert found.schulze == (found.condorcet,)
        if blanks is Blanks.LAST:
            assert found.borda.points[found.condorcet] > min(found.borda.points.values())


@given(papers)
def test_borda_gives_out_half_of_every_comparison(given: Papers) -> None:
    found = outcome(profile(given, Blanks.LAST, OPTIONS))
    pairs = len(OPTIONS) * (len(OPTIONS) - 1) // 2
    assert sum(found.borda.points.values()) == pairs * sum(given.values())


@given(papers)
def test_without_blanks_their_treatment_changes_nothing(given: Papers) -> None:
    whole = {ballot: count for ballot, count in given.items() if sum(map(len, ballot)) == len(OPTIONS)}
    last, none = (profile(whole, blanks, OPTIONS) for blanks in Blanks)
    assert standing(last) == standing(none)
    assert plurality(last) == plurality(none)
    assert schulze(pairwise(last)) == schulze(pairwise(none))
