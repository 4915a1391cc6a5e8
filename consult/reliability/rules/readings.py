"""Who read which unit and what they coded in it, and how far readers agree, code by code and overall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from consult.reliability.rules.agreement import Agreement, measure
from consult.reliability.rules.distances import Metric
from consult.reliability.rules.ratings import Coded, Ratings

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

    def among(self, units: Collection[str]) -> Readings:
        """Return what was read and coded of these units alone."""
        wanted = frozenset(units)
        return Readings(
            {coder: wanted.intersection(self.units_of(coder)) for coder in self.coders()},
            {
                coder: {unit: codes for unit, codes in given.items() if unit in wanted}
                for coder, given in self.coded.items()
            },
        )

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


class Source(StrEnum):
    """What kind of material a unit comes from."""

    TRANSCRIPT = "transcript"
    ANSWERS = "answers"


def share_double_read(units: Iterable[str], readings: Readings) -> DoubleRead:
    """Return how many of `units` two coders have read; what was read beside them does not count."""
    material = set(units)
    return DoubleRead(len(material.intersection(readings.read_twice())), len(material))


def agreement_per_code(readings: Readings, codes: Iterable[str]) -> Mapping[str, Agreement]:
    """Return the agreement on each code: whether a unit has it or not."""
    shared = labels_given(readings)
    return {code: _on_code(shared, code) for code in codes}


def agreement_overall(readings: Readings, codes: Iterable[str]) -> Agreement:
    """Return the agreement on what a unit was given of `codes`, as sets: alpha with MASI, percent of equal sets."""
    sets = sets_of(labels_given(readings), codes)
    return replace(measure(sets, Metric.SETS), applied=sets.given())


def disagreements(readings: Readings, codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return per code the units, in order, that some of their readers gave it and others did not."""
    shared, units = labels_given(readings), readings.read_twice()
    return {code: _differing(has_code(shared, code), units) for code in codes}


def _differing(answers: Coded, units: Sequence[str]) -> tuple[str, ...]:
    if len(answers.values) < 2:
        return ()
    both = (answers.labels == 0).any(axis=1) & (answers.labels == 1).any(axis=1)
    return tuple(unit for unit, differs in zip(units, both.tolist(), strict=True) if differs)


def labels_given(readings: Readings) -> Coded:
    """Return the set of codes each coder gave the units that two have read, in order of `Readings.read_twice`."""
    coders, units = readings.coders(), readings.read_twice()
    read = {coder: readings.units_of(coder) for coder in coders}
    given = [[readings.codes_of(coder, unit) if unit in read[coder] else None for coder in coders] for unit in units]
    return Coded.of(Ratings(units, coders, given))


def has_code(given: Coded, code: str) -> Coded:
    """Return whether a unit has the code, from the sets of `labels_given`."""
    return given.relabelled(lambda codes: isinstance(codes, frozenset) and code in codes)


def sets_of(given: Coded, codes: Iterable[str]) -> Coded:
    """Return the sets of `labels_given` with only `codes` in them."""
    considered = frozenset(codes)
    return given.relabelled(lambda each: each & considered if isinstance(each, frozenset) else each)


def _on_code(given: Coded, code: str) -> Agreement:
    answers = has_code(given, code)
    return replace(measure(answers), applied=answers.given())
