"""Counting: the one function every figure comes from.

Respondents are counted, per option; never combinations of options, never a mean of a scale. Who did not
answer and who was not asked are counted apart and are in no base; who gave a reason in place of an answer ("prefer not
to say") is counted in a base of its own (`reasons`): a count that stood in several tables would undo what one hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consult.findings.rules.columns import FIRST_REASON, NOT_ANSWERED, NOT_ASKED, Codes, Columns, Mask
from consult.findings.rules.questions import Kind, Question

Counts = NDArray[np.int64 | np.float64]
EVERYBODY = ""
ANSWERS = -FIRST_REASON
"""Where answers begin in a column lifted so far that reasons are nought, not asked one and not answered two."""
_WHOLE = np.dtype(np.int64).itemsize
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
    """Who is counted (None: everybody), in which group (None: all in one), with what weight."""

    mask: Mask | None
    codes: NDArray[np.int64] | None
    groups: tuple[str, ...]
    weights: NDArray[np.float64] | None

    def count(self, column: Codes, options: int) -> NDArray[np.int64]:
        """Count reasons, not asked, not answered and options × groups in a column of answers 0 to options - 1."""
        lines = options + ANSWERS
        return np.bincount(self._index(column), None, lines * self.width).reshape(lines, self.width)

    def weigh(self, column: Codes, options: int) -> Counts:
        """Add the same up in weights, if there are any."""
        if self.weights is None:
            return self.count(column, options)
        lines = options + ANSWERS
        return np.bincount(self._index(column), self.weights, lines * self.width).reshape(lines, self.width)

    @property
    def width(self) -> int:
        """How many groups there are."""
        return len(self.groups)

    def _index(self, column: Codes) -> NDArray[np.integer[Any]]:  # Any: of whatever width
        """Lift a column by three within its own width, wrapping round, and read it without a sign."""
        values = column if self.mask is None else column[self.mask]
        lifted = np.maximum(values, FIRST_REASON) - FIRST_REASON
        place = lifted.view(f"u{lifted.itemsize}") if lifted.itemsize < _WHOLE else lifted
        return place if self.codes is None else place.astype(np.int64) * self.width + self.codes


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
    own = weights if weights is None or where is None else weights[where]
    if by is None:
        return _Chosen(where, None, (EVERYBODY,), own)
    attribute = columns.attributes[by]
    codes = attribute.codes if where is None else attribute.codes[where]
    return _Chosen(where, codes.astype(np.int64), attribute.labels, own)


def _finish(
    question: Question,
    by: str | None,
    chosen: _Chosen,
    items: Sequence[tuple[str | None, Codes]],
    options: tuple[str, ...],
) -> Tally:
    everybody = np.stack([chosen.count(column, len(options)) for _, column in items])
    weighted = (
        np.stack([chosen.weigh(column, len(options)) for _, column in items])
        if chosen.weights is not None
        else everybody
    )
    counts = weighted[:, ANSWERS:, :]
    return Tally(
        question=question.key,
        kind=question.kind,
        by=by,
        items=tuple(item for item, _ in items),
        options=options,
        groups=chosen.groups,
        counts=counts,
        base=everybody[:, ANSWERS:, :].sum(axis=1),
        weighted_base=counts.sum(axis=1),
        not_answered=everybody[:, ANSWERS + NOT_ANSWERED, :],
        not_asked=everybody[:, ANSWERS + NOT_ASKED, :],
        partition=True,
    )


def _tally_options(columns: Columns, question: Question, by: str | None, chosen: _Chosen) -> Tally:
    """Count each option of a multiple choice against all who answered; the options overlap."""
    lines, ticked = [], []
    for item in question.items:
        pairs = [chosen.weigh(columns.column(question.key, item, o), 2) for o in question.options]
        ticked.append(np.stack([pair[ANSWERS + 1] for pair in pairs]))
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
