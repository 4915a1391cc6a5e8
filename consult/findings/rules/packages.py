"""Common ground: how close each aspect of the work could be without any published group refusing the whole.

A package names a level for every aspect. An answer refuses it where it is closer, in any aspect, than the closest form
that answer could still accept; no limit given, or no view, is no refusal. A group refuses it unless more than half of
its answers accept it, as a board counts a majority everywhere else. Who refuses a package refuses every closer one, so
the closest packages that no group refuses say everything: whatever is looser than one of them is open too.

What a listing tells of a group is which side of half it is on, of ten answers or more: that leaves five counts or more.
How many stand outside is told past the gate, and only where no figure of one aspect, and no package told before, makes
a difference of a few of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules import Cell, Mark, Shape, Table, gate_table
from consult.findings.rules.columns import Columns, Mask
from consult.findings.rules.questions import Question

FEWEST = 10
"""A group of fewer answers is not asked whether it refuses."""
MOST_PACKAGES = 4**9
Levels = NDArray[np.int8]


class TooManyPackagesError(ValueError):
    """So many aspects and levels that the packages cannot be gone through one by one."""


@dataclass(frozen=True, slots=True)
class Package:
    """A level per aspect, how many refuse it as far as may be told, and conditions that those who do often name."""

    levels: tuple[str, ...]
    outside: Cell
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommonGround:
    """The closest packages that no group refuses; `asked` says how many groups were asked."""

    aspects: tuple[str, ...]
    asked: int
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """The closest level each answer could accept, answers × aspects, as a position in `levels`."""

    closest: Levels
    aspects: tuple[str, ...]
    levels: tuple[str, ...]


def limits_of(columns: Columns, question: Question, levels: Sequence[str]) -> tuple[Limits, Mask]:
    """Read limits from a matrix whose options run from apart to closest; say too who answered any row of it."""
    last = len(levels) - 1
    place = np.array([levels.index(one) if one in levels else last for one in question.options], dtype=np.int8)
    given = [columns.column(question.key, row) for row in question.rows]
    closest = np.stack([np.where(one >= 0, place[np.maximum(one, 0)], last) for one in given], axis=1)
    answered = np.any(np.stack([one >= 0 for one in given], axis=1), axis=1)
    return Limits(closest.astype(np.int8), question.rows, tuple(levels)), answered


def refuses(limits: Limits, package: Sequence[int]) -> Mask:
    """Tell of every answer whether a package is closer, in any aspect, than it could accept."""
    return np.asarray(np.any(limits.closest < np.array(package, dtype=np.int8), axis=1), dtype=np.bool_)


def accepting(limits: Limits, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Count who accepts each package: the first axis per group, then one axis per aspect.

    Answers are put where their limits are, and summed from the closest level down, aspect by aspect.
    """
    width, aspects = len(limits.levels), len(limits.aspects)
    if width**aspects > MOST_PACKAGES:
        raise TooManyPackagesError(f"{aspects} aspects of {width} levels")
    places = groups.copy()
    for at in range(aspects):
        places = places * width + limits.closest[:, at]
    found = np.bincount(places, minlength=count * width**aspects).astype(np.int64)
    for at in range(aspects):
        axis = found.reshape(-1, width, width**at)
        for level in range(width - 2, -1, -1):
            axis[:, level] += axis[:, level + 1]
    return found.reshape((count,) + (width,) * aspects)


def open_packages(limits: Limits, groups: Mapping[str, Sequence[str]]) -> tuple[NDArray[np.bool_], int]:
    """Tell of every package whether no group refuses it, and how many groups of ten or more were asked.

    `groups` holds, per attribute, the group of each answer. Everybody together is asked like a group.
    """
    everybody = [""] * len(limits.closest)
    still = np.ones((len(limits.levels),) * len(limits.aspects), dtype=np.bool_)
    asked = 0
    for members in (everybody, *groups.values()):
        names, codes, bases = np.unique(np.array(members, dtype=str), return_inverse=True, return_counts=True)
        accepted = accepting(limits, codes.astype(np.int64), len(names))
        large = bases >= FEWEST
        asked += int(large.sum()) if members is not everybody else 0
        for accepts, base in zip(accepted[large], bases[large], strict=True):
            still &= 2 * accepts > base
    return still, asked


def closest_of(still: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Return the open packages that no open package is closer than: the closest in sum first, then the most even."""
    found = still.copy()
    for axis in range(still.ndim):
        closer = np.zeros_like(still)
        inner = [slice(None)] * still.ndim
        outer = [slice(None)] * still.ndim
        inner[axis], outer[axis] = slice(None, -1), slice(1, None)
        closer[tuple(inner)] = still[tuple(outer)]
        found &= ~closer
    return sorted((tuple(map(int, one)) for one in np.argwhere(found)), key=_closest_first)


def _closest_first(package: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    return -sum(package), sum(level * level for level in package), package


def common_ground(
    limits: Limits, groups: Mapping[str, Sequence[str]], named: Mapping[str, Mask], k: int, *, most: int = 3
) -> CommonGround | None:
    """Return the closest packages no group refuses, `most` of them; None where fewer than ten answered.

    `named` says of each condition who names it.
    """
    if len(limits.closest) < FEWEST:
        return None
    still, asked = open_packages(limits, groups)
    made: list[Package] = []
    told: list[Mask] = []
    for one in closest_of(still)[:most]:
        outside = refuses(limits, one)
        cell = _gated(outside, k) if may_be_told(limits, one, told, k) else Mark.WITHHELD
        conditions: tuple[str, ...] = ()
        if not isinstance(cell, Mark):
            told.append(outside)
            conditions = tuple(often_named(outside, named, k))
        made.append(Package(tuple(limits.levels[at] for at in one), cell, conditions))
    return CommonGround(limits.aspects, asked, tuple(made))


def may_be_told(limits: Limits, package: Sequence[int], told: Sequence[Mask], k: int) -> bool:
    """Tell whether the count of those outside makes no difference of a few with what is shown.

    What is shown is how many set a limit in each aspect, and the packages told before. Everybody who sets one of these
    limits stands outside; their sum less those outside is how often somebody sets a second one; and a limit of a few,
    hidden in its own figure, must not be what the others leave of those outside.
    """
    outside = refuses(limits, package)
    parts = [limits.closest[:, at] < level for at, level in enumerate(package)]
    count, sizes = int(outside.sum()), [int(one.sum()) for one in parts]
    few = [int((outside & ~one).sum()) for one in parts]
    few += [int(one.sum()) for other in told for one in (outside & ~other, other & ~outside)]
    few.append(sum(sizes) - count)
    hidden = any(0 < size < k and count > sum(sizes) - size for size in sizes)
    return not hidden and not any(0 < one < k for one in few)


def often_named(outside: Mask, named: Mapping[str, Mask], k: int) -> Iterator[str]:
    """Give the conditions that more than half of those outside name, where the gate shows how many do."""
    base = int(outside.sum())
    for code, who in named.items():
        count = int((outside & who).sum())
        table = Table((code,), ("",), ((count,),), (base,), Shape.INDEPENDENT)
        if 2 * count > base and not isinstance(gate_table(table, k).total(code), Mark):
            yield code


def _gated(outside: Mask, k: int) -> Cell:
    count, base = int(outside.sum()), len(outside)
    table = Table(("outside", "accepts"), ("",), ((count,), (base - count,)), (base,), Shape.PARTITION)
    return gate_table(table, k).total("outside")
