"""Who answered one question, by everything that is known of them: the sets of people that tables are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
By = tuple[str, ...]
"""The attributes a table is broken down by, at most two; () is everybody."""
JOINT = "\x1f"
"""Stands between the two groups a group of a table by two attributes is made of."""


@dataclass(frozen=True)
class People:
    """Respondents by profile: those who are in the same group of every attribute are one profile.

    `codes` is profiles × attributes, positions in `groups`; `sizes` how many people have each profile.
    """

    groups: Mapping[str, tuple[str, ...]]
    codes: NDArray[np.int64]
    sizes: NDArray[np.int64]
    places: NDArray[np.int64]
    """The profile of each respondent, in their order."""

    def within(self, by: By, group: str | None) -> Mask:
        """Select the profiles of one group of a table; None is everybody."""
        chosen = np.ones(len(self.sizes), dtype=np.bool_)
        if group is None or not by:
            return chosen
        for name, own in zip(by, group.split(JOINT) if len(by) > 1 else (group,), strict=True):
            known = self.groups[name]
            chosen &= self.codes[:, self.attributes.index(name)] == (known.index(own) if own in known else -1)
        return chosen

    @cached_property
    def attributes(self) -> By:
        """The attributes, in the order of `codes`."""
        return tuple(self.groups)

    def size(self, by: By, group: str | None) -> int:
        """Say how many people are in one group of a table."""
        return int(self.sizes[self.within(by, group)].sum())

    def groups_by(self, by: By) -> tuple[str, ...]:
        """Name every group of a table by one or two attributes, those with nobody in them too."""
        if not by:
            return ("",)
        if len(by) == 1:
            return self.groups[by[0]]
        return tuple(f"{one}{JOINT}{two}" for one in self.groups[by[0]] for two in self.groups[by[1]])


def people_of(memberships: Mapping[str, Sequence[str]]) -> People:
    """Return respondents by profile, given the group of each in every attribute, in one order of respondents."""
    labels, columns = {}, []
    for name, own in memberships.items():
        labels[name] = tuple(sorted(set(own)))
        place = {label: at for at, label in enumerate(labels[name])}
        columns.append(np.fromiter((place[label] for label in own), dtype=np.int64, count=len(own)))
    count = len(columns[0]) if columns else 0
    together = np.stack(columns, axis=1) if columns else np.zeros((count, 0), dtype=np.int64)
    number = np.zeros(count, dtype=np.int64)
    for column, known in zip(columns, labels.values(), strict=True):
        number = number * max(1, len(known)) + column
    _found, first, places, sizes = np.unique(number, return_index=True, return_inverse=True, return_counts=True)
    return People(labels, together[first], sizes.astype(np.int64), places.astype(np.int64))
