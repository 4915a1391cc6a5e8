"""Group-informed consensus: the published formula, and what must hold of any votes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules.consensus import Cast, Heard, Vote, group_informed


def votes(statement: str, **by_group: str) -> list[Cast]:
    """One vote for each sign: + agrees, o passes, - disagrees; voters are called after their group."""
    signs = {"+": Vote.AGREE, "o": Vote.PASS, "-": Vote.DISAGREE}
    return [
        Cast(f"{group}{at}", statement, signs[sign]) for group, said in by_group.items() for at, sign in enumerate(said)
    ]


GROUPS = {f"{group}{at}": group for group in "ab" for at in range(9)}


def consensus_of(cast: list[Cast], groups: Mapping[str, str] = GROUPS) -> dict[str, Fraction]:
    return {one.statement: one.consensus for one in group_informed(cast, groups)}


def test_it_is_the_product_of_smoothed_shares() -> None:
    assert consensus_of(votes("s", a="+++-", b="+-")) == {"s": Fraction(1, 3)}


def test_a_pass_counts_as_seen() -> None:
    assert consensus_of(votes("s", a="+o", b="+")) == {"s": Fraction(2, 4) * Fraction(2, 3)}


def test_a_group_that_did_not_see_it_is_a_factor_of_one_half() -> None:
    assert consensus_of(votes("s", a="++")) == {"s": Fraction(3, 4) * Fraction(1, 2)}


def test_agreement_across_groups_comes_before_the_agreement_of_the_larger() -> None:
    heard = group_informed(
        [*votes("for the large", a="+++++++", b="--"), *votes("across", a="+++++--", b="+-")], GROUPS
    )
    assert [one.statement for one in heard] == ["across", "for the large"]
    assert heard[0].agreement < heard[1].agreement


def test_who_has_no_group_counts_for_plain_agreement_only() -> None:
    heard = group_informed([*votes("s", a="+-"), Cast("stranger", "s", Vote.AGREE)], {"a0": "a", "a1": "a"})
    assert heard == [Heard("s", Fraction(1, 2), 2, 3)]


def test_equal_statements_stand_by_agreement_then_words() -> None:
    cast = [*votes("z", a="+"), *votes("y", a="+"), *votes("x", a="++--"), *votes("w", a="-+")]
    heard = group_informed(cast, {"a0": "a", "a1": "a", "a2": "a", "a3": "a"})
    assert [one.statement for one in heard] == ["y", "z", "w", "x"]


signs = st.text("+o-", max_size=9)


@given(signs, signs)
def test_one_more_who_agrees_never_lowers_it(first: str, second: str) -> None:
    before = consensus_of(votes("s", a=first[:8], b=second) or votes("s", a="o"))
    after = consensus_of(votes("s", a=first[:8] + "+", b=second))
    if first or second:
        assert after["s"] >= before["s"]


@given(signs, signs, signs)
def test_it_lies_between_nought_and_one_and_knows_no_names(first: str, second: str, third: str) -> None:
    if not first + second + third:
        return
    cast = votes("s", a=first, b=second, c=third)
    groups = {one.voter: one.voter[0] for one in cast} | {"a0": "a", "b0": "b", "c0": "c"}
    swapped = {voter: {"a": "c", "b": "a", "c": "b"}[group] for voter, group in groups.items()}
    assert 0 < consensus_of(cast, groups)["s"] < 1
    assert consensus_of(cast, groups) == consensus_of(list(reversed(cast)), swapped)
