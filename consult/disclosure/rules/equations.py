"""What is published as a system of equations: figures are unknowns, held by sums and by what marks say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Unknown = tuple[str | None, str, str | None]
"""Which table (None for the totals, which all tables share), row and group; group None is the total."""
SLACK = 0.001
"""What a solver's rounding may differ by; counts are whole numbers."""


class ContradictionError(ArithmeticError):
    """The published tables cannot all be true."""


@dataclass(slots=True)
class System:
    """Unknowns with their bounds, those they would have without their own mark, and sums that are nought."""

    places: dict[Unknown, int] = field(default_factory=dict)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    free: list[tuple[float, float]] = field(default_factory=list)
    sums: list[dict[int, int]] = field(default_factory=list)
    points: list[NDArray[np.float64]] = field(default_factory=list)
    left: NDArray[np.float64] | None = None

    def add(self, unknown: Unknown, own: tuple[float, float], free: tuple[float, float]) -> None:
        """Add a figure, or what one more table says of it."""
        place = self.places.setdefault(unknown, len(self.places))
        if place == len(self.bounds):
            self.bounds.append(own)
            self.free.append(free)
        else:
            known = self.bounds[place]
            self.bounds[place] = max(known[0], own[0]), min(known[1], own[1])
        if own[0] == own[1]:
            self.free[place] = own

    def equal(self, parts: Iterable[Unknown], *wholes: Unknown) -> None:
        """Say that some figures add up to what others add up to."""
        line: dict[int, int] = {}
        for sign, side in ((1, parts), (-1, wholes)):
            for unknown in side:
                line[self.places[unknown]] = line.get(self.places[unknown], 0) + sign
        self.sums.append(line)

    def sum_of(self, unknowns: Iterable[Unknown]) -> float | None:
        """Add up figures that are shown; None if one is not."""
        bounds = [self.bounds[self.places[unknown]] for unknown in unknowns]
        return None if any(low < high for low, high in bounds) else sum(low for low, _ in bounds)

    def narrow(self, unknown: Unknown, wide: Callable[[float, float], bool]) -> tuple[float, float] | None:
        """Give the range a figure can be held to, but for its own mark, if that is not `wide` enough.

        Every solution found on the way is a table a reader cannot rule out, and spares solving for others.
        """
        place = self.places[unknown]
        if wide(*self._seen(place)):
            return None
        from scipy.optimize import linprog  # noqa: PLC0415 - slow to load, and most tables never need it

        free = [self.free[at] if at == place else bounds for at, bounds in enumerate(self.bounds)]
        found: list[float] = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(self.places))
            aim[place] = sign
            result = linprog(aim, A_eq=self._matrix(), b_eq=np.zeros(len(self.sums)), bounds=free)
            if result.status == 3:
                found.append(-sign * np.inf)
            elif result.status != 0:
                raise ContradictionError(str(result.message))
            else:
                found.append(float(result.x[place]))
                self._note(result.x, place)
        low, high = found
        return None if wide(low, high) else (low, high)

    def _seen(self, place: int) -> tuple[float, float]:
        values = [float(point[place]) for point in self.points]
        return (min(values), max(values)) if values else (np.inf, -np.inf)

    def _note(self, point: NDArray[np.float64], place: int) -> None:
        low, high = self.bounds[place]
        if low - SLACK <= point[place] <= high + SLACK:
            self.points.append(point)

    def _matrix(self) -> NDArray[np.float64]:
        if self.left is None:
            self.left = np.zeros((len(self.sums), len(self.places)))
            for at, line in enumerate(self.sums):
                self.left[at, list(line)] = list(line.values())
        return self.left
