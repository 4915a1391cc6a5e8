"""What is seen across a strand's coding: coverage, codes that stand together, codes by group, and what still is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from flask_babel import format_percent
from flask_babel import gettext as _

from consult.coding.presentation.patterns_cases import (
    Crossed,
    Row,
    crossed,
    curves,
    group_of,
    names_of,
    numbered,
    regions_of,
    whole,
)
from consult.coding.presentation.patterns_drawn import Figure, heat
from consult.coding.presentation.words import Words
from consult.coding.queries import CodeView
from consult.coding.queries.patterns import HeardPassage, Patterns, Source, passage_of
from consult.coding.rules.crossing import Stretches, Whole, in_same_passage, overlapping
from consult.coding.rules.saturation import BASE, RUN, THRESHOLD

BYS = ("overlap", "turn")
BREAKS = ("region", "language", "source", "about", "stance", "option")
TOP = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the views a page shows; what is unknown stands for the first."""

    by: str = BYS[0]
    branch: str = ""
    attribute: str = BREAKS[0]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """Passages of one document that no coder, one, and two or more have read or coded, and what of a bar each takes."""

    label: str
    counts: tuple[int, int, int]

    @property
    def total(self) -> int:
        """Return how many passages there are."""
        return sum(self.counts)

    @property
    def bar(self) -> tuple[float, float]:
        """Return the parts coded twice and at least once, out of a hundred."""
        none, _once, twice = self.counts
        return 100 * twice / self.total, 100 * (self.total - none) / self.total


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes and how often they stand together."""

    one: CodeView
    other: CodeView
    count: int


@dataclass(frozen=True, slots=True)
class Together:
    """The pairs found most often, and one branch's codes (columns) with every code that stands beside them (rows)."""

    pairs: tuple[Pair, ...]
    branches: tuple[CodeView, ...]
    branch: CodeView | None
    columns: tuple[tuple[CodeView, int], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """Everything the page shows; without a coded segment only the coverage."""

    asked: Asked
    total: CoverageLine
    documents: tuple[CoverageLine, ...]
    anything: bool
    together: Together
    crossed: Crossed
    curves: tuple[Figure, ...]
    base: int = BASE
    run: int = RUN
    threshold: str = ""


def patterns_page(found: Patterns, codes: Sequence[CodeView], words: Words, asked: Asked) -> PatternsPage:
    """Return the page of a strand, as it was asked for."""
    given = {one.code_key for one in found.segments}
    used = [one for one in codes if one.key in given]
    parents = [one for one in codes if any(code.parent == one.key for code in used)]
    regions = regions_of(found)
    return PatternsPage(
        asked=asked,
        total=_line(str(_("All")), found.passages.values()),
        documents=_documents(found, words),
        anything=bool(found.segments),
        together=_together(found, used, parents, asked),
        crossed=crossed(found, used, group_of(asked.attribute, regions), names_of(asked.attribute, regions, words)),
        curves=curves(found, used, regions),
        threshold=format_percent(THRESHOLD),
    )


def _documents(found: Patterns, words: Words) -> tuple[CoverageLine, ...]:
    documents: dict[tuple[bool, str], list[HeardPassage]] = {}
    for one in found.passages.values():
        documents.setdefault((one.source is Source.TRANSCRIPT, one.document), []).append(one)
    return tuple(
        _line(name if spoken else words.material(name), passages) for (spoken, name), passages in documents.items()
    )


def _line(label: str, passages: Iterable[HeardPassage]) -> CoverageLine:
    counts = Counter(min(one.coder_count, 2) for one in passages)
    return CoverageLine(label, (counts[0], counts[1], counts[2]))


def _together(found: Patterns, used: Sequence[CodeView], parents: Sequence[CodeView], asked: Asked) -> Together:
    passages, keys = numbered(found.passages), numbered(one.key for one in used)
    stretches = Stretches(
        whole(passages[passage_of(one)] for one in found.segments),
        whole(one.start for one in found.segments),
        whole(one.end for one in found.segments),
        whole(keys[one.code_key] for one in found.segments),
    )
    count = in_same_passage if asked.by == "turn" else overlapping
    table = count(stretches, len(used))
    own = np.diag(table).copy()
    np.fill_diagonal(table, 0)
    beside = {
        one.key: int(sum(table[keys[code.key]].sum() for code in used if code.parent == one.key)) for one in parents
    }
    branches = [one for one in parents if beside[one.key]]
    most = max(branches, key=lambda one: beside[one.key], default=None)
    branch = next((one for one in branches if one.key == asked.branch), most)
    columns = [code for code in used if branch and code.parent == branch.key]
    places = [keys[code.key] for code in columns]
    top = int(table[:, places].max(initial=0))
    rows = tuple(
        Row(code, int(own[at]), tuple(heat(int(table[at, place]), top, itself=place == at) for place in places))
        for at, code in enumerate(used)
        if table[at, places].any()
    )
    return Together(
        pairs=_pairs(table, used),
        branches=tuple(branches),
        branch=branch,
        columns=tuple((code, int(own[keys[code.key]])) for code in columns),
        rows=rows,
    )


def _pairs(table: Whole, used: Sequence[CodeView]) -> tuple[Pair, ...]:
    one, other = np.nonzero(np.triu(table))
    ranked = sorted(zip(one.tolist(), other.tolist(), strict=True), key=lambda pair: -int(table[pair]))
    return tuple(Pair(used[a], used[b], int(table[a, b])) for a, b in ranked[:TOP])
