"""Points by option, and who has the most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Scores:
    """Exact points of every option."""

    points: Mapping[str, Fraction]

    @property
    def leading(self) -> tuple[str, ...]:
        """Everybody with the most points; nobody where nobody has any."""
        most = max(self.points.values(), default=Fraction(0))
        return tuple(option for option, points in self.points.items() if points == most and most > 0)

    @property
    def winner(self) -> str | None:
        """The one with the most points, None where several share them."""
        return self.leading[0] if len(self.leading) == 1 else None

    @property
    def tied(self) -> tuple[str, ...]:
        """Those who share the most points."""
        return self.leading if len(self.leading) > 1 else ()
