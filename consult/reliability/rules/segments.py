"""Passages laid end to end as one continuum, so that segments of them can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.reliability.rules.readings import Readings
from consult.reliability.rules.unitizing import Continuum, Span


@dataclass(frozen=True, slots=True)
class Segment:
    """What a coder marked with a code in a unit, end exclusive."""

    coder: str
    code: str
    unit: str
    start: int
    end: int


def largest_readership(readings: Readings) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the coders, two or more, who together read the most units that nobody else read, and those units.

    Unitizing alpha needs one continuum that everybody compared has read.
    """
    readers = {
        unit: tuple(coder for coder in readings.coders() if unit in readings.units_of(coder))
        for unit in readings.read_twice()
    }
    sizes = Counter(readers.values())
    if not sizes:
        return (), frozenset()
    most = min(sizes, key=lambda coders: (-sizes[coders], coders))
    return most, frozenset(unit for unit, coders in readers.items() if coders == most)


def lay_end_to_end(lengths: Sequence[tuple[str, int]], segments: Iterable[Segment]) -> tuple[Continuum, list[Span]]:
    """Return the continuum of units with their lengths, in order, and the segments as spans of it.

    What one coder marked twice with one code is one span; what lies outside these units is left out.
    """
    begins: dict[str, int] = {}
    length_of = dict(lengths)
    total = 0
    for unit, length in lengths:
        begins[unit] = total
        total += length
    known = [one for one in segments if one.start < length_of.get(one.unit, 0)]
    known.sort(key=lambda one: (one.coder, one.code, begins[one.unit], one.start, one.end))
    found: list[Span] = []
    for one in known:
        start, end = begins[one.unit] + one.start, begins[one.unit] + min(one.end, length_of[one.unit])
        last = found[-1] if found else None
        if last and (last.coder, last.code) == (one.coder, one.code) and start < last.end:
            found[-1] = Span(last.coder, last.code, last.start, max(last.end, end) - last.start)
        else:
            found.append(Span(one.coder, one.code, start, end - start))
    return Continuum(0, total), found
