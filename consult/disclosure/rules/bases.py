"""The base rule alone: who is counted stays at five and more, however tables are taken from each other.

A reader knows the member list: who answered, and the groups each is in. Every count that is shown is a sum over
profiles (people alike in every attribute), and whatever can be had from several is a combination of them. So no
combination may be about one to k - 1 people and nobody else: what is in the span of the shown groups, and touches so
few, is looked for directly. Ranges are not held wide: small counts of groups that are large enough are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from consult.disclosure.rules.gate import gate_given
from consult.disclosure.rules.layout import Totals, Wish, names_of
from consult.disclosure.rules.people import By, Mask, People, people_of
from consult.disclosure.rules.tables import GatedTable, Table
from consult.disclosure.rules.words import Rule

NEAR, NOUGHT = 1e-6, 1e-9
Shown = Mapping[By, GatedTable]


def by_bases(
    breaks: Mapping[str, Table], totals: Totals, memberships: Mapping[str, Sequence[str]], k: int
) -> dict[str, GatedTable]:
    """Show every group of k and more, break by break; a later one loses groups that would leave fewer of others."""
    people = people_of({name: memberships[name] for name in breaks if name in memberships})
    made: dict[str, GatedTable] = {}
    for name, table in breaks.items():
        before: dict[By, GatedTable] = {(one,): other for one, other in made.items() if one in people.groups}
        wish, own = Wish(k, rule=Rule.BASES), totals.of(names_of(table))
        found = gate_given(table, own, wish)
        while name in people.groups and (few := few_people({**before, (name,): found}, people, k)) is not None:
            wish = wish.without(_nearest(found, (name,), people, few))
            found = gate_given(table, own, wish)
        made[name] = found
    return made


def one_more(made: Shown, people: People, by: By, table: Table, totals: Totals) -> GatedTable | None:
    """Return a table of a lattice as it may stand beside those made; None where less than half could be shown."""
    wish = Wish(made[()].k, rule=Rule.BASES)
    while True:
        found = gate_given(table, totals, wish)
        if 2 * sum(base is not None for base in found.bases) < len(found.bases):
            return None
        few = few_people({**made, by: found}, people, wish.k)
        if few is None:
            return found
        wish = wish.without(_nearest(found, by, people, few))


def few_people(tables: Shown, people: People, k: int) -> Mask | None:
    """Return profiles of one to k - 1 people that something can be worked out about from all these tables, if any."""
    shown = [np.ones(len(people.sizes), dtype=np.bool_)]
    for by, table in tables.items():
        groups = zip(table.groups, table.bases, strict=True) if by else ()
        shown += [people.within(by, group) for group, base in groups if base is not None]
    there = np.flatnonzero(people.sizes)  # of who was not asked nothing can be told, and none of them is one of few
    together = np.unique(np.array(shown)[:, there], axis=0)
    found = _few(together.tobytes(), tuple(int(size) for size in people.sizes[there]), k)
    return None if found is None else np.isin(np.arange(len(people.sizes)), there[list(found)])


@lru_cache(maxsize=512)
def _few(shown: bytes, sizes: tuple[int, ...], k: int) -> tuple[int, ...] | None:
    """Find profiles of fewer than k people on which some combination of what is shown stands alone.

    With P the projection away from all that is shown, one that touches these profiles only is a vector that P takes to
    nought: then the block of P over them is singular.
    """
    groups = np.frombuffer(shown, dtype=np.bool_).reshape(-1, len(sizes)).astype(np.float64)
    away = np.eye(len(sizes)) - np.linalg.pinv(groups) @ groups
    for chosen in _small_sets(sizes, k):
        blocks = away[chosen[:, :, np.newaxis], chosen[:, np.newaxis, :]]
        near = np.flatnonzero(np.linalg.det(blocks) < NEAR)
        held = near[np.linalg.eigvalsh(blocks[near])[:, 0] < NOUGHT] if near.size else near
        if held.size:
            return tuple(int(at) for at in chosen[held[0]])
    return None


def _small_sets(sizes: Sequence[int], k: int) -> Iterator[NDArray[np.int64]]:
    """Yield all sets of profiles with fewer than k people, those of one profile first."""
    small = np.array([at for at, size in enumerate(sizes) if size < k], dtype=np.int64)
    people = np.array(sizes, dtype=np.int64)
    for count in range(1, min(k, len(small) + 1)):
        sets = np.array(list(combinations(small, count)), dtype=np.int64)
        sets = sets[people[sets].sum(axis=1) < k]
        if not len(sets):
            return
        yield sets


def _nearest(found: GatedTable, by: By, people: People, few: Mask) -> str:
    """Name the smallest group still shown that these people are in, or else the smallest of all."""
    shown = [(base, group) for group, base in zip(found.groups, found.bases, strict=True) if base is not None]
    near = [one for one in shown if (people.within(by, one[1]) & few).any()]
    return min(near or shown)[1]
