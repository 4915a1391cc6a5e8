"""A question as the figures need it: its kind and its codes, never its wording."""

from dataclasses import dataclass
from enum import StrEnum

DECADES = (1990, 2000, 2010, 2020)


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    MATRIX_MULTIPLE = "matrix_multiple"
    RANKING = "ranking"
    YEAR = "year"
    TICK = "tick"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question's key, kind and codes; `bands` are the first years of the bands a year is counted in."""

    key: str
    kind: Kind
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    bands: tuple[int, ...] = DECADES

    @property
    def items(self) -> tuple[str | None, ...]:
        """What is counted apart: the rows of a matrix, otherwise the question itself (None)."""
        return self.rows or (None,)
