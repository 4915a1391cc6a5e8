"""The median and the quartiles of a number or a day, told as the band in which they lie.

The value itself would be one respondent's own. The band is worked out from published counts alone and told only where
every set of answers behind them gives the same one: so it tells nothing that is not published already.

A quantile is the smallest value that a share p of the answers do not exceed: definition 1 of R. J. Hyndman and
Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996). It is always one of the values
given, never between two, and so always in one band. Of 1, 2, 3, 4 the median is 2, the quartiles are 1 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consult.disclosure.rules import GatedTable, Mark
from consult.findings.rules.intervals import may_show_percentage

QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The bands of the lower quartile, the median and the upper quartile; None where it is not known which."""

    lower: str | None
    median: str | None
    upper: str | None


@dataclass(frozen=True, slots=True)
class _Count:
    """The least and the most a count can be for whoever reads the table."""

    low: Fraction
    high: Fraction


def quantiles(table: GatedTable) -> Quantiles:
    """Return the quantiles of everybody in a table whose rows are bands in their order."""
    if table.total_base is None or not may_show_percentage(table.total_base):
        return Quantiles(None, None, None)
    counts = {row: _count(table, row) for row in table.rows}
    base = Fraction(table.total_base)
    at = (_band(table.rows, counts, base, share) for share in (QUARTER, HALF, THREE_QUARTERS))
    return Quantiles(*at)


def quantiles_of(counts: Mapping[str, float]) -> Quantiles:
    """Return the quantiles of known counts, by band in their order: of sums of weights, each counts for as much."""
    exact = {band: _Count(Fraction(count), Fraction(count)) for band, count in counts.items()}
    base = sum((one.low for one in exact.values()), Fraction(0))
    return Quantiles(*(_band(list(counts), exact, base, share) for share in (QUARTER, HALF, THREE_QUARTERS)))


def _count(table: GatedTable, row: str) -> _Count:
    cell, base = table.total(row), Fraction(table.total_base or 0)
    if not isinstance(cell, Mark):
        return _Count(Fraction(cell), Fraction(cell))
    low = Fraction(table.k if (row, None) in table.at_least_k else 0)
    return _Count(low, min(base, Fraction(table.k - 1)) if cell is Mark.FEWER else base)


def _band(bands: Sequence[str], counts: dict[str, _Count], base: Fraction, share: Fraction) -> str | None:
    """Return the band of a quantile: the first that reaches the share, if it does so whatever the hidden counts are."""
    for at, band in enumerate(bands):
        up_to, after = bands[: at + 1], bands[at + 1 :]
        if _least(up_to, after, counts, base, share) >= 0:
            before = bands[:at]
            return band if _least([band, *after], before, counts, base, 1 - share) > 0 else None
    return None


def _least(
    of: Sequence[str], others: Sequence[str], counts: dict[str, _Count], base: Fraction, share: Fraction
) -> Fraction:
    """Return the least of (1 - share) · of - share · others, as far as the published counts bound it."""
    fewest = max(_low(of, counts), base - _high(others, counts))
    most = min(_high(others, counts), base - _low(of, counts))
    return (1 - share) * fewest - share * most


def _low(rows: Sequence[str], counts: dict[str, _Count]) -> Fraction:
    return sum((counts[row].low for row in rows), Fraction(0))


def _high(rows: Sequence[str], counts: dict[str, _Count]) -> Fraction:
    return sum((counts[row].high for row in rows), Fraction(0))
