"""Weights by strata: published examples, and what must hold of any register."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules.weighting import UnweightableError, kish_effective, poststratify


def test_the_students_of_the_textbook() -> None:
    """S. L. Lohr, Sampling: Design and Analysis, chapter 4: 1,240 of 4,000 unweighted, 1,270 after stratifying."""
    weights = poststratify(["women"] * 240 + ["men"] * 160, {"women": 2700, "men": 1300})
    share = weights.share({"women": 84, "men": 40})
    assert share.unweighted * 4000 == pytest.approx(1240)
    assert share.weighted * 4000 == pytest.approx(1270)
    assert weights.by_stratum == pytest.approx({"women": 2700 / 240 / 10, "men": 1300 / 160 / 10})


def test_kishs_effective_number() -> None:
    assert kish_effective([1, 1, 2]) == pytest.approx(8 / 3)
    assert kish_effective([1, 1, 1, 1]) == 4
    assert kish_effective([1, 0, 0]) == 1


def test_the_design_effect_is_one_and_the_squared_variation_of_the_weights() -> None:
    """L. Kish (1992): deff = 1 + cv²."""
    weights = poststratify(["a"] * 10 + ["b"] * 30, {"a": 300, "b": 100})
    variance = sum((weight - 1) ** 2 for weight in weights.of_answers) / 40
    assert weights.design_effect == pytest.approx(1 + variance)
    assert weights.effective == pytest.approx(40 / (1 + variance))


def test_answers_like_the_register_weigh_alike() -> None:
    weights = poststratify(["a", "a", "b"], {"a": 200, "b": 100})
    assert weights.by_stratum == pytest.approx({"a": 1, "b": 1})
    assert weights.effective == pytest.approx(3)


def test_strata_nobody_answered_from_are_named() -> None:
    weights = poststratify(["a", "b", "b"], {"a": 10, "b": 10, "south": 4, "none left": 0})
    assert weights.uncovered == ("south",)
    assert weights.by_stratum == pytest.approx({"a": 1.5, "b": 0.75})


def test_a_cap_hands_on_what_it_cuts_off() -> None:
    answers = ["a"] * 2 + ["b"] * 20 + ["c"] * 78
    weights = poststratify(answers, {"a": 100, "b": 300, "c": 600}, cap=2)
    assert weights.by_stratum["a"] == 2
    assert weights.by_stratum["b"] / weights.by_stratum["c"] == pytest.approx((300 / 20) / (600 / 78))
    assert sum(weights.of_answers) == pytest.approx(100)
    assert weights.effective > poststratify(answers, {"a": 100, "b": 300, "c": 600}).effective


def test_a_cap_is_kept_by_those_who_get_what_was_cut_off() -> None:
    weights = poststratify(["a"] + ["b"] * 10 + ["c"] * 89, {"a": 60, "b": 196, "c": 744}, cap=2)
    assert weights.by_stratum["a"] == weights.by_stratum["b"] == 2
    assert sum(weights.of_answers) == pytest.approx(100)


@pytest.mark.parametrize(
    ("answers", "register", "cap", "message"),
    [
        ([], {"a": 1}, None, "nobody"),
        (["a"], {"b": 1}, None, "more answered from a"),
        (["a", "a"], {"a": 1}, None, "more answered from a"),
        (["a"], {"a": 1}, 1.0, "cap"),
    ],
)
def test_what_cannot_be_weighted_is_refused(
    answers: list[str], register: dict[str, int], cap: float | None, message: str
) -> None:
    with pytest.raises(UnweightableError, match=message):
        poststratify(answers, register, cap)


def test_more_yes_than_answers_are_refused() -> None:
    with pytest.raises(UnweightableError, match="yes"):
        poststratify(["a"], {"a": 2}).share({"a": 2})


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[str], dict[str, int]]:
    counts = draw(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1))
    register = {stratum: count + draw(st.integers(0, 100)) for stratum, count in counts.items()}
    return [stratum for stratum, count in counts.items() for _ in range(count)], register


@given(registers(), st.none() | st.floats(1.01, 5))
def test_weights_have_the_mean_one_and_are_worth_no_more_than_the_answers(
    given: tuple[list[str], dict[str, int]], cap: float | None
) -> None:
    answers, register = given
    weights = poststratify(answers, register, cap)
    assert sum(weights.of_answers) == pytest.approx(len(answers))
    assert weights.effective <= len(answers) + 1e-9
    assert weights.design_effect >= 1 - 1e-9
    if cap is not None:
        assert max(weights.of_answers) <= cap * (1 + 1e-9)
    else:
        whole = sum(register.values())
        for stratum, weight in weights.by_stratum.items():
            assert weight * answers.count(stratum) / len(answers) == pytest.approx(register[stratum] / whole)


@given(registers())
def test_what_everybody_says_no_weight_changes(given: tuple[list[str], dict[str, int]]) -> None:
    answers, register = given
    share = poststratify(answers, register).share({stratum: answers.count(stratum) for stratum in register})
    assert share.weighted == pytest.approx(1)
