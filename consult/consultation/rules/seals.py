"""What is sealed when the data of a strand are frozen (G4), so that each can show that nothing changed afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class DataSeal:
    """The fingerprints (SHA-256) of a strand's frozen data: register, instrument, answers, rules of counting.

    Nothing of item J2 is in them, nor of what was said in an interview: both may still lawfully be taken back.
    """

    frame: str
    instrument: str
    answers: str
    rules: str

    @property
    def whole(self) -> str:
        """Return the one hash the strands exchange."""
        return hashlib.sha256("\n".join(astuple(self)).encode()).hexdigest()
