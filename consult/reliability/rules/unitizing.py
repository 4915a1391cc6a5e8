"""Whether coders mark the same stretches of a continuum: Krippendorff's unitizing alpha, per code and overall.

Sources: K. Krippendorff, "On the Reliability of Unitizing Continuous Data", Sociological Methodology 25 (1995), as its
author corrected it in "Content Analysis", 2nd edition (2004), section 11.6. With L the length of the continuum, m the
coders, N(c) the spans of code c by all of them, l the length of a span or of a gap between one coder's spans of c, and
b and e where spans begin and end:

    d  = (b1 - b2)² + (e1 - e2)² of two coders' spans that overlap, l² of a span that lies in a gap of the other coder
    Do(c) = sum of d over ordered pairs of coders / (m (m - 1) L²)
    De(c) = 2/L * sum over spans of ((N(c) - 1) (2l³ - 3l² + l) / 3 + l² * sum over gaps g >= l of (g - l + 1))
            / (mL (mL - 1) - sum over spans of l (l - 1))
    alpha of c = 1 - Do(c) / De(c)          alpha = 1 - (sum over codes of Do(c)) / (sum over codes of De(c))

De(c) is d over every way two spans may overlap, and over every place of a span in a gap. This is the member of the
family that compares spans as wholes; those of 2016 (Krippendorff, Mathet, Bouvry and Widlöcher), which compare shares
of intersections, are others and give other numbers. The work grows with the spans, not with the continuum.

Worked example (2004): from 150, 300 long; one coder gives c to 225–295 and 370–400, the other to 220–300, 355–375 and
400–420: Do = 2600/180000 = .0144, De = .0532, alpha of c = .7286.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


class NotUnitizable(StrEnum):
    """Why there is no alpha."""

    NO_SPANS = "no_spans"
    """Nobody marked anything."""
    ONE_CODER = "one_coder"
    """Nobody else read it."""
    NO_ROOM = "no_room"
    """Spans could not lie in any other way, so chance would agree as often."""


class Misplaced(StrEnum):
    """Why a span cannot stand where it does."""

    OUTSIDE = "outside"
    """It leaves the continuum, or is empty."""
    OVERLAPPING = "overlapping"
    """It overlaps another of the same coder and code."""


@dataclass(frozen=True, slots=True)
class Continuum:
    """What was read: everything from `start` on, `length` long."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Where it is over."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Span:
    """What a coder marked with a code."""

    coder: str
    code: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where it is over."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Unitizing:
    """Alpha overall and per code, None where it cannot be computed; `reason` says why where there is none overall."""

    alpha: float | None
    codes: Mapping[str, float | None]
    reason: NotUnitizable | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One coder's spans of one code, in order."""

    starts: Places
    ends: Places

    @property
    def lengths(self) -> Places:
        return self.ends - self.starts

    def gaps(self, continuum: Continuum) -> Places:
        """Return the lengths of what lies between the spans."""
        found: Places = np.append(self.starts, continuum.end) - np.append(continuum.start, self.ends)
        return found[found > 0]


def misplaced(continuum: Continuum, spans: Sequence[Span]) -> Iterator[tuple[int, Misplaced, int]]:
    """Return the places in `spans` of those that cannot stand, why, and which one each overlaps (itself if none)."""
    last: dict[tuple[str, str], int] = {}
    for at in sorted(range(len(spans)), key=lambda at: (spans[at].start, at)):
        span = spans[at]
        if span.length < 1 or span.start < continuum.start or span.end > continuum.end:
            yield at, Misplaced.OUTSIDE, at
            continue
        before = last.get((span.coder, span.code))
        if before is not None and span.start < spans[before].end:
            yield at, Misplaced.OVERLAPPING, before
        if before is None or span.end > spans[before].end:
            last[span.coder, span.code] = at


def unitizing_alpha(continuum: Continuum, coders: Sequence[str], spans: Sequence[Span]) -> Unitizing:
    """Return how far coders mark the same; `coders` names all who read the continuum, also who marked nothing."""
    if any(misplaced(continuum, spans)):
        raise ValueError("spans lie within the continuum and do not overlap others of their coder and code")
    codes = sorted({span.code for span in spans})
    if len(coders) < 2:
        return Unitizing(None, dict.fromkeys(codes), NotUnitizable.ONE_CODER)
    if not codes:
        return Unitizing(None, {}, NotUnitizable.NO_SPANS)
    sums = {code: _disagreements(continuum, lines) for code, lines in _lines(coders, spans).items()}
    overall = _alpha(sum(observed for observed, _ in sums.values()), sum(expected for _, expected in sums.values()))
    return Unitizing(
        overall,
        {code: _alpha(*sums[code]) for code in codes},
        NotUnitizable.NO_ROOM if overall is None else None,
    )


def _alpha(observed: float, expected: float) -> float | None:
    return 1.0 - observed / expected if expected > 0 else None


def _lines(coders: Sequence[str], spans: Sequence[Span]) -> dict[str, list[_Line]]:
    sorted_into: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for span in spans:
        sorted_into.setdefault(span.code, {}).setdefault(span.coder, []).append((span.start, span.end))
    found = {}
    for code, by_coder in sorted_into.items():
        tables = [np.array(sorted(by_coder.get(coder, ())), dtype=np.int64).reshape(-1, 2) for coder in coders]
        found[code] = [_Line(table[:, 0], table[:, 1]) for table in tables]
    return found


def _disagreements(continuum: Continuum, lines: Sequence[_Line]) -> tuple[float, float]:
    """Return Do and De of one code."""
    count = len(lines)
    between = sum(_between(one, other) for one, other in combinations(lines, 2))
    observed = 2.0 * between / (count * (count - 1) * float(continuum.length) ** 2)
    lengths = np.concatenate([line.lengths for line in lines]).astype(np.float64)
    gaps = np.sort(np.concatenate([line.gaps(continuum) for line in lines])).astype(np.float64)
    total = float(count * continuum.length)
    ways = total * (total - 1.0) - float((lengths * (lengths - 1.0)).sum())
    among = (len(lengths) - 1) * float((2 * lengths**3 - 3 * lengths**2 + lengths).sum()) / 3.0
    expected = 2.0 / continuum.length * (among + _in_gaps(lengths, gaps)) / ways
    return observed, expected


def _between(one: _Line, other: _Line) -> float:
    """Return the sum of d between two coders."""
    first = np.searchsorted(other.ends, one.starts, side="right")
    count = np.searchsorted(other.starts, one.ends, side="left") - first
    mine = np.repeat(np.arange(len(count)), count)
    theirs = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count - first, count)
    begins = (one.starts[mine] - other.starts[theirs]).astype(np.float64)
    ends = (one.ends[mine] - other.ends[theirs]).astype(np.float64)
    alone = np.ones(len(other.starts), dtype=bool)
    alone[theirs] = False
    return float(begins @ begins + ends @ ends) + _squared(one.lengths[count == 0]) + _squared(other.lengths[alone])


def _squared(lengths: Places) -> float:
    numbers = lengths.astype(np.float64)
    return float(numbers @ numbers)


def _in_gaps(lengths: NDArray[np.float64], gaps: NDArray[np.float64]) -> float:
    """Return l² times the places of each span in each gap that holds it; `gaps` are in order."""
    from_here = np.append(np.cumsum(gaps[::-1])[::-1], 0.0)
    first = np.searchsorted(gaps, lengths, side="left")
    places = from_here[first] - (len(gaps) - first) * (lengths - 1.0)
    return float((lengths**2 * places).sum())
