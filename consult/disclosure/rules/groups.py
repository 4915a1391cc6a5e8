"""Merging groups that are too small to be shown, in every break from which they could be worked out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules.words import K

ALL_UNIONS = 10
"""Breaks of up to this many groups are searched union by union, longer ones for unions of up to three."""


@dataclass(frozen=True, slots=True)
class MergedGroup:
    """One published group: its own name, and the groups it was made of."""

    key: str
    parts: tuple[str, ...]
    base: int
    gathered: bool = False
    """Whether a part without a declared neighbour was put with the smallest other group."""

    @property
    def merged(self) -> bool:
        """Whether more than one group stands behind the name; the page says so."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Merging:
    """The groups of one break as published; none if the break is withheld."""

    groups: tuple[MergedGroup, ...]
    withheld: bool = False

    @property
    def merged(self) -> tuple[MergedGroup, ...]:
        """The groups made of more than one."""
        return tuple(group for group in self.groups if group.merged)

    def group_of(self, part: str) -> str | None:
        """Name the published group an original group is shown in."""
        return next((group.key for group in self.groups if part in group.parts), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """Published groups that leave a set of respondents when others are taken away.

    The groups `inside` (of one break) lie wholly within the groups `outside` (of another); `base`
    respondents are in the second and not in the first, so their answers can be had by subtraction.
    """

    outside: tuple[str, tuple[str, ...]]
    inside: tuple[str, tuple[str, ...]]
    base: int


def merge_small_groups(bases: Mapping[str, int], neighbours: Mapping[str, str], k: int = K) -> Merging:
    """Merge each group below k into its declared neighbour, smallest first, until none is below k.

    A merged group that is still too small follows the neighbours of its parts; one that has none left
    is gathered with the smallest other group. If all respondents together are below k, or only one
    group is left of several, there is no break to show and it is withheld.
    """
    order = list(bases)
    groups = [MergedGroup(key, (key,), base) for key, base in bases.items()]
    while len(groups) > 1:
        small = min(groups, key=lambda group: (group.base, order.index(group.key)))
        if small.base >= k:
            return Merging(tuple(groups))
        groups = _merge(groups, small, neighbours, order)
    if not groups or groups[0].base < k or len(order) > 1:
        return Merging((), withheld=True)
    return Merging(tuple(groups))


def merge_consistently(
    memberships: Mapping[str, Sequence[str]],
    neighbours: Mapping[str, Mapping[str, str]],
    k: int = K,
) -> dict[str, Merging]:
    """Merge every break until no 1 to k-1 respondents are left by subtracting published groups.

    `memberships` gives, for each break, the group of every respondent in the same order of respondents;
    put the most important break first, for it is the later one that is merged further. Checked is the
    difference of every union of groups of one break and every union of another that it contains (a
    published set and its difference with every published set it contains are empty or hold k or more).
    """
    mergings = {
        name: merge_small_groups(_bases(groups), neighbours.get(name, {}), k) for name, groups in memberships.items()
    }
    while leaks := [leak for leak in differences(memberships, mergings) if leak.base < k]:
        names = list(memberships)
        leak = leaks[0]
        name, involved = max(leak.outside, leak.inside, key=lambda side: names.index(side[0]))
        mergings[name] = _merge_further(mergings[name], involved, neighbours.get(name, {}))
    return mergings


def differences(memberships: Mapping[str, Sequence[str]], mergings: Mapping[str, Merging]) -> tuple[Difference, ...]:
    """List every non-empty difference between nested unions of published groups of two breaks."""
    arrays = {
        name: _published(memberships[name], merging) for name, merging in mergings.items() if not merging.withheld
    }
    found = []
    for inner, outer in permutations(arrays, 2):
        crossing = _crossing(arrays[inner], arrays[outer], mergings[inner], mergings[outer])
        found += [
            Difference((outer, outside), (inner, inside), base)
            for inside, outside, base in _nested(crossing, mergings[inner], mergings[outer])
        ]
    return tuple(sorted(found, key=lambda one: (one.base, one.outside, one.inside)))


def _merge(
    groups: list[MergedGroup], small: MergedGroup, neighbours: Mapping[str, str], order: Sequence[str]
) -> list[MergedGroup]:
    others = [group for group in groups if group is not small]
    host = next((group for part in small.parts for group in others if neighbours.get(part) in group.parts), None)
    gathered = host is None
    if host is None:
        host = min(others, key=lambda group: (group.base, order.index(group.key)))
    parts = tuple(part for part in order if part in host.parts or part in small.parts)
    joined = MergedGroup(host.key, parts, host.base + small.base, gathered or host.gathered or small.gathered)
    return [joined if group is host else group for group in others]


def _merge_further(merging: Merging, involved: tuple[str, ...], neighbours: Mapping[str, str]) -> Merging:
    groups = list(merging.groups)
    if len(groups) <= 2:
        return Merging((), withheld=True)
    order = [part for group in groups for part in group.parts]
    small = min(
        (group for group in groups if group.key in involved),
        key=lambda group: (group.base, order.index(group.key)),
    )
    return Merging(tuple(_merge(groups, small, neighbours, order)))


def _bases(groups: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for group in groups:
        counted[group] = counted.get(group, 0) + 1
    return dict(sorted(counted.items()))


def _published(groups: Sequence[str], merging: Merging) -> NDArray[np.int64]:
    place = {part: at for at, group in enumerate(merging.groups) for part in group.parts}
    return np.array([place[group] for group in groups], dtype=np.int64)


def _crossing(
    inner: NDArray[np.int64], outer: NDArray[np.int64], inside: Merging, outside: Merging
) -> NDArray[np.int64]:
    table = np.zeros((len(inside.groups), len(outside.groups)), dtype=np.int64)
    np.add.at(table, (inner, outer), 1)
    return table


def _nested(
    crossing: NDArray[np.int64], inner: Merging, outer: Merging
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...], int]]:
    """Take every union of inner groups from the fewest outer groups that hold it.

    Outer groups beyond those would add their whole bases (k or more) to the difference.
    """
    count = len(inner.groups)
    most = count - 1 if count <= ALL_UNIONS else 3
    bases = crossing.sum(axis=0)
    for size in range(1, most + 1):
        for chosen in combinations(range(count), size):
            lines = crossing[list(chosen)].sum(axis=0)
            touched = lines > 0
            left = int((bases - lines)[touched].sum())
            if left:
                yield (
                    tuple(inner.groups[at].key for at in chosen),
                    tuple(group.key for group, held in zip(outer.groups, touched, strict=True) if held),
                    left,
                )
