"""What makes a decision one: a number, a heading, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from consult.decision.rules.evidence import Evidence, EvidenceKind, evidence

FOUND = frozenset({EvidenceKind.FIGURE, EvidenceKind.SENTENCE, EvidenceKind.THEME, EvidenceKind.REACTION})
"""What a decision has to cite at least one of: a finding, or how members reacted to one (N5)."""


def read_evidence(written: Iterable[str]) -> tuple[Evidence, ...]:
    """Return references once each, in the order given; raise `ValueError` for what is none."""
    return tuple(dict.fromkeys(evidence(one.strip()) for one in written if one.strip()))


def rests_on_findings(refs: Iterable[Evidence]) -> bool:
    """Tell whether any of these is a finding or a reaction to one."""
    return any(ref.kind in FOUND for ref in refs)


def without_blanks(texts: Mapping[str, str]) -> dict[str, str]:
    """Return {language tag: text} without those that say nothing."""
    return {tag: text.strip() for tag, text in texts.items() if text.strip()}
