"""A reader who collects every figure of every surface, and works out what is hidden by linear programming.

Written apart from the audit of the gate: what it knows of tables is what it read in JSON and on lines of text. It
knows the member list: who is in which group, and of one question who answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

K = 5
Group = tuple[str, ...]
Place = tuple[tuple[str, ...], Group, str | None]
"""Attributes, one group of each, and the row; () is everybody, None the base."""


@dataclass(frozen=True, slots=True)
class Cracked:
    """A hidden count, and the range it was held to."""

    place: Place
    low: float
    high: float


@dataclass
class Notes:
    """Everything read of one question: what was shown, what was hidden, and what a mark said of it."""

    rows: Sequence[str]
    sums: Mapping[str, Sequence[str]]
    adds_up: bool
    shown: dict[Place, int] = field(default_factory=dict)
    hidden: set[Place] = field(default_factory=set)
    fewer: set[Place] = field(default_factory=set)
    at_least: set[Place] = field(default_factory=set)

    def read_json(self, by: tuple[str, ...], document: Mapping[str, Any]) -> None:
        """Take the numbers of `consult findings show --json`, or of an edition."""
        self._note(((), (), None), document["base"])
        for line in document["rows"]:
            self._note(((), (), line["value"]), line["n"])
            for group, cell in line.get("by", {}).items():
                names = tuple("" if one == "not_shown" else one for one in group.split(","))
                self._note((by, names, line["value"]), cell["n"])
                self._note((by, names, None), cell["base"])

    def read_lines(self, by: tuple[str, ...], text: Sequence[str]) -> None:
        """Take the marks of the lines the command prints: they tell "fewer than 5" from what is withheld."""
        *body, last = [line.split("\t") for line in text]
        groups = last[2:] if last[0] == "groups" else []
        for line in body if groups else [*body, last]:
            for group, cell in zip(["", *groups], line[1:], strict=False):
                names = tuple("" if one == "not_shown" else one for one in group.split(",")) if group else ()
                if cell == "fewer than 5":
                    self.fewer.add((by if group else (), names, line[0]))

    def read_edition(self, by: tuple[str, ...], at_least_k: Iterable[tuple[str, str | None]]) -> None:
        """Take the one mark that only an edition writes down: this hidden count is five or more."""
        self.at_least |= {
            ((), (), row) if group is None or not by else (by, (group,), row) for row, group in at_least_k
        }

    def _note(self, place: Place, value: int | None) -> None:
        if value is None:
            self.hidden.add(place)
        else:
            assert self.shown.setdefault(place, value) == value, f"two surfaces disagree on {place}"

    def attack(self, people: Sequence[Mapping[str, str]]) -> Iterator[Cracked]:
        """Yield what can be held to a range narrower than k; `people` are those who answered, by attribute."""
        assert not self.shown.keys() & self.hidden, "one surface shows what another hides"
        yield from self._cracked(people, counts=True, names_known=True)
        yield from self._cracked(people, counts=False, names_known=False)

    def few(self, people: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
        """Return how many people of each profile something can be worked out about that is about one to four in all.

        Whatever is worked out from sums is a combination of them: ranks tell whether one stands on so few people.
        """
        profiles = sorted({tuple(sorted(one.items())) for one in people})
        sizes = [sum(tuple(sorted(one.items())) == own for one in people) for own in profiles]
        puzzle = _Puzzle([dict(own) for own in profiles], np.array(sizes), ("",), names_known=False)
        sums = np.unique([puzzle.form(("",), place) for place in self.shown], axis=0) if self.shown else []
        rank = int(np.linalg.matrix_rank(sums)) if len(sums) else 0
        small = [at for at, size in enumerate(sizes) if size < K]
        for count in range(1, K):
            sets = [one for one in combinations(small, count) if sum(sizes[at] for at in one) < K]
            for chosen in sets if len(sums) else ():
                together = np.vstack([sums, np.eye(len(sizes))[list(chosen)]])
                if np.linalg.matrix_rank(together) < rank + count:
                    return tuple(sizes[at] for at in chosen)
        return ()

    def _cracked(self, people: Sequence[Mapping[str, str]], *, counts: bool, names_known: bool) -> Iterator[Cracked]:
        profiles = sorted({tuple(sorted(one.items())) for one in people})
        sizes = np.array([sum(tuple(sorted(one.items())) == own for one in people) for own in profiles])
        known = [dict(own) for own in profiles]
        for rows in self._together():
            puzzle = _Puzzle(known, sizes, rows, names_known=names_known)
            for place, value in self.shown.items():
                puzzle.say(self._parts(place, rows), place, value)
            for place in self.fewer:
                puzzle.bound(self._parts(place, rows), place, 1)
            for place in self.at_least:
                puzzle.bound(self._parts(place, rows), place, -1)
            for place in sorted(self.hidden, key=str):
                if (place[2] is not None) is counts and (found := self._held(puzzle, place, rows)):
                    yield found

    def _together(self) -> list[Sequence[str]]:
        """Name the rows that add up to a base, or each row of several choices with its opposite."""
        return [self.rows] if self.adds_up else [(row, "\0not") for row in self.rows]

    def _parts(self, place: Place, rows: Sequence[str]) -> Sequence[str]:
        return rows if place[2] is None else self.sums.get(place[2], (place[2],))

    def _held(self, puzzle: _Puzzle, place: Place, rows: Sequence[str]) -> Cracked | None:
        parts = self._parts(place, rows)
        if not set(parts) <= set(rows):
            return None
        base = puzzle.size(place)
        if base == 0:
            return None  # nobody is there
        low, high = puzzle.extent(parts, place)
        around = puzzle.capped(place, parts, self.fewer, self._parts, rows)
        width = min(K - 1 if around else K, base) if place[2] is not None else K
        low = max(low, K) if place in self.at_least else low
        harmless = place[2] is not None and place not in self.fewer and low > K - 0.01 and base - high > K - 0.01
        return None if harmless or high - low > width - 0.01 else Cracked(place, low, high)


class _Puzzle:
    """How many of each profile gave each answer, and every sum that was read."""

    def __init__(
        self, known: Sequence[Mapping[str, str]], sizes: NDArray[np.int64], rows: Sequence[str], *, names_known: bool
    ) -> None:
        self.known, self.sizes, self.rows = known, sizes, list(rows)
        self.lines: list[NDArray[np.float64]] = []
        self.values: list[float] = []
        self.marks: dict[Place, NDArray[np.float64]] = {}
        self.ends: dict[Place, float] = {}
        if names_known:
            for at, size in enumerate(sizes):
                one = np.zeros((len(sizes), len(rows)))
                one[at, :] = 1
                self.lines.append(one.ravel())
                self.values.append(float(size))

    def _in(self, place: Place) -> NDArray[np.bool_]:
        by, groups, _row = place
        return np.array([all(own[a] == g for a, g in zip(by, groups, strict=True)) for own in self.known], np.bool_)

    def size(self, place: Place) -> int:
        return int(self.sizes[self._in(place)].sum())

    def form(self, parts: Sequence[str], place: Place) -> NDArray[np.float64]:
        one = np.zeros((len(self.sizes), len(self.rows)))
        one[np.ix_(self._in(place), [self.rows.index(part) for part in parts])] = 1
        return one.ravel()

    def say(self, parts: Sequence[str], place: Place, value: int) -> None:
        if set(parts) <= set(self.rows):
            self.lines.append(self.form(parts, place))
            self.values.append(float(value))

    def bound(self, parts: Sequence[str], place: Place, sign: int) -> None:
        """Take a mark that says "fewer than five", or with -1 one that says five and more."""
        if set(parts) <= set(self.rows):
            self.marks[place] = sign * self.form(parts, place)
            self.ends[place] = K - 1.0 if sign > 0 else -float(K)

    def extent(self, parts: Sequence[str], place: Place) -> tuple[float, float]:
        """Return the smallest and the largest this can be, but for its own mark."""
        form = self.form(parts, place)
        marks = {other: mark for other, mark in self.marks.items() if other != place}
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * form,
                A_eq=np.array(self.lines) if self.lines else None,
                b_eq=self.values or None,
                A_ub=np.array(list(marks.values())) if marks else None,
                b_ub=[self.ends[other] for other in marks] if marks else None,
                bounds=(0, float(self.sizes.sum()) + K),
            )
            assert found.status == 0, f"what was read cannot all be true: {found.message}"
            ends.append(sign * float(found.fun))
        return ends[0], ends[1]

    def capped(self, place: Place, parts: Sequence[str], fewer: set[Place], of: Any, rows: Sequence[str]) -> bool:
        """Whether a count this one is part of says itself that it is below five."""
        inside = self._in(place)
        return any(
            other != place and set(parts) <= set(of(other, rows)) and not (inside & ~self._in(other)).any()
            for other in fewer
        )
