"""The forms of the appraisal: one score, and all weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.decision.forms.reading import Posted, read_evidence, read_number, read_texts
from consult.decision.rules.evidence import Evidence

NO_SCORE = 0
"""What cannot be read as a score; no scale holds it."""


@dataclass(frozen=True, slots=True)
class TypedScore:
    """What was typed for one option on one criterion; `wrong` are references that are none."""

    score: int | None
    reason: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    wrong: tuple[str, ...]


def read_score(posted: Posted, languages: Sequence[str]) -> TypedScore:
    """Return what was typed; None only where "no score" was chosen, so that nothing else takes a score back."""
    refs, wrong = read_evidence(posted, "score")
    chosen = posted.get("score")
    points = None if chosen == "" else read_number(chosen) or NO_SCORE
    return TypedScore(points, read_texts(posted, "reason", languages), refs, wrong)


def read_weights(posted: Posted, count: int) -> list[int] | None:
    """Return the weights typed for all criteria, or None if any is no whole number."""
    typed = [read_number(posted.get(f"weight.{at}")) for at in range(count)]
    return [one for one in typed if one is not None] if None not in typed else None
