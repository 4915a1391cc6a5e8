"""Which flags of translation parity may be told: none that tells of fewer than five."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.disclosure.rules.words import K
from consult.findings.rules.parity import Respondents, parity
from tests.conftest import examples


def respondents(*groups: tuple[str, int, int]) -> Respondents:
    """One region; for each language how many said yes and how many no."""
    languages = [name for name, yes, no in groups for _ in range(yes + no)]
    answers = [answer for _name, yes, no in groups for answer in ["yes"] * yes + ["no"] * no]
    return Respondents(["africa"] * len(languages), languages, {"q": answers})


def test_a_marked_difference_between_large_groups_is_flagged_and_told():
    (found,) = parity(respondents(("en", 35, 8), ("fr", 9, 30)), np.random.default_rng(1))
    assert found.flagged
    assert found.may_be_told


@pytest.mark.parametrize("few", [(0, 12), (4, 20), (20, 4), (12, 0)])
def test_a_flag_about_a_few_is_never_told(few):
    """All of a language, or all but a few, gave one answer: with the sum of the region a reader would know whose."""
    (found,) = parity(respondents(("en", 30, 30), ("fr", *few)), np.random.default_rng(1))
    assert not found.may_be_told


sizes = st.tuples(st.integers(0, 25), st.integers(0, 25))


@settings(max_examples=examples(30), deadline=None)
@given(sizes, sizes, st.integers(0, 2**31))
def test_whatever_is_told_five_or_more_stand_on_every_side(a, b, seed):
    for one in parity(respondents(("en", *a), ("fr", *b)), np.random.default_rng(seed)):
        if one.may_be_told:
            assert min(*a, *b) >= K
