"""What a reader of one format gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.interview.rules.troubles import Noted


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file, what had to be assumed, and speakers the file itself marks as such."""

    text: str
    warnings: Sequence[Noted] = ()
    speakers: Sequence[str] = ()
