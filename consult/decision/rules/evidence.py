"""What a clause or a decision rests on: a reference to something that can be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What can be cited: the first three are of an edition, the others have an id of their own."""

    FIGURE = "figure"
    SENTENCE = "sentence"
    THEME = "theme"
    REACTION = "reaction"
    AMENDMENT = "amendment"
    POLL = "poll"
    COMMENT = "comment"
    BALLOT = "ballot"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One reference, written "kind:key"; `key` is a target's key of the edition, or a record's id."""

    kind: EvidenceKind
    key: str

    def __str__(self) -> str:
        """Return the reference as it is stored."""
        return f"{self.kind.value}:{self.key}"


def evidence(written: str) -> Evidence:
    """Return a stored reference; raise `ValueError` for anything else."""
    kind, colon, key = written.partition(":")
    if not colon or not key:
        raise ValueError("a reference is kind:key")
    return Evidence(EvidenceKind(kind), key)
