"""Answers given elsewhere: where a file holds what, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.collection.rules.codes import Unit
from consult.instrument.rules.condition import Value

ATTRIBUTES = ("unit", "region", "language", "kind", "coalition")
WEIGHT = "weight"
REASONS = ("not_answered", "not_asked", "prefer_not", "cannot_judge")
"""Why there is no answer; the first two are nothing at all, the others codes of the instrument."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value of an answer comes from: a column, with its values as ours, or the same for every row."""

    column: str = ""
    fixed: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartSource:
    """Where the answer to one part comes from.

    `columns` are {"": column}, or {row, option or "row:option": column}; `positions` the columns that hold what stands
    first, second … of a ranking. `separator` stands between several codes in one cell, `chosen` is what a column of
    one option holds where that was chosen.
    """

    columns: Mapping[str, str]
    positions: tuple[str, ...] = ()
    separator: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswersMap:
    """What a map file says; `missing` is {value of a cell: reason}, `weights` {name: column}.

    `whole` tells that there was a map: without one every column has to be called like what it holds.
    """

    attributes: Mapping[str, Source] = field(default_factory=dict)
    organisation: str = ""
    weights: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, PartSource] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """One answer from elsewhere, checked, in our codes."""

    unit: Unit
    short: bool
    document: Mapping[str, Value]
    texts: Mapping[str, str]
    region: str = ""
    language: str = ""
    kind: str = ""
    coalition: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    not_asked: tuple[str, ...] = ()
