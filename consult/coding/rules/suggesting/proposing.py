"""Which codes are proposed for which passages, and of which codes nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.coding.rules.suggesting.calibrating import FOLDS, Figures, Scored, folds_of, measured, threshold
from consult.coding.rules.suggesting.features import grams
from consult.coding.rules.suggesting.learning import Learner, Score
from consult.coding.rules.words import primary

LEAST = 50
"""So many passages of one language must bear a code before it is proposed there."""
PRECISION = 0.8
"""Declared: of ten proposals at least eight are to be right."""


class State(StrEnum):
    """Whether a code is proposed in a language, and if not, why."""

    ON = "on"
    TOO_FEW_EXAMPLES = "too_few_examples"
    TOO_FEW_DOCUMENTS = "too_few_documents"
    NOTHING_ELSE = "nothing_else"
    NOT_PRECISE = "not_precise"


@dataclass(frozen=True, slots=True)
class Example:
    """A passage of a document: in its language, with the codes it was given."""

    id: str
    document: str
    language: str
    text: str
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of a code in a language; `figures` are None where nothing was held back to measure."""

    code: str
    language: str
    examples: int
    documents: int
    state: State
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that a passage may bear; nobody gave it yet. The higher the score above its threshold, the likelier."""

    passage_id: str
    code: str
    score: float
    threshold: float


Read = Sequence[tuple[Example, Sequence[str]]]
"""Passages with their n-grams."""


def suggest(
    coded: Iterable[Example], uncoded: Iterable[Example], learner: Learner, precision: float = PRECISION
) -> tuple[tuple[Outlook, ...], tuple[Proposal, ...]]:
    """Return the outlook of every code in every language it was given in, and what is proposed for what is uncoded.

    Languages are learned apart ("pt-BR" with "pt"); a passage without a word gets no proposal.
    """
    known, waiting = _by_language(coded), _by_language(uncoded)
    outlooks: list[Outlook] = []
    proposals: list[Proposal] = []
    for language, examples in sorted(known.items()):
        for code in sorted({code for one, _grams in examples for code in one.codes}):
            outlook, cut = _outlook(code, language, examples, learner, precision)
            outlooks.append(outlook)
            if cut is not None:
                proposals += _proposed(code, cut, _learned(code, examples, learner), waiting.get(language, []))
    return tuple(outlooks), tuple(sorted(proposals, key=lambda one: (one.passage_id, one.threshold - one.score)))


def _by_language(passages: Iterable[Example]) -> dict[str, list[tuple[Example, Sequence[str]]]]:
    found: dict[str, list[tuple[Example, Sequence[str]]]] = {}
    for one in sorted(passages, key=lambda one: one.id):
        if read := grams(one.text):
            found.setdefault(primary(one.language), []).append((one, read))
    return found


def _outlook(
    code: str, language: str, examples: Read, learner: Learner, precision: float
) -> tuple[Outlook, float | None]:
    """Return a code's outlook, and from which score on it is proposed: None where it is silent."""
    given = [one for one, _grams in examples if code in one.codes]
    documents = len({one.document for one in given})
    figures = cut = None
    if len(given) < LEAST:
        state = State.TOO_FEW_EXAMPLES
    elif documents < FOLDS:
        state = State.TOO_FEW_DOCUMENTS
    elif len(given) == len(examples):
        state = State.NOTHING_ELSE
    else:
        scored = _held_back(code, examples, learner)
        figures, cut = measured(scored, precision), threshold(scored, precision)
        state = State.ON
        if cut is None or figures.precision is None or figures.precision < precision:
            state, cut = State.NOT_PRECISE, None
    return Outlook(code, language, len(given), documents, state, figures), cut


def _held_back(code: str, examples: Read, learner: Learner) -> list[Scored]:
    """Return every passage's score by a model that learned from the documents of other folds alone."""
    folds = folds_of([one.document for one, _grams in examples])
    found = []
    for fold in range(FOLDS):
        others = [pair for pair in examples if folds[pair[0].document] != fold]
        asked = [pair for pair in examples if folds[pair[0].document] == fold]
        if len({code in one.codes for one, _grams in others}) < 2:
            continue  # nothing can be learned without them: they are neither proposed nor counted
        scores = _learned(code, others, learner)([read for _one, read in asked])
        found += [Scored(score, code in one.codes, fold) for (one, _read), score in zip(asked, scores, strict=True)]
    return found


def _learned(code: str, examples: Read, learner: Learner) -> Score:
    return learner([read for _one, read in examples], [code in one.codes for one, _read in examples])


def _proposed(code: str, cut: float, score: Score, waiting: Read) -> list[Proposal]:
    scores = score([read for _one, read in waiting])
    return [
        Proposal(one.id, code, value, cut) for (one, _read), value in zip(waiting, scores, strict=True) if value >= cut
    ]
