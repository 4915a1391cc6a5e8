"""A question as the figures need it: its kind and its codes, never its wording."""

from dataclasses import dataclass
from enum import StrEnum

from consult.findings.rules.bands import DECADES, Bands, year_bands


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    MATRIX_MULTIPLE = "matrix_multiple"
    RANKING = "ranking"
    ALLOCATION = "allocation"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    TICK = "tick"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question's key, kind and codes; `bands` are the first years of the bands a year is counted in.

    `scale` are the bands of a number, a day or points. `reasons` are codes that may be given in place of an answer.
    """

    key: str
    kind: Kind
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    bands: tuple[int, ...] = DECADES
    scale: Bands | None = None
    reasons: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str | None, ...]:
        """What is counted apart: the rows of a matrix, otherwise the question itself (None)."""
        return self.rows or (None,)

    @property
    def counted_in(self) -> Bands:
        """The bands in which an answer is counted that is no option."""
        return self.scale or year_bands(self.bands)
