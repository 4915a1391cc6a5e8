"""Translation parity: a misread translation is flagged, chance is not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from consult.findings.rules.parity import Respondents, adjusted_residuals, cramers_v, homogeneity_p, parity

Group = tuple[str, str, dict[str, int]]


def respondents(**questions: Sequence[Group]) -> Respondents:
    """Groups of region, language and how many gave which answer; the same people for every question."""
    found: dict[str, list[str | None]] = {}
    people: list[tuple[str, str]] = []
    for name, groups in questions.items():
        found[name] = [answer for _, _, said in groups for answer, count in said.items() for _ in range(count)]
        people = [(region, language) for region, language, said in groups for _ in range(sum(said.values()))]
    return Respondents([region for region, _ in people], [language for _, language in people], found)


def draws() -> np.random.Generator:
    return np.random.default_rng(2031)


def test_a_translation_read_as_something_else_is_flagged() -> None:
    """The demonstration's trap: 15 of 45 who answered in French are open to sharing staff, of the others most."""
    staff = [
        ("Africa", "fr", {"open": 15, "not": 30}),
        ("Africa", "en", {"open": 38, "not": 12}),
        ("Europe", "fr", {"open": 12, "not": 8}),
        ("Europe", "en", {"open": 24, "not": 16}),
    ]
    name = [
        ("Africa", "fr", {"open": 22, "not": 23}),
        ("Africa", "en", {"open": 26, "not": 24}),
        ("Europe", "fr", {"open": 9, "not": 11}),
        ("Europe", "en", {"open": 19, "not": 21}),
    ]
    found = parity(respondents(staff=staff, name=name), draws())
    assert [(one.question, one.region) for one in found if one.flagged] == [("staff", "Africa")]
    assert found[0].language in ("en", "fr")
    assert found[0].more is ((found[0].language, found[0].option) in [("fr", "not"), ("en", "open")])
    assert len(found) == 4


def test_regions_that_differ_are_not_taken_for_languages() -> None:
    found = parity(
        respondents(
            q=[
                ("Africa", "fr", {"yes": 40, "no": 10}),
                ("Africa", "en", {"yes": 8, "no": 2}),
                ("Europe", "fr", {"yes": 2, "no": 8}),
                ("Europe", "en", {"yes": 10, "no": 40}),
            ]
        ),
        draws(),
    )
    assert [one.flagged for one in found] == [False, False]


def test_few_answers_in_a_language_are_left_out() -> None:
    few = [("Africa", "fr", {"yes": 4}), ("Africa", "en", {"no": 40, "yes": 1})]
    assert parity(respondents(q=few), draws()) == ()
    assert len(parity(respondents(q=few), draws(), fewest=4)) == 1


def test_what_everybody_answers_alike_or_nobody_answers_is_no_question() -> None:
    alike = [("Africa", "fr", {"yes": 9}), ("Africa", "en", {"yes": 9})]
    assert parity(respondents(q=alike), draws()) == ()
    silent = Respondents(["Africa"] * 12, ["fr", "en"] * 6, {"q": [None] * 12})
    assert parity(silent, draws()) == ()


def test_among_many_questions_chance_is_not_flagged() -> None:
    draw = draws()
    regions, languages = ["Africa"] * 120, ["fr"] * 50 + ["en"] * 70
    answers = {f"q{at}": [str(one) for one in draw.integers(0, 4, 120)] for at in range(60)}
    found = parity(Respondents(regions, languages, answers), draw)
    assert not any(one.flagged for one in found)
    assert min(one.p for one in found) > 0.05


def test_enough_is_drawn_for_one_of_many_to_be_flagged() -> None:
    draw = draws()
    answers: dict[str, list[str | None]] = {f"q{at}": ["yes", "no"] * 10 for at in range(400)}
    answers["misread"] = ["yes"] * 10 + ["no"] * 10
    found = parity(Respondents(["Asia"] * 20, ["km"] * 10 + ["en"] * 10, answers), draw)
    assert [one.question for one in found if one.flagged] == ["misread"]
    assert found[0].strength == 1


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="every respondent"):
        Respondents(["Africa"], [], {})


def test_the_lady_tasting_tea() -> None:
    """R. A. Fisher, The Design of Experiments (1935): 3 of 4 right; two-sided p 34/70."""
    counts = np.array([[3, 1], [1, 3]])
    assert homogeneity_p(counts, draws()) == pytest.approx(34 / 70, abs=0.15)
    far = np.array([[12, 2], [2, 12]])
    assert homogeneity_p(far, draws(), 200_000) == pytest.approx(stats.fisher_exact(far).pvalue, rel=0.5)


def test_residuals_and_strength_are_those_of_the_formulas() -> None:
    counts = np.array([[15, 30], [38, 12]])
    chi = stats.chi2_contingency(counts, correction=False).statistic
    assert cramers_v(counts) == pytest.approx((chi / 95) ** 0.5)
    assert np.abs(adjusted_residuals(counts)) == pytest.approx(np.full((2, 2), chi**0.5))


@given(st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_strength_lies_between_nought_and_one_and_p_above_nought(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    assert 0 <= cramers_v(counts) <= 1
    assert 0 < homogeneity_p(counts, draws(), 99) <= 1
