"""Which open answers a second coder reads blind: a fifth, spread over their sources."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

PART_READ_TWICE = 5
"""One in so many (MacQueen and others 1998; FIELD.md, gate G5)."""


def second_reading(groups: Mapping[str, str]) -> tuple[str, ...]:
    """Return at least a fifth of the units, in order, from {unit: its source}.

    The units stand in line by source, within it by the digest of their ids, and every fifth is taken from the first
    on: the same units every time, no source left out that holds five, and nothing of what they say plays a part.
    """
    line = sorted(groups, key=lambda unit: (groups[unit], sha256(unit.encode()).digest()))
    return tuple(sorted(line[::PART_READ_TWICE]))
