"""Translation parity: questions answered differently by language among organisations of one region.

Where a region answers in several languages and one language answers a question otherwise, the translation may mean
something else; somebody who reads both looks at it. Every question in every region is a table of options by languages,
tested by chi-squared against tables with the same margins drawn by lot (no cell is too small for that), and Holm's
procedure holds the whole family to its level. A flag is a reason to look, not a finding: no count leaves here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules.words import K
from consult.findings.rules.difference import LEVEL, drawn_p, holm

Counts = NDArray[np.int64]
FEWEST_DRAWS = 9_999


@dataclass(frozen=True, slots=True)
class Respondents:
    """The region and the language of everybody who answered, and their answers by question; None is no answer.

    A question of which several options may be ticked comes as one question for each option, ticked or not.
    """

    regions: Sequence[str]
    languages: Sequence[str]
    answers: Mapping[str, Sequence[str | None]]

    def __post_init__(self) -> None:
        sizes = {len(self.regions), len(self.languages), *map(len, self.answers.values())}
        if len(sizes) > 1:
            raise ValueError("every respondent has a region, a language and a place among the answers")


@dataclass(frozen=True, slots=True)
class Parity:
    """One question in one region: how surely languages differ, and where most.

    `language` gives `option` more or less often (`more`) than the margins let expect, further than any other cell.
    `strength` is Cramér's V, 0 to 1; `p` is after Holm. `may_be_told`: both in the language and in the others of the
    region k or more gave the option and k or more did not, so that who reads of it learns of no few.
    """

    question: str
    region: str
    language: str
    option: str
    more: bool
    strength: float
    p: float
    flagged: bool
    may_be_told: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    languages: tuple[str, ...]
    options: tuple[str, ...]
    counts: Counts


def parity(
    given: Respondents, draw: np.random.Generator, *, level: float = LEVEL, fewest: int = K
) -> tuple[Parity, ...]:
    """Return every question of every region that can be compared, the surest difference first.

    Languages in which fewer than `fewest` of a region answered a question are left out; two must remain.
    """
    tables = {
        (question, region): table
        for question, answers in given.answers.items()
        for region in sorted(set(given.regions))
        if (table := _table(given, answers, region, fewest)) is not None
    }
    most = max(FEWEST_DRAWS, ceil(2 * len(tables) / level))  # else no p could be small enough for Holm
    names = {str(at): key for at, key in enumerate(tables)}
    adjusted = holm({name: homogeneity_p(tables[key].counts, draw, most) for name, key in names.items()})
    found = [_parity(*key, tables[key], adjusted[name], level) for name, key in names.items()]
    return tuple(sorted(found, key=lambda one: (one.p, -one.strength, one.question, one.region)))


def homogeneity_p(counts: Counts, draw: np.random.Generator, most: int = FEWEST_DRAWS) -> float:
    """Return the p value of Pearson's chi-squared among tables with the margins of this one.

    Source: W. M. Patefield, "An efficient method of generating random R × C tables", Applied Statistics 30 (1981).
    """
    from scipy.stats import random_table  # noqa: PLC0415 - slow to load, and few ask for it

    margins = random_table(counts.sum(axis=1), counts.sum(axis=0), seed=draw)
    expected = _expected(counts)
    observed = _chi_squared(counts[None], expected)[0]

    def as_far(number: int) -> NDArray[np.bool_]:
        far: NDArray[np.bool_] = _chi_squared(margins.rvs(number), expected) >= observed * (1 - 1e-9)
        return far

    return drawn_p(as_far, most)


def cramers_v(counts: Counts) -> float:
    """Return √(chi-squared / (n · (the smaller side - 1))): 0 if the languages answer alike, 1 if never alike."""
    chi = float(_chi_squared(counts[None], _expected(counts))[0])
    return sqrt(chi / (int(counts.sum()) * (min(counts.shape) - 1)))


def adjusted_residuals(counts: Counts) -> NDArray[np.float64]:
    """Return by how many standard errors each cell leaves what the margins let expect.

    Source: S. J. Haberman, "The analysis of residuals in cross-classified tables", Biometrics 29 (1973).
    """
    expected, whole = _expected(counts), counts.sum()
    apart = (1 - counts.sum(axis=1, keepdims=True) / whole) * (1 - counts.sum(axis=0, keepdims=True) / whole)
    residuals: NDArray[np.float64] = (counts - expected) / np.sqrt(expected * apart)
    return residuals


def _table(given: Respondents, answers: Sequence[str | None], region: str, fewest: int) -> _Table | None:
    """Count languages by options; None where two languages or two options do not remain."""
    here = [
        (language, answer)
        for language, place, answer in zip(given.languages, given.regions, answers, strict=True)
        if place == region and answer is not None
    ]
    by_language = Counter(language for language, _ in here)
    languages = tuple(sorted(language for language, count in by_language.items() if count >= fewest))
    options = tuple(sorted({answer for language, answer in here if language in languages}))
    if len(languages) < 2 or len(options) < 2:
        return None
    cells = Counter(here)
    counts = np.array([[cells[language, option] for option in options] for language in languages], dtype=np.int64)
    return _Table(languages, options, counts)


def _parity(question: str, region: str, table: _Table, p: float, level: float) -> Parity:
    residuals = adjusted_residuals(table.counts)
    row, column = np.unravel_index(int(np.abs(residuals).argmax()), residuals.shape)
    return Parity(
        question=question,
        region=region,
        language=table.languages[row],
        option=table.options[column],
        more=bool(residuals[row, column] > 0),
        strength=cramers_v(table.counts),
        p=p,
        flagged=p <= level,
        may_be_told=_is_no_small_group(table.counts, int(row), int(column)),
    )


def _is_no_small_group(counts: Counts, row: int, column: int) -> bool:
    own, gave = int(counts[row].sum()), int(counts[:, column].sum())
    here, whole = int(counts[row, column]), int(counts.sum())
    others, there = whole - own, gave - here
    return min(here, own - here, there, others - there) >= K


def _expected(counts: Counts) -> NDArray[np.float64]:
    expected: NDArray[np.float64] = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return expected


def _chi_squared(tables: Counts, expected: NDArray[np.float64]) -> NDArray[np.float64]:
    chi: NDArray[np.float64] = ((tables - expected) ** 2 / expected).sum(axis=(1, 2))
    return chi
