"""Which codes are proposed for which passages, and of which codes nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.coding.rules.suggesting.calibrating import FOLDS, Figures, Scored, folds_of, measured, threshold
from consult.coding.rules.suggesting.features import grams
from consult.coding.rules.suggesting.learning import Learner
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
        there, cuts = _outlooks(language, examples, learner, precision)
        outlooks += there
        proposals += _proposed(cuts, examples, waiting.get(language, []), learner)
    return tuple(outlooks), tuple(sorted(proposals, key=lambda one: (one.passage_id, one.code)))


def _by_language(passages: Iterable[Example]) -> dict[str, list[tuple[Example, Sequence[str]]]]:
    found: dict[str, list[tuple[Example, Sequence[str]]]] = {}
    for one in sorted(passages, key=lambda one: one.id):
        if read := grams(one.text):
            found.setdefault(primary(one.language), []).append((one, read))
    return found


def _outlooks(
    language: str, examples: Read, learner: Learner, precision: float
) -> tuple[list[Outlook], dict[str, float]]:
    """Return every code's outlook, and from which score on it is proposed: silent codes have none."""
    codes = sorted({code for one, _grams in examples for code in one.codes})
    given = {code: [one for one, _grams in examples if code in one.codes] for code in codes}
    documents = {code: len({one.document for one in given[code]}) for code in codes}
    states = {code: _known_before(len(given[code]), documents[code], len(examples)) for code in codes}
    scored = _held_back([code for code in codes if states[code] is State.ON], examples, learner)
    outlooks, cuts = [], {}
    for code in codes:
        figures = None
        if states[code] is State.ON:
            figures, cut = measured(scored[code], precision), threshold(scored[code], precision)
            if cut is None or figures.precision is None or figures.precision < precision:
                states[code] = State.NOT_PRECISE
            else:
                cuts[code] = cut
        outlooks.append(Outlook(code, language, len(given[code]), documents[code], states[code], figures))
    return outlooks, cuts


def _known_before(given: int, documents: int, everything: int) -> State:
    """Return what is plain of a code before anything is learned; on where it is worth the try."""
    if given < LEAST:
        return State.TOO_FEW_EXAMPLES
    if documents < FOLDS:
        return State.TOO_FEW_DOCUMENTS
    return State.NOTHING_ELSE if given == everything else State.ON


def _held_back(codes: Sequence[str], examples: Read, learner: Learner) -> dict[str, list[Scored]]:
    """Return every passage's score for each code, by a model that learned from the documents of other folds alone."""
    folds = folds_of([one.document for one, _grams in examples])
    found: dict[str, list[Scored]] = {code: [] for code in codes}
    for fold in range(FOLDS) if codes else ():
        others = [pair for pair in examples if folds[pair[0].document] != fold]
        asked = [pair for pair in examples if folds[pair[0].document] == fold]
        scores = learner(_grams_of(others), _labels(codes, others), _grams_of(asked))
        for code, line in scores.items():
            found[code] += [
                Scored(score, code in one.codes, fold) for (one, _read), score in zip(asked, line, strict=True)
            ]
    return found


def _labels(codes: Iterable[str], examples: Read) -> dict[str, list[bool]]:
    """Return who bears which code; a code that all or none bear teaches nothing and is not among them."""
    every = {code: [code in one.codes for one, _read in examples] for code in codes}
    return {code: given for code, given in every.items() if len(set(given)) == 2}


def _grams_of(examples: Read) -> list[Sequence[str]]:
    return [read for _one, read in examples]


def _proposed(cuts: Mapping[str, float], examples: Read, waiting: Read, learner: Learner) -> list[Proposal]:
    if not cuts or not waiting:
        return []
    scores = learner(_grams_of(examples), _labels(cuts, examples), _grams_of(waiting))
    return [
        Proposal(one.id, code, score, cuts[code])
        for code, line in scores.items()
        for (one, _read), score in zip(waiting, line, strict=True)
        if score >= cuts[code]
    ]
