"""The forms of the appraisal: one score, and all weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.decision.forms.reading import Posted, read_evidence, read_texts
from consult.decision.rules.evidence import Evidence


@dataclass(frozen=True, slots=True)
class TypedScore:
    """What was typed for one option on one criterion; `wrong` are references that are none."""

    score: int | None
    reason: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    wrong: tuple[str, ...]


def read_score(posted: Posted, languages: Sequence[str]) -> TypedScore:
    """Return what was typed; anything but a number is no score."""
    refs, wrong = read_evidence(posted, "score")
    chosen = posted.get("score") or ""
    points = int(chosen) if chosen.isascii() and chosen.isdigit() else None
    return TypedScore(points, read_texts(posted, "reason", languages), refs, wrong)


def read_weights(posted: Posted, count: int) -> list[int] | None:
    """Return the weights typed for all criteria, or None if any is no whole number."""
    typed = [(posted.get(f"weight.{at}") or "").strip() for at in range(count)]
    return [int(one) for one in typed] if all(one.isascii() and one.isdigit() for one in typed) else None
