"""Proposals for tests: a complete one, and worlds in which one can be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import (
    ASPECTS,
    IDENTITY,
    REQUIRED,
    AspectLine,
    Clause,
    Field,
    IdentityLine,
    ProposalContent,
)

FIGURE = Evidence(EvidenceKind.FIGURE, "F2")
SHARED = frozenset({"governance", "finance", "staff"})


def worded(words: str, languages: Sequence[str] = ("en",)) -> dict[str, str]:
    """The same words in every language: in English as they are, in others marked with their tag."""
    return {tag: words if tag == "en" else f"{words} ({tag})" for tag in languages}


def clause(key: str, heading: Heading, words: str, *evidence: Evidence, languages: Sequence[str] = ("en",)) -> Clause:
    """A clause that rests on a figure unless told otherwise."""
    return Clause(key=key, heading=heading, text=worded(words, languages), evidence=evidence or (FIGURE,))


def proposal_content(*, languages: Sequence[str] = ("en",), **changed: Any) -> ProposalContent:
    """A complete proposal: governance, finance and staff shared, both identities kept."""
    complete = ProposalContent(
        title=worded("One house, two identities", languages),
        summary=worded("Share governance, finance and staff; keep both names and both calls.", languages),
        option="joint_house",
        takes_effect_on=date(2028, 1, 1),
        review_on=date(2030, 1, 1),
        clauses=(
            clause("seats", Heading.STRUCTURE, "Two seats for survivors' organisations.", languages=languages),
            clause("money", Heading.STRATEGY, "Money given for one call stays with it.", languages=languages),
            clause("papers", Heading.ACTIVITIES, "Papers in six languages.", languages=languages),
        ),
        aspects=tuple(
            AspectLine(
                aspect=aspect,
                today="separate",
                level="shared" if aspect in SHARED else "separate",
                term=worded("Until the review", languages) if aspect == "staff" else {},
                evidence=(FIGURE,) if aspect in SHARED else (),
            )
            for aspect in ASPECTS
        ),
        identity=tuple(IdentityLine(part=part, today="keep_both", form="keep_both", term={}) for part in IDENTITY),
        fields={field: worded(f"What is said of {field.value}.", languages) for field in REQUIRED},
    )
    return replace(complete, **changed)


def without(content: ProposalContent, field: Field) -> ProposalContent:
    """The same with one field left blank."""
    return replace(content, fields={name: text for name, text in content.fields.items() if name is not field})
