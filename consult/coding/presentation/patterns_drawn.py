"""How strong a cell is, and where the points of a saturation curve lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.coding.rules.saturation import Curve

LEVELS = 4
WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 30, 312, 10, 124


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A count and how strong it is among those of its table, from 0 to 4; None where a code meets itself."""

    count: int | None
    level: int


@dataclass(frozen=True, slots=True)
class CurveRow:
    """One further case: what is new, what there is so far, and the mean over all orders."""

    number: int
    new: int
    so_far: int
    mean: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A curve as points of two lines, with its table and the case at which it was saturated."""

    name: str
    rows: tuple[CurveRow, ...]
    line: str
    mean_line: str
    saturated_at: int | None
    saturated_place: float

    @property
    def most(self) -> int:
        """Return how many codes there are in the end."""
        return self.rows[-1].so_far


def heat(count: int, top: int, *, itself: bool = False) -> HeatCell:
    """Return a cell of a table whose highest count is `top`."""
    return HeatCell(None, 0) if itself else HeatCell(count, -(-LEVELS * count // top) if top else 0)


def figure(name: str, curve: Curve) -> Figure:
    """Return a curve of at least one case, drawn."""
    reached = curve.saturated_at
    return Figure(
        name=name,
        rows=tuple(
            CurveRow(at, *line) for at, line in enumerate(zip(curve.new, curve.so_far, curve.mean, strict=True), 1)
        ),
        line=_points(curve.so_far, curve.so_far[-1]),
        mean_line=_points(curve.mean, curve.so_far[-1]),
        saturated_at=reached,
        saturated_place=_across(reached, len(curve.new)) if reached else 0,
    )


def _points(values: Sequence[float], top: int) -> str:
    """Return the points of a line that begins without a case and without a code."""
    high = BOTTOM - TOP
    places = [
        f"{_across(at, len(values))},{round(BOTTOM - high * value / max(top, 1), 1)}"
        for at, value in enumerate((0, *values))
    ]
    return " ".join(places)


def _across(at: int, count: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * at / count, 1)
