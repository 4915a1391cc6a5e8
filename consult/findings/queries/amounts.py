"""What figures of numbers, days and points need beside counts: bands, means, and what two tables tell together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal

import numpy as np

from consult.disclosure.rules import GatedTable
from consult.findings.rules import Columns, Kind, Question
from consult.findings.rules.bands import Bands, date_bands, number_bands, point_bands
from consult.findings.rules.columns import Mask
from consult.findings.rules.heard import K
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import FigureKey
from consult.findings.rules.tally import mean_points, places
from consult.instrument.rules import Part, PartType
from consult.instrument.rules.condition import Amount, Compared, Comparison

BANDED = (Kind.NUMBER, Kind.YEAR, Kind.DATE, Kind.ALLOCATION)


def scale_of(part: Part) -> Bands | None:
    """Return the bands in which answers to a part are counted; None for what has options, and for years."""
    match part.type:
        case PartType.NUMBER:
            return number_bands(part.minimum, part.maximum, part.decimals)
        case PartType.DATE:
            return date_bands(part.earliest, part.latest)
        case PartType.ALLOCATION:
            return point_bands(part.total or 0, len(part.rows))
    return None


def means(
    unit: str, columns: Columns, asked: Iterable[tuple[Part, Question]], made: Mapping[str, GatedTable]
) -> dict[str, int]:
    """Return the mean share of the points of each row that may show one, in whole per cent, by its figure's key.

    A mean is a sum over people: with a hidden count it would narrow what is hidden, and of fewer than ten it would be
    of a few. Of groups there is none: two means would make one of those between them.
    """
    found = {}
    for part, question in asked:
        for row in question.rows if question.kind is Kind.ALLOCATION else ():
            key = str(FigureKey(unit, question.key, row))
            table, total = made.get(key), part.total
            if table is None or not table.complete or not may_show_percentage(table.total_base or 0) or not total:
                continue
            points = mean_points(columns, question, row)
            if points is not None:
                found[key] = int(100 * points / total + 0.5)
    return found


def mirrors(question: Question, made: Mapping[str, GatedTable], *, earlier: bool) -> list[str]:
    """Name the figures of the second of two rows of an allocation where anything of the first is hidden.

    Whoever gave one row so many points gave the other the rest: they mirror each other, and what one hides the other
    would show. Of an earlier wave the second row is always left out.
    """
    if question.kind is not Kind.ALLOCATION or len(question.rows) != 2:
        return []
    first, second = ([key for key in made if key.split("/")[1:3] == [question.key, row]] for row in question.rows)
    return second if earlier or not first or not all(made[key].complete for key in first) else []


def cuts_a_band(columns: Columns, began: Question, row: str | None, asked: Mask) -> bool:
    """Tell whether those asked further are all but a few, or only a few, of a band they were asked from.

    Their number less the bands that were asked whole would be a count of those few.
    """
    if began.kind not in BANDED:
        return False
    found = places(columns, began, row)
    for place in np.unique(found[found >= 0]):
        here = found == place
        inside, outside = int((here & asked).sum()), int((here & ~asked).sum())
        if inside and outside and min(inside, outside) < K:
            return True
    return False


def splits_hidden(began: Question, leaf: Compared, hidden: AbstractSet[str]) -> bool:
    """Tell whether a comparison asks some of the hidden bands further and others not: its base would part them.

    The band in which the amount lies is on both sides.
    """
    try:
        at = began.counted_in.place(_measured(began, leaf.amount))
    except (ValueError, ArithmeticError):
        return bool(hidden)
    names = began.counted_in.names
    below, above = set(names[: at + 1]), set(names[at:])
    sides = {
        Comparison.ABOVE: (above, below),
        Comparison.AT_LEAST: (above, below),
        Comparison.BELOW: (below, above),
        Comparison.AT_MOST: (below, above),
        Comparison.EQUALS: ({names[at]}, set(names)),
    }
    asked, others = sides[leaf.how]
    return bool(hidden & asked and hidden & others)


def _measured(began: Question, amount: Amount) -> Decimal:
    return Decimal(date.fromisoformat(str(amount)).toordinal()) if began.kind is Kind.DATE else Decimal(str(amount))
