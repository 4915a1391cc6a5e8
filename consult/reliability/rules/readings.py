"""Who read which unit and what they coded in it, and how far readers agree, code by code and overall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from consult.reliability.rules.agreement import Agreement, Metric, Ratings, measure

TARGET = Fraction(1, 5)
"""How much of the material two coders read (MacQueen and others 1998; FIELD.md, gate G5)."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The units each coder has `read`, and per coder and unit the codes given in `coded`.

    A unit read and given no code says no to every code; a unit not read says nothing. What is coded has been read.
    """

    read: Mapping[str, Collection[str]]
    coded: Mapping[str, Mapping[str, frozenset[str]]]

    def coders(self) -> tuple[str, ...]:
        """Return every coder, in order."""
        return tuple(sorted({*self.read, *self.coded}))

    def units_of(self, coder: str) -> frozenset[str]:
        """Return the units a coder has read."""
        return frozenset(self.read.get(coder, ())) | frozenset(self.coded.get(coder, ()))

    def read_twice(self) -> tuple[str, ...]:
        """Return the units that two coders or more have read, in order."""
        readers = Counter(unit for coder in self.coders() for unit in self.units_of(coder))
        return tuple(sorted(unit for unit, count in readers.items() if count >= 2))

    def codes_of(self, coder: str, unit: str) -> frozenset[str]:
        """Return the codes a coder gave a unit."""
        return self.coded.get(coder, {}).get(unit, frozenset())


@dataclass(frozen=True, slots=True)
class DoubleRead:
    """How much of the material two coders have read."""

    double: int
    units: int

    @property
    def share(self) -> Fraction | None:
        """The share, or None where there is no material."""
        return Fraction(self.double, self.units) if self.units else None

    @property
    def enough(self) -> bool:
        """Whether it is the fifth that is asked for."""
        return self.share is not None and self.share >= TARGET


def share_double_read(units: Iterable[str], readings: Readings) -> DoubleRead:
    """Return how many of `units` two coders have read; what was read beside them does not count."""
    material = set(units)
    return DoubleRead(len(material.intersection(readings.read_twice())), len(material))


def agreement_per_code(readings: Readings, codes: Iterable[str]) -> Mapping[str, Agreement]:
    """Return the agreement on each code: whether a unit has it or not."""
    shared = _Shared.of(readings)
    return {code: _on_code(shared, code) for code in codes}


def agreement_overall(readings: Readings, codes: Iterable[str]) -> Agreement:
    """Return the agreement on what a unit was given of `codes`, as sets: alpha with MASI, percent of equal sets."""
    shared, considered = _Shared.of(readings), frozenset(codes)
    sets = shared.labelled(lambda given: given & considered)
    return replace(measure(sets, Metric.SETS), applied=_applied(sets))


def disagreements(readings: Readings, code: str) -> tuple[str, ...]:
    """Return the units, in order, that some of their readers gave the code and others did not."""
    answers = _Shared.of(readings).labelled(lambda given: code in given)
    return tuple(unit for unit, row in zip(answers.units, answers.labels, strict=True) if True in row and False in row)


def _on_code(shared: _Shared, code: str) -> Agreement:
    answers = shared.labelled(lambda given: code in given)
    return replace(measure(answers), applied=_applied(answers))


def _applied(ratings: Ratings) -> Mapping[str, int]:
    """Return per coder how many units have the code, or any code."""
    return {coder: sum(bool(row[number]) for row in ratings.labels) for number, coder in enumerate(ratings.coders)}


@dataclass(frozen=True, slots=True)
class _Shared:
    """The codes of the units that two coders or more have read, None where a coder has not."""

    units: Sequence[str]
    coders: Sequence[str]
    given: Sequence[Sequence[frozenset[str] | None]]

    @classmethod
    def of(cls, readings: Readings) -> _Shared:
        coders, units = readings.coders(), readings.read_twice()
        read = {coder: readings.units_of(coder) for coder in coders}
        given = [
            [readings.codes_of(coder, unit) if unit in read[coder] else None for coder in coders] for unit in units
        ]
        return cls(units, coders, given)

    def labelled(self, label: Callable[[frozenset[str]], Hashable]) -> Ratings:
        """Return ratings with `label` of what each coder gave each unit."""
        rows = [[None if given is None else label(given) for given in row] for row in self.given]
        return Ratings(self.units, self.coders, rows)
