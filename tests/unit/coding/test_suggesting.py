"""Proposed codes: learned from others' documents, off where too little is known, silent where they would be wrong."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from consult.coding.rules.suggesting import (
    FOLDS,
    Example,
    Learner,
    Scored,
    State,
    at_least,
    bayes,
    folds_of,
    grams,
    logistic,
    measured,
    suggest,
    threshold,
)
from consult.coding.rules.suggesting.calibrating import FEWEST
from consult.coding.rules.suggesting.learning import VOCABULARY
from tests.builders_coding import MIXED

MONEY = ("the budget", "our donors", "money for salaries", "an audit", "the funding", "bank costs")
NAME = ("our name", "the logo", "our identity", "the history", "a song", "what we call ourselves")
FRAME = ("I worry about %s now.", "We talked of %s again.", "It is %s that counts.", "Last year %s was hard.")
SCORED = st.lists(
    st.builds(Scored, st.integers(-8, 8).map(float), st.booleans(), st.integers(0, FOLDS - 1)), max_size=60
)


def made(count: int, *, documents: int = 12, language: str = "en", noise: float = 0.0, seed: int = 1) -> list[Example]:
    """As many passages about money as about the name, a share of them with the wrong code."""
    chance = random.Random(seed)
    found = []
    for at in range(2 * count):
        about = (MONEY, NAME)[at % 2]
        code = ("RES-MONEY", "TERM-IDENT")[(at + (chance.random() < noise)) % 2]
        text = chance.choice(FRAME) % chance.choice(about) + " " + chance.choice(FRAME) % chance.choice(about)
        found.append(Example(f"{language}{at:04}", f"d{at // 2 % documents}", language, text, frozenset({code})))
    return found


def asked(*texts: str, language: str = "en") -> list[Example]:
    return [Example(f"u{at}", "new", language, text) for at, text in enumerate(texts)]


def state_of(examples: Sequence[Example], code: str = "RES-MONEY") -> State:
    outlooks, _none = suggest(examples, [], bayes)
    return next(one.state for one in outlooks if one.code == code)


@pytest.mark.parametrize("learner", [bayes, logistic])
def test_what_was_coded_alike_is_proposed(learner: Learner) -> None:
    if learner is logistic:
        pytest.importorskip("sklearn")
    found = suggest(made(60), asked("We talked of donors and the budget.", "Our logo, our name!", "…"), learner)
    assert {(one.passage_id, one.code) for one in found[1]} == {("u0", "RES-MONEY"), ("u1", "TERM-IDENT")}
    assert all(one.score >= one.threshold for one in found[1])
    (money, _name) = found[0]
    assert (money.state, money.examples, money.documents) == (State.ON, 60, 12)
    assert money.figures
    assert money.figures.given == 60
    assert (money.figures.precision or 0) >= 0.8


def test_the_odds_are_those_of_nltk() -> None:
    from nltk.classify import NaiveBayesClassifier  # noqa: PLC0415 - takes a second, in every process that collects

    texts = [grams(one.text) for one in made(15, noise=0.2)]
    given = ["RES-MONEY" in one.codes for one in made(15, noise=0.2)]
    asked_for = [grams("the budget and our name"), grams("a song"), []]
    known = {gram for gram in set().union(*texts) if sum(gram in text for text in texts) > 1}
    assert len(known) < VOCABULARY
    learned = NaiveBayesClassifier.train(
        [(dict.fromkeys(known.intersection(text), True), label) for text, label in zip(texts, given, strict=True)]
    )

    def odds(text: Sequence[str]) -> float:
        told = learned.prob_classify(dict.fromkeys(known.intersection(text), True))
        return float(told.logprob(True) - told.logprob(False))

    prior = odds([])
    expected = [prior + (odds(text) - prior) / max(len(known.intersection(text)), 1) for text in asked_for]
    assert bayes(texts, {"RES-MONEY": given}, asked_for)["RES-MONEY"] == pytest.approx(expected, abs=1e-9)


def test_nothing_is_proposed_below_fifty_examples_or_from_few_documents() -> None:
    assert state_of(made(49)) is State.TOO_FEW_EXAMPLES
    assert state_of(made(50)) is State.ON
    assert state_of(made(60, documents=4)) is State.TOO_FEW_DOCUMENTS
    assert state_of([one for one in made(60) if "RES-MONEY" in one.codes]) is State.NOTHING_ELSE


def test_codes_without_a_pattern_are_silent_and_say_so() -> None:
    found, proposals = suggest(made(60, noise=0.5), asked("the budget", "our name"), bayes)
    assert {one.state for one in found} == {State.NOT_PRECISE}
    assert not proposals


def test_languages_are_learned_apart() -> None:
    english = made(60)
    few = made(10, language="pt-BR")
    outlooks, proposals = suggest([*english, *few], asked("the budget and our donors", language="pt"), bayes)
    assert {(one.language, one.state) for one in outlooks} == {
        ("en", State.ON),
        ("pt", State.TOO_FEW_EXAMPLES),
    }
    assert not proposals


def test_the_order_of_what_comes_in_changes_nothing() -> None:
    examples, waiting = made(50, noise=0.05), asked("money", "our identity and the budget")
    turned = examples[::-1]
    random.Random(3).shuffle(turned)
    assert suggest(examples, waiting, bayes) == suggest(turned, waiting[::-1], bayes)


def test_the_lowest_score_that_keeps_the_word_is_the_threshold() -> None:
    right = [Scored(float(30 - at), True, at % FOLDS) for at in range(20)]
    wrong = [Scored(float(10 - at), False, at % FOLDS) for at in range(10)]
    assert threshold([*right, *wrong], 0.8) == 10.0  # surely 0.833 of 21, and 0.786 of 22
    assert threshold(right[:10], 0.8) == 21.0
    assert threshold(right[:9], 0.8) is None
    assert threshold([*right[:10], *wrong], 0.8) == 21.0


@given(st.integers(1, 400), st.data())
def test_what_is_sure_is_the_score_interval_of_scipy(count: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, count))
    known = binomtest(right, count).proportion_ci(confidence_level=0.8, method="wilson").low
    assert at_least(right, count) == pytest.approx(known, abs=1e-9)


@given(SCORED, st.floats(0.05, 1.0))
def test_no_lower_score_keeps_the_declared_precision(line: list[Scored], precision: float) -> None:
    def kept(cut: float) -> bool:
        above = [one.is_given for one in line if one.score >= cut]
        return len(above) >= FEWEST and at_least(sum(above), len(above)) >= precision

    cuts = [cut for cut in {one.score for one in line} if kept(cut)]
    assert threshold(line, precision) == min(cuts, default=None)


@given(SCORED, st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_who_asks_for_more_hears_less(line: list[Scored], one: float, other: float) -> None:
    low, high = (threshold(line, asked_for) for asked_for in sorted((one, other)))
    assert high is None or (low is not None and low <= high)


@given(SCORED, st.floats(0.05, 1.0))
def test_figures_are_counts_that_fit_together(line: list[Scored], precision: float) -> None:
    found = measured(line, precision)
    assert 0 <= found.right <= min(found.proposed, found.given)
    assert found.proposed <= len(line)
    assert found.given == sum(one.is_given for one in line)


def test_a_fold_is_held_to_what_the_others_say() -> None:
    """Only fold 0 has the code, at low scores: the others give no threshold, and the threshold of all is not used."""
    line = [Scored(float(at), True, 0) for at in range(12)] + [Scored(float(at), False, 1 + at % 4) for at in range(12)]
    assert threshold(line, 0.3) is not None
    found = measured(line, 0.3)
    assert (found.right, found.given, found.coverage) == (0, 12, 0.0)


@given(st.sets(st.text(min_size=1, max_size=5), max_size=40))
def test_every_document_is_in_one_fold_and_folds_are_even(documents: set[str]) -> None:
    folds = folds_of(documents)
    assert folds.keys() == documents
    sizes = [list(folds.values()).count(fold) for fold in range(FOLDS)]
    assert max(sizes) - min(sizes) <= 1
    assert folds == folds_of(sorted(documents))


@given(st.text(max_size=40))
def test_no_gram_tears_a_character(text: str) -> None:
    for gram in grams(text):
        assert 1 <= len(regex.findall(r"\X", gram)) <= 4


def test_spellings_meet_and_signs_do_not_count() -> None:
    assert grams("اسمُنا") == grams("اسمنا")
    assert grams("Égalité") == grams("egalite\u0301".replace("e\u0301", "é"))
    assert grams("░░░░ 🕊️ …") == []
    assert " اس" in grams(MIXED)
