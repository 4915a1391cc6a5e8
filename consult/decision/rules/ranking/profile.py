"""Ranked papers as one matrix of places: a row per option, a column per way the papers were filled in.

What a paper leaves out is a blank. Its treatment is declared before anything is counted: `last`, all blanks of a paper
share the place after its last ranked option; `none`, a blank is compared with nobody. A paper without any rank is a
blank paper: under `last` it puts every option on the same place, under `none` it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from consult.shared.errors import ConsultError

Ballot = tuple[tuple[str, ...], ...]
"""Options by place, best first; options of one place share it."""
Places = NDArray[np.signedinteger]
Mask = NDArray[np.bool_]
Bits = NDArray[np.uint64]
WORD = 64
MOST_OPTIONS = 1_000


class MisrankedError(ConsultError):
    """A paper that cannot be: an option ranked twice or unknown, or fewer papers than none."""


class Blanks(StrEnum):
    """What becomes of the options a paper leaves out."""

    LAST = "last"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Profile:
    """Every paper of one ballot: `places[option, way]`, counted from 0, for every way papers were filled in.

    A blank has the place `blank`, behind every other. `planes` say how many papers were filled in in each way: bit by
    bit, so that any number of papers is counted exactly and as quickly as single ones; ways without papers fill the
    last word.
    """

    options: tuple[str, ...]
    places: Places
    planes: tuple[tuple[int, Bits], ...]
    blanks: Blanks

    @property
    def blank(self) -> int:
        """The place of what was left out."""
        return int(np.iinfo(self.places.dtype).max)

    @property
    def papers(self) -> int:
        """How many papers there are, blank ones too."""
        return self.weigh(packed(np.ones(self.places.shape[1], dtype=np.bool_)))

    @property
    def blank_papers(self) -> int:
        """How many papers rank nothing."""
        return self.weigh(packed((self.places == self.blank).all(axis=0)))

    def weigh(self, ways: Bits) -> int:
        """Return how many papers were filled in in one of these ways."""
        return sum(worth * int(np.bitwise_count(ways & plane).sum()) for worth, plane in self.planes)


def packed(ways: Mask) -> Bits:
    """Return true and false as bits of words."""
    return np.packbits(ways, axis=-1).view(np.uint64)


def from_places(options: tuple[str, ...], places: Places, counts: NDArray[np.int64], blanks: Blanks) -> Profile:
    """Return the profile of ways that `counts` papers each were filled in."""
    more = -places.shape[1] % WORD
    filled = np.pad(places, ((0, 0), (0, more)), constant_values=np.iinfo(places.dtype).max)
    weights = np.pad(counts, (0, more))
    planes = tuple(
        (1 << bit, packed((weights >> bit & 1).astype(np.bool_)))
        for bit in range(int(weights.max(initial=0)).bit_length())
    )
    return Profile(options, filled, planes, blanks)


def profile(
    papers: Mapping[Ballot, int] | Iterable[tuple[Ballot, int]], blanks: Blanks, options: Iterable[str] = ()
) -> Profile:
    """Return the papers as a profile over `options` and whatever they rank; raise `MisrankedError` if one cannot be.

    Options stand in the order of their names, so that no order of a list can decide anything.
    """
    given = list(papers.items() if isinstance(papers, Mapping) else papers)
    known = tuple(sorted({*options, *(option for ballot, _ in given for place in ballot for option in place)}))
    if len(known) > MOST_OPTIONS:
        raise MisrankedError(f"there are {len(known)} options: no more than {MOST_OPTIONS} can be ranked")
    if any(count < 0 for _, count in given):
        raise MisrankedError("there are no fewer papers than none")
    small = np.int8 if len(known) < np.iinfo(np.int8).max else np.int16
    places = np.full((len(known), len(given)), np.iinfo(small).max, dtype=small)
    at = {option: row for row, option in enumerate(known)}
    for way, (ballot, _) in enumerate(given):
        ranked = [option for place in ballot for option in place]
        if len(set(ranked)) < len(ranked):
            raise MisrankedError("an option is ranked twice on one paper")
        places[[at[option] for option in ranked], way] = [
            place for place, tied in enumerate(filter(None, ballot)) for _ in tied
        ]
    return from_places(known, places, np.array([count for _, count in given], dtype=np.int64), blanks)
