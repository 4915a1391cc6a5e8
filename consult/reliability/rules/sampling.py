"""Which units a second coder reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256

from consult.reliability.rules.readings import TARGET


def pick_fifth(
    unit_ids: Iterable[str], strata: Mapping[str, str], *, seed: str, share: Fraction = TARGET
) -> tuple[str, ...]:
    """Return at least `share` of the units, in order, spread over their strata; `seed` alone decides which.

    Systematic sampling: the units stand in line by stratum, shuffled within it, and every fifth is taken from a start
    drawn at random, so that each unit has the same chance and a stratum gets its share rounded up or down. The order
    comes from digests, not from a generator of random numbers, which another version of Python may draw differently.
    `strata` names the stratum of a unit, such as its source; units without one are a stratum together.
    """
    if not 0 < share <= 1:
        raise ValueError("the share lies above 0 and is at most 1")
    line = sorted(set(unit_ids), key=lambda unit: _place(seed, strata.get(unit, ""), unit))
    wanted = -(-len(line) * share.numerator // share.denominator)
    if not wanted:
        return ()
    start = int.from_bytes(_digest(seed), "big") % len(line)
    return tuple(sorted(line[(start + step * len(line)) // wanted] for step in range(wanted)))


def _place(seed: str, stratum: str, unit: str) -> tuple[bytes, str, bytes]:
    return _digest(seed, stratum), stratum, _digest(seed, stratum, unit)


def _digest(*parts: str) -> bytes:
    return sha256("\0".join(parts).encode()).digest()
