"""Two ways to learn codes from n-grams: naive Bayes, and logistic regression where scikit-learn is there.

Scores only order texts: what is proposed from which score on, held-back documents say (`calibrating.threshold`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

VOCABULARY = 2_000
"""So many n-grams are told apart, those in most texts; more cost time and add chance."""

Grams = Sequence[str]
Labels = Mapping[str, Sequence[bool]]
"""For each code whether each text bears it; some do and some do not."""
Scores = dict[str, list[float]]
Learner = Callable[[Sequence[Grams], Labels, Sequence[Grams]], Scores]
"""Learns each code, one against the rest, from texts, and gives other texts a score: the higher, the likelier."""


def bayes(texts: Sequence[Grams], labels: Labels, asked: Sequence[Grams]) -> Scores:
    """Learn by naive Bayes over which n-grams occur; the score is the logarithm of the odds, base 2.

    The estimates are those of NLTK's NaiveBayesClassifier, half added to every count, made for all codes at once: NLTK
    reads every text again for each code, too long for a codebook on 2,000 passages. Whether an n-gram occurs counts,
    not how often; and what the n-grams of a text add is divided by their number, or long texts would outweigh.
    """
    places = {gram: at for at, gram in enumerate(_vocabulary(texts))}
    known, new = _present(texts, places), _present(asked, places)
    size = np.maximum(new.sum(axis=1), 1)
    bins = np.where(known.all(axis=0), 1, 2)
    found = {}
    for code, given in labels.items():
        bears = np.array(given)
        yes, no = (np.log2(known[side].sum(axis=0) + 0.5) - np.log2(side.sum() + bins / 2) for side in (bears, ~bears))
        prior = np.log2(bears.sum() + 0.5) - np.log2((~bears).sum() + 0.5)
        found[code] = [float(one) for one in prior + new @ (yes - no) / size]
    return found


def _present(texts: Sequence[Grams], places: Mapping[str, int]) -> NDArray[np.float64]:
    """Return for each text and each known n-gram 1 where it occurs, else 0."""
    table = np.zeros((len(texts), len(places)))
    for row, text in enumerate(texts):
        table[row, [places[gram] for gram in set(text) if gram in places]] = 1
    return table


def _vocabulary(texts: Sequence[Grams]) -> list[str]:
    """Return the n-grams of most texts, those of a single one left out; of equally frequent ones the first by name."""
    counts = Counter(gram for text in texts for gram in set(text))
    frequent = sorted((gram for gram, count in counts.items() if count > 1), key=lambda gram: (-counts[gram], gram))
    return frequent[:VOCABULARY]


def logistic(texts: Sequence[Grams], labels: Labels, asked: Sequence[Grams]) -> Scores:
    """Learn with scikit-learn: TF-IDF of n-grams, logistic regression; the score is the distance from the border."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - an extra that need not be there
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    if not asked:
        return {code: [] for code in labels}
    weights = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    known = weights.fit_transform(texts)
    new = weights.transform(asked)
    found = {}
    for code, given in labels.items():
        learned = LogisticRegression(class_weight="balanced", C=10, max_iter=1_000).fit(known, list(given))
        found[code] = [float(one) for one in learned.decision_function(new)]
    return found


def best_learner() -> Learner:
    """Return logistic regression where scikit-learn is installed, else naive Bayes."""
    return logistic if find_spec("sklearn") else bayes
