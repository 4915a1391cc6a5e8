"""Whether a translation says turn by turn what the original says: as many turns, the speakers in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.interview.rules.speaking import SpokenTurn


@dataclass(frozen=True, slots=True)
class Misaligned:
    """Both counts, and the first turn (from 1; 0 for none) where another speaks, with both labels."""

    original_count: int
    translation_count: int
    turn: int
    original_speaker: str
    translation_speaker: str


def misaligned(original: Sequence[SpokenTurn], translation: Sequence[SpokenTurn]) -> Misaligned | None:
    """Return where a translation leaves its original, None where it follows it.

    Labels may be translated too, so it is the order in which speakers follow each other that must agree.
    """
    known: dict[str, str] = {}
    back: dict[str, str] = {}
    for number, (one, other) in enumerate(zip(original, translation, strict=False), 1):
        same = known.setdefault(one.speaker, other.speaker) == other.speaker
        if not same or back.setdefault(other.speaker, one.speaker) != one.speaker:
            return Misaligned(len(original), len(translation), number, one.speaker, other.speaker)
    if len(original) == len(translation):
        return None
    shorter = min(len(original), len(translation))
    ends = [turns[shorter].speaker if shorter < len(turns) else "" for turns in (original, translation)]
    return Misaligned(len(original), len(translation), shorter + 1, *ends)
