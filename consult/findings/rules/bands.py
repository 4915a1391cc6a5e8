"""Bands in which numbers, dates and points are counted: made of what was asked, never of what was answered.

Bands cut where the answers lie (into fifths, around the median) would tell of the answers; these are known to whoever
reads the instrument. A band is named by its first and last value: "10..49", "..1989", "0" or "2024-01..2024-03".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count, pairwise

MOST = 8
"""As many bands at most: more would be too small to be shown."""
WIDE = 100
"""Numbers of which the largest is more than so many times the smallest are counted by their size, not evenly."""
UNBOUNDED = Decimal(1000)
DECADES = (1990, 2000, 2010, 2020)


@dataclass(frozen=True, slots=True)
class Bands:
    """The first value of each band but the first, the names of all, and the ends of the first and the last."""

    starts: tuple[Decimal, ...]
    names: tuple[str, ...]
    low: Decimal | None = None
    high: Decimal | None = None

    def place(self, value: Decimal | int) -> int:
        """Return in which band a value lies; raise `ValueError` where it lies in none."""
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise ValueError("no value of these bands")
        return bisect_right(self.starts, value)


def number_bands(minimum: float | None, maximum: float | None, decimals: int = 0) -> Bands:
    """Return the bands of a number with the bounds it was asked for with.

    Between bounds that are close: even ones, 1, 2 or 5 times a power of ten wide (P. Heckbert, "Nice numbers for graph
    labels", Graphics Gems, 1990). Otherwise by size: 0, 1 to 4, 5 to 9, 10 to 49 and so on, or coarser.
    """
    low, high = (None if one is None else Decimal(str(one)) for one in (minimum, maximum))
    unit = Decimal(1).scaleb(-decimals)
    if low is not None and high is not None and (low < 0 or high <= WIDE * max(low, Decimal(1))):
        starts = _even(low, high, unit, _nice(unit))
    else:
        starts = _by_size(low, high)
    return Bands(starts, tuple(_names(low, high, starts, unit)), low, high)


def date_bands(earliest: str | None, latest: str | None) -> Bands:
    """Return the bands of a day: months or years between its bounds, decades without them; the starts are ordinals."""
    one = Decimal(1)
    if earliest is None or latest is None:
        years = tuple(Decimal(year) for year in DECADES)
        return Bands(_days(years), tuple(_names(None, None, years, one)))
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    ends = Decimal(first.toordinal()), Decimal(last.toordinal())
    low, high = (Decimal(day.year * 12 + day.month - 1) for day in (first, last))
    if high - low < 3 * MOST:
        months = _even(low, high, one, (Decimal(step) for step in (1, 3)))
        starts = tuple(Decimal(date(*_month(at), 1).toordinal()) for at in months)
        return Bands(starts, tuple(_month_names(low, high, months)), *ends)
    low, high = Decimal(first.year), Decimal(last.year)
    years = _even(low, high, one, _nice(one))
    return Bands(_days(years), tuple(_names(low, high, years, one)), *ends)


def year_bands(starts: Sequence[int]) -> Bands:
    """Return the bands of years that begin with these: "..1989", "1990..1999", …, "2020.."."""
    years = tuple(Decimal(year) for year in starts)
    return Bands(years, tuple(_names(None, None, years, Decimal(1))))


def point_bands(total: int, rows: int) -> Bands:
    """Return the bands of points out of a total: none, up to an equal share, more.

    Of two rows each has what the other has not. Their bands are mirrored (none, a third, …, all), so that both tables
    count the same people together; otherwise the difference of two bands would be a third, and small.
    """
    high = Decimal(total)
    share = total // max(rows, 1) if rows > 2 else total // 3
    edges = [1, share + 1] if rows > 2 else [1, share + 1, total - share, total]
    starts = tuple(Decimal(one) for one in sorted({one for one in edges if 0 < one <= total}))
    return Bands(starts, tuple(_names(Decimal(0), high, starts, Decimal(1))), Decimal(0), high)


def _even(low: Decimal, high: Decimal, unit: Decimal, steps: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """Return even starts with the first step that makes few enough; a piece under half a step joins its neighbour."""
    for step in steps:
        if (high - low) / step > MOST + 1:
            continue
        least, most = low + step / 2, high + unit - step / 2
        first = (low // step) * step
        starts = [one for at in range(MOST + 3) if least <= (one := first + at * step) < most]
        if len(starts) < MOST:
            return tuple(starts)
    return ()


def _nice(unit: Decimal) -> Iterator[Decimal]:
    for power in count():
        for one in (1, 2, 5):
            yield one * unit.scaleb(power)


def _by_size(low: Decimal | None, high: Decimal | None) -> tuple[Decimal, ...]:
    """Return 1, 5, 10, 50 and so on between the bounds, or powers of ten, of hundred, of thousand …"""
    top = max(high, Decimal(1)) if high is not None else max(UNBOUNDED, 10 * (low or Decimal(0)))
    series = [_powers(top, 1, (1, 5)), *(_powers(top, power, (1,)) for power in range(1, 17))]
    for found in series:
        starts = ([] if low is not None and low >= 0 else [Decimal(0)]) + found
        starts = [one for one in starts if (low is None or one > low) and (high is None or one < high)]
        if len(starts) < MOST:
            return tuple(starts)
    return ()


def _powers(top: Decimal, power: int, firsts: Sequence[int]) -> list[Decimal]:
    found = (first * Decimal(10) ** (power * at) for at in range(18) for first in firsts)
    return [one for one in found if one <= top]


def _names(low: Decimal | None, high: Decimal | None, starts: Sequence[Decimal], unit: Decimal) -> Iterator[str]:
    for first, following in pairwise([low, *starts, None]):
        last = high if following is None else following - unit
        ends = ["" if one is None else _plain(one) for one in (first, last)]
        yield ends[0] if first is not None and first == last else "..".join(ends)


def _plain(value: Decimal) -> str:
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _month_names(low: Decimal, high: Decimal, starts: Sequence[Decimal]) -> Iterator[str]:
    for first, following in pairwise([low, *starts, high + 1]):
        ends = ["{:04}-{:02}".format(*_month(at)) for at in (first, following - 1)]
        yield ends[0] if ends[0] == ends[1] else "..".join(ends)


def _month(at: Decimal) -> tuple[int, int]:
    return int(at) // 12, int(at) % 12 + 1


def _days(years: Sequence[Decimal]) -> tuple[Decimal, ...]:
    return tuple(Decimal(date(int(year), 1, 1).toordinal()) for year in years)
