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
    names = list(memberships)
    while leaks := [leak for leak in differences(memberships, mergings) if leak.base < k]:
        name, involved = max(leaks[0].outside, leaks[0].inside, key=lambda side: names.index(side[0]))
        choices = _further(mergings[name], involved, neighbours.get(name, {}))
        tried = [{**mergings, name: choice} for choice in choices]
        mergings = min(tried, key=lambda one: sum(d.base < k for d in differences(memberships, one)))
    return mergings


def differences(memberships: Mapping[str, Sequence[str]], mergings: Mapping[str, Merging]) -> tuple[Difference, ...]:
    """List every non-empty difference between nested unions of published groups of two breaks."""
    return tuple(one for one in nestings(memberships, mergings) if one.base)


def nestings(memberships: Mapping[str, Sequence[str]], mergings: Mapping[str, Merging]) -> tuple[Difference, ...]:
    """List unions of published groups that lie within unions of another break, those that equal them too."""
    arrays = {
        name: _published(memberships[name], merging) for name, merging in mergings.items() if not merging.withheld
    }
    found = []
    for inner, outer in permutations(arrays, 2):
        crossing = np.zeros((len(mergings[inner].groups), len(mergings[outer].groups)), dtype=np.int64)
        np.add.at(crossing, (arrays[inner], arrays[outer]), 1)
        found += [
            Difference((outer, outside), (inner, inside), base)
            for inside, outside, base in _nested(crossing, mergings[inner], mergings[outer])
        ]
    return tuple(sorted(found, key=lambda one: (one.base, one.outside, one.inside)))


def _merge(
    groups: Sequence[MergedGroup],
    small: MergedGroup,
    neighbours: Mapping[str, str],
    order: Sequence[str],
) -> list[MergedGroup]:
    others = [group for group in groups if group is not small]
    wanted = (group for part in small.parts for group in others if neighbours.get(part) in group.parts)
    host = next(wanted, None)
    if host is not None:
        return _join(groups, host, small, order, gathered=False)
    host = min(others, key=lambda group: (group.base, order.index(group.key)))
    return _join(groups, host, small, order, gathered=True)


def _join(
    groups: Sequence[MergedGroup],
    host: MergedGroup,
    guest: MergedGroup,
    order: Sequence[str],
    *,
    gathered: bool,
) -> list[MergedGroup]:
    parts = tuple(part for part in order if part in host.parts or part in guest.parts)
    together = host.base + guest.base
    joined = MergedGroup(host.key, parts, together, gathered or host.gathered or guest.gathered)
    return [joined if group is host else group for group in groups if group is not guest]


def _further(merging: Merging, involved: tuple[str, ...], neighbours: Mapping[str, str]) -> list[Merging]:
    """List the ways to merge one of these groups with another: declared neighbours first, small first."""
    groups = merging.groups
    if len(groups) <= 2:
        return [Merging((), withheld=True)]
    order = sorted(part for group in groups for part in group.parts)
    pairs = []
    for guest, host in permutations(groups, 2):
        declared = any(neighbours.get(part) in host.parts for part in guest.parts)
        if {guest.key, host.key} & set(involved) and (declared or guest.base <= host.base):
            pairs.append((not declared, guest.base + host.base, guest.key, host.key, guest, host))
    pairs.sort(key=lambda pair: pair[:4])
    return [
        Merging(tuple(_join(groups, host, guest, order, gathered=gathered))) for gathered, _, _, _, guest, host in pairs
    ]


def _bases(groups: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for group in groups:
        counted[group] = counted.get(group, 0) + 1
    return dict(sorted(counted.items()))


def _published(groups: Sequence[str], merging: Merging) -> NDArray[np.int64]:
    place = {part: at for at, group in enumerate(merging.groups) for part in group.parts}
    return np.array([place[group] for group in groups], dtype=np.int64)


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
            yield (
                tuple(inner.groups[at].key for at in chosen),
                tuple(group.key for group, held in zip(outer.groups, touched, strict=True) if held),
                int((bases - lines)[touched].sum()),
            )
