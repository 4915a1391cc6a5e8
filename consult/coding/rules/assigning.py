"""Which material a second coder reads blind: a fifth of the open answers, or a share of everything that is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

PART_READ_TWICE = 5
"""One in so many (MacQueen and others 1998; FIELD.md, gate G5)."""


SHARE = 20
"""How many in a hundred are drawn where nobody says otherwise: the same fifth."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What one kind of material can be drawn from: how many are `wanted`, and {document: its language}."""

    wanted: int
    documents: Mapping[str, str]


def wanted_of(total: int, read_twice: int, share: int) -> int:
    """Return how many documents are still to be drawn so that `share` in a hundred of `total` are read twice."""
    return max(0, -(-total * share // 100) - read_twice)


def drawn(pools: Mapping[str, Pool], seed: str) -> tuple[str, ...]:
    """Return the documents a seed draws, in order: from each pool what it wants, spread over its languages.

    The documents of a pool stand in line by language, within it by the digest of seed and id, and are taken at even
    distances: whoever has the seed and the pools draws the same again.
    """
    found: list[str] = []
    for pool in pools.values():
        line = sorted(pool.documents, key=lambda one: (pool.documents[one], sha256(f"{seed} {one}".encode()).digest()))
        count = min(pool.wanted, len(line))
        found += [line[at * len(line) // count] for at in range(count)]
    return tuple(sorted(found))


def second_reading(groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return at least a fifth of the units, in order, from {unit: its source}.

    The units stand in line by source, within it by the digest of their ids, and every fifth is taken from the first
    on: the same units every time, no source left out that holds five, and nothing of what they say plays a part.
    """
    line = sorted(groups, key=lambda unit: (groups[unit], sha256(unit.encode()).digest()))
    return tuple(sorted(line[::PART_READ_TWICE]))
