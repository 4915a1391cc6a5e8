"""Counting: the one function every figure comes from.

Respondents are counted, per option; never combinations of options, never a mean of a scale. Who did not
answer and who was not asked are counted apart and are in no base; who gave a reason in place of an answer ("prefer not
to say") is counted in a base of its own (`reasons`): a count that stood in several tables would undo what one hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from consult.findings.rules.columns import FIRST_REASON, NOT_ANSWERED, NOT_ASKED, Attribute, Codes, Columns, Mask
from consult.findings.rules.questions import Kind, Question

Counts = NDArray[np.int64 | np.float64]
EVERYBODY = ""
UNRANKED = "unranked"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts per item × option × group, and bases per item × group.

    Items are the rows of a matrix or an allocation, the options of a ranking, else None once. `base` is the number who
    answered, `not_answered` and `not_asked` the others. With weights `counts` and `weighted_base` are
    sums of weights, and `base` stays the number of respondents. `partition` says that everybody in a base
    is counted under exactly one option.
    """

    question: str
    kind: Kind
    by: str | None
    items: tuple[str | None, ...]
    options: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Counts
    base: NDArray[np.int64]
    weighted_base: Counts
    not_answered: NDArray[np.int64]
    not_asked: NDArray[np.int64]
    partition: bool

    def count(self, option: str, *, item: str | None = None, group: str = EVERYBODY) -> float:
        """One count."""
        at = self.items.index(item), self.options.index(option), self.groups.index(group)
        return float(self.counts[at]) if self.counts.dtype == np.float64 else int(self.counts[at])

    def base_of(self, *, item: str | None = None, group: str = EVERYBODY) -> int:
        """How many of a group answered."""
        return int(self.base[self.items.index(item), self.groups.index(group)])


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Who is counted, in which group, with what weight."""

    mask: Mask
    codes: NDArray[np.int64]
    groups: tuple[str, ...]
    weights: NDArray[np.float64] | None

    def cross(self, column: Codes, options: int, *, weighted: bool = True) -> Counts:
        """Count options × groups in a column whose answers are 0 to options - 1; others are left out."""
        values = column[self.mask].astype(np.int64)
        used = values >= 0
        width = len(self.groups)
        weights = self.weights[used] if weighted and self.weights is not None else None
        counted = np.bincount(values[used] * width + self.codes[used], weights, options * width)
        return counted.reshape(options, width)

    def number(self, column: Codes, value: int) -> NDArray[np.int64]:
        """Count per group the respondents who have this value."""
        here = self.codes[column[self.mask] == value]
        return np.bincount(here, minlength=len(self.groups)).astype(np.int64)


def tally(
    columns: Columns,
    question: Question,
    *,
    by: str | None = None,
    where: Mask | None = None,
    weights: NDArray[np.float64] | None = None,
) -> Tally:
    """Count the answers to a question, by the groups of one attribute, among those `where` selects."""
    chosen = _choose(columns, by, where, weights)
    match question.kind:
        case Kind.MULTIPLE | Kind.MATRIX_MULTIPLE:
            return _tally_options(columns, question, by, chosen)
        case Kind.RANKING:
            return _tally_ranks(columns, question, by, chosen)
        case Kind.ALLOCATION:
            banded = [(row, places(columns, question, row)) for row in question.rows]
            return _finish(question, by, chosen, banded, question.counted_in.names)
        case Kind.YEAR | Kind.NUMBER | Kind.DATE:
            return _finish(question, by, chosen, [(None, places(columns, question))], question.counted_in.names)
        case Kind.TICK | Kind.TEXT:
            column = columns.column(question.key)
            given = np.where(column > 0, 0, column).astype(np.int8)
            return _finish(question, by, chosen, [(None, given)], ("given",))
        case _:
            items = [(item, columns.column(question.key, item)) for item in question.items]
            return _finish(question, by, chosen, items, question.options)


def reasons(
    columns: Columns,
    question: Question,
    *,
    by: str | None = None,
    where: Mask | None = None,
    weights: NDArray[np.float64] | None = None,
) -> Tally:
    """Count who gave which reason in place of an answer, among those who gave one; all others are in no base."""
    chosen = _choose(columns, by, where, weights)
    option = question.options[0] if question.kind is Kind.RANKING else None
    column = columns.column(question.key, question.items[0], option).astype(np.int16)
    given = np.where(column <= FIRST_REASON, FIRST_REASON - column, np.minimum(column, NOT_ANSWERED)).astype(np.int16)
    return _finish(question, by, chosen, [(None, given)], question.reasons)


def mean_points(
    columns: Columns, question: Question, row: str, weights: NDArray[np.float64] | None = None
) -> float | None:
    """Return the mean points of one row among all who shared points out, those who gave it none included."""
    column = columns.column(question.key, row)
    given = column >= 0
    if not given.any():
        return None
    return float(np.average(column[given], weights=None if weights is None else weights[given]))


def places(columns: Columns, question: Question, row: str | None = None) -> NDArray[np.int16]:
    """Return the band of everybody's number, year, day or points of one row; below nought as in the column."""
    values = columns.column(question.key, row if question.kind is Kind.ALLOCATION else None)
    if question.kind in (Kind.NUMBER, Kind.DATE):
        return values.astype(np.int16)  # put into bands when they were read
    starts = np.array([int(one) for one in question.counted_in.starts], dtype=np.int64)
    return np.where(values >= 0, np.searchsorted(starts, values, side="right"), values).astype(np.int16)


def collapse(figures: Tally, into: Mapping[str, tuple[str, ...]]) -> Tally:
    """Add options up, such as {"could_live_with": ("acceptable", "conditional")}; others are left out.

    Only where everybody counts under one option: adding a multiple choice up would count people twice.
    """
    parts = [option for options in into.values() for option in options]
    if not figures.partition:
        raise ValueError(f"{figures.question}: people would be counted more than once")
    if len(set(parts)) != len(parts) or not set(parts) <= set(figures.options):
        raise ValueError(f"{figures.question}: each option goes into at most one")
    lines = [
        figures.counts[:, [figures.options.index(option) for option in options], :].sum(axis=1)
        for options in into.values()
    ]
    whole = set(parts) == set(figures.options)
    return replace(figures, options=tuple(into), counts=np.stack(lines, axis=1), partition=whole)


def first_choices(figures: Tally) -> Tally:
    """Count, of a ranking, who put each option first; options tied for first count one each."""
    if figures.kind is not Kind.RANKING:
        raise ValueError(f"{figures.question} is not a ranking")
    return replace(
        figures,
        items=(None,),
        options=tuple(str(item) for item in figures.items),
        counts=figures.counts[:, 0, :][np.newaxis],
        base=figures.base[:1],
        weighted_base=figures.weighted_base[:1],
        not_answered=figures.not_answered[:1],
        not_asked=figures.not_asked[:1],
        partition=False,
    )


def effective_base(weights: NDArray[np.float64]) -> float:
    """Kish's effective sample size (Σw)² / Σw² (L. Kish, Survey Sampling, 1965)."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _choose(columns: Columns, by: str | None, where: Mask | None, weights: NDArray[np.float64] | None) -> _Chosen:
    mask = np.ones(columns.count, dtype=np.bool_) if where is None else where
    if by is None:
        everybody = np.zeros(columns.count, dtype=np.int8)
        attribute = Attribute(everybody, (EVERYBODY,))
    else:
        attribute = columns.attributes[by]
    codes = attribute.codes[mask].astype(np.int64)
    return _Chosen(mask, codes, attribute.labels, None if weights is None else weights[mask])


def _finish(
    question: Question,
    by: str | None,
    chosen: _Chosen,
    items: Sequence[tuple[str | None, Codes]],
    options: tuple[str, ...],
) -> Tally:
    counts = np.stack([chosen.cross(column, len(options)) for _, column in items])
    return Tally(
        question=question.key,
        kind=question.kind,
        by=by,
        items=tuple(item for item, _ in items),
        options=options,
        groups=chosen.groups,
        counts=counts,
        base=np.stack([chosen.cross(c, len(options), weighted=False).sum(axis=0) for _, c in items]),
        weighted_base=counts.sum(axis=1),
        not_answered=np.stack([chosen.number(column, NOT_ANSWERED) for _, column in items]),
        not_asked=np.stack([chosen.number(column, NOT_ASKED) for _, column in items]),
        partition=True,
    )


def _tally_options(columns: Columns, question: Question, by: str | None, chosen: _Chosen) -> Tally:
    """Count each option of a multiple choice against all who answered; the options overlap."""
    lines, ticked = [], []
    for item in question.items:
        pairs = [chosen.cross(columns.column(question.key, item, o), 2) for o in question.options]
        ticked.append(np.stack([pair[1] for pair in pairs]))
        lines.append((item, columns.column(question.key, item, question.options[0])))
    answered = _finish(question, by, chosen, lines, ("no", "yes"))
    return replace(answered, options=question.options, counts=np.stack(ticked), partition=False)


def _tally_ranks(columns: Columns, question: Question, by: str | None, chosen: _Chosen) -> Tally:
    """Count, for each option, how often it has each position; "unranked" comes last. Ties share one."""
    last = len(question.options)
    items: list[tuple[str | None, Codes]] = []
    for option in question.options:
        ranks = columns.column(question.key, None, option).astype(np.int16)
        moved = np.where(ranks > 0, ranks - 1, np.where(ranks == 0, last, ranks))
        items.append((option, moved.astype(np.int16)))
    names = (*(str(position) for position in range(1, last + 1)), UNRANKED)
    return _finish(question, by, chosen, items, names)
