"""Two ways to learn one code from n-grams: NLTK's naive Bayes, and logistic regression where scikit-learn is there.

Scores only order texts: what is proposed from which score on, held-back documents say (`calibrating.threshold`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

VOCABULARY = 2_000
"""So many n-grams are told apart, those in most texts; more cost time and add chance."""

Grams = Sequence[str]
Score = Callable[[Sequence[Grams]], list[float]]
"""Gives each text a score: the higher, the likelier the code."""
Learner = Callable[[Sequence[Grams], Sequence[bool]], Score]
"""Learns a code from texts and whether they bear it; both kinds must be among them."""


def bayes(texts: Sequence[Grams], labels: Sequence[bool]) -> Score:
    """Learn with NLTK's naive Bayes over which n-grams occur; the score is the logarithm of the odds, base 2.

    Rennie et al. (2003), Tackling the Poor Assumptions of Naive Bayes Text Classifiers, section 4.3: whether an n-gram
    occurs, not how often, and long texts must not outweigh: the odds that the n-grams add are divided by their number.
    """
    from nltk.classify import NaiveBayesClassifier  # noqa: PLC0415 - importing NLTK takes a second; only learning needs it

    known = _vocabulary(texts)
    learned = NaiveBayesClassifier.train(
        [(dict.fromkeys(known.intersection(text), True), label) for text, label in zip(texts, labels, strict=True)]
    )
    prior = _odds(learned, {})

    def score(asked: Sequence[Grams]) -> list[float]:
        present = [dict.fromkeys(known.intersection(text), True) for text in asked]
        return [prior + (_odds(learned, one) - prior) / max(len(one), 1) for one in present]

    return score


def _odds(learned: Any, features: dict[str, bool]) -> float:  # Any: NLTK has no types
    found = learned.prob_classify(features)
    return float(found.logprob(True) - found.logprob(False))


def _vocabulary(texts: Sequence[Grams]) -> set[str]:
    """Return the n-grams of most texts, those of a single one left out; of equally frequent ones the first by name."""
    counts = Counter(gram for text in texts for gram in set(text))
    frequent = sorted((gram for gram, count in counts.items() if count > 1), key=lambda gram: (-counts[gram], gram))
    return set(frequent[:VOCABULARY])


def logistic(texts: Sequence[Grams], labels: Sequence[bool]) -> Score:
    """Learn with scikit-learn: TF-IDF of n-grams, logistic regression; the score is the distance from the border."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - an extra that need not be there
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    weights = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    learned = LogisticRegression(class_weight="balanced", C=10, max_iter=1_000)
    learned.fit(weights.fit_transform(texts), list(labels))

    def score(asked: Sequence[Grams]) -> list[float]:
        return [float(one) for one in learned.decision_function(weights.transform(asked))] if asked else []

    return score


def best_learner() -> Learner:
    """Return logistic regression where scikit-learn is installed, else naive Bayes."""
    return logistic if find_spec("sklearn") else bayes
