"""What is proposed: clauses under three headings, structure by aspect, identity apart, and what a coalition needs.

Texts are {language tag: text}. Aspects, levels, parts of identity, forms and options are the codes of the instrument
(F4, F5, F1), whose published wordings name them, so that figures, ballot and proposal use one string each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from consult.briefing.rules import content_hash
from consult.decision.rules.evidence import Evidence, evidence
from consult.decision.rules.kinds import Heading

Texts = Mapping[str, str]

OPTIONS = ("continue", "disband", "looser", "own_organisation", "full_merger", "joint_house")
ASPECTS = (
    *("governance", "legal_body", "finance", "staff"),
    *("membership", "operations", "communications", "research"),
)
LEVELS = ("separate", "coordinated", "shared", "merged")
IDENTITY = ("name", "logo", "call", "voice", "website", "archive")
FORMS = ("keep_both", "one_roof", "one")


class Field(StrEnum):
    """What a coalition writes down when it joins forces (Q18, Q20)."""

    ROLES = "roles"
    SECRETARIAT = "secretariat"
    CHAIR_AND_TERM = "chair_and_term"
    TREASURER = "treasurer"
    FUNDING = "funding"
    ADMISSION = "admission"
    MEMBER_CLASSES = "member_classes"
    WHO_SPEAKS = "who_speaks"
    CONFLICT = "conflict"
    DECISION_RULE = "decision_rule"
    LEADERSHIP_CHANGE = "leadership_change"
    EVALUATION = "evaluation"
    REVIEW_AND_EXIT = "review_and_exit"
    NAME = "name"


REQUIRED = (
    *(Field.ROLES, Field.SECRETARIAT, Field.CHAIR_AND_TERM, Field.TREASURER),
    *(Field.FUNDING, Field.ADMISSION, Field.REVIEW_AND_EXIT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause; its key stays the same from version to version, wherever it moves."""

    key: str
    heading: Heading
    text: Texts
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectLine:
    """How close one aspect is today and shall be ("" where nobody has said), and on what terms."""

    aspect: str
    today: str = ""
    level: str = ""
    term: Texts
    evidence: tuple[Evidence, ...] = ()

    @property
    def changes(self) -> bool:
        """Tell whether the proposal changes this aspect."""
        return self.level != self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLine:
    """What one part of identity is today and shall be ("" where nobody has said), and on what terms."""

    part: str
    today: str = ""
    form: str = ""
    term: Texts
    evidence: tuple[Evidence, ...] = ()

    @property
    def changes(self) -> bool:
        """Tell whether the proposal changes this part of identity."""
        return self.form != self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalContent:
    """Everything one version of a proposal says."""

    title: Texts
    summary: Texts
    option: str = ""
    takes_effect_on: date | None = None
    review_on: date | None = None
    clauses: tuple[Clause, ...] = ()
    aspects: tuple[AspectLine, ...] = ()
    identity: tuple[IdentityLine, ...] = ()
    fields: Mapping[Field, Texts]

    def clause(self, key: str) -> Clause | None:
        """Return the clause of that key, or None."""
        return next((one for one in self.clauses if one.key == key), None)

    def under(self, heading: Heading) -> tuple[Clause, ...]:
        """Return the clauses under one heading, in order."""
        return tuple(one for one in self.clauses if one.heading is heading)

    @property
    def references(self) -> tuple[Evidence, ...]:
        """Return everything cited, once each, in the order of reading."""
        lines: tuple[Clause | AspectLine | IdentityLine, ...] = (*self.clauses, *self.aspects, *self.identity)
        return tuple(dict.fromkeys(ref for line in lines for ref in line.evidence))


class Missing(StrEnum):
    """What a proposal can lack."""

    TITLE = "title"
    SUMMARY = "summary"
    OPTION = "option"
    TAKES_EFFECT_ON = "takes_effect_on"
    REVIEW_ON = "review_on"
    HEADING = "heading"
    CLAUSE_TEXT = "clause_text"
    CLAUSE_EVIDENCE = "clause_evidence"
    LEVEL = "level"
    TODAY_LEVEL = "today_level"
    ASPECT_TERM = "aspect_term"
    ASPECT_EVIDENCE = "aspect_evidence"
    FORM = "form"
    TODAY_FORM = "today_form"
    IDENTITY_TERM = "identity_term"
    IDENTITY_EVIDENCE = "identity_evidence"
    FIELD = "field"


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One thing a proposal lacks: what, of which clause, aspect, part or field, in which language ("" in any)."""

    missing: Missing
    key: str = ""
    language: str = ""


def gaps(content: ProposalContent, languages: Sequence[str]) -> list[Gap]:
    """Return what is missing before members can comment: nothing means that the proposal is complete.

    Every text is needed in every one of `languages`; a term or a field that is not required, only once it is begun.
    Every clause says what it rests on, and so does every aspect and part of identity that changes.
    """
    return [
        *_lacking(content.title, languages, Missing.TITLE),
        *_lacking(content.summary, languages, Missing.SUMMARY),
        *_blank(content.option if content.option in OPTIONS else None, Missing.OPTION),
        *_blank(content.takes_effect_on, Missing.TAKES_EFFECT_ON),
        *_blank(content.review_on, Missing.REVIEW_ON),
        *_clause_gaps(content, languages),
        *_aspect_gaps(content, languages),
        *_identity_gaps(content, languages),
        *_field_gaps(content, languages),
    ]


def _lacking(texts: Texts, languages: Iterable[str], missing: Missing, key: str = "") -> Iterator[Gap]:
    yield from (Gap(missing, key, tag) for tag in languages if not texts.get(tag, "").strip())


def _begun(texts: Texts, languages: Iterable[str], missing: Missing, key: str) -> Iterator[Gap]:
    if any(text.strip() for text in texts.values()):
        yield from _lacking(texts, languages, missing, key)


def _blank(value: object, missing: Missing, key: str = "") -> Iterator[Gap]:
    if not value:
        yield Gap(missing, key)


def _clause_gaps(content: ProposalContent, languages: Sequence[str]) -> Iterator[Gap]:
    for heading in Heading:
        yield from _blank(content.under(heading), Missing.HEADING, heading.value)
    for clause in content.clauses:
        yield from _lacking(clause.text, languages, Missing.CLAUSE_TEXT, clause.key)
        yield from _blank(clause.evidence, Missing.CLAUSE_EVIDENCE, clause.key)


def _aspect_gaps(content: ProposalContent, languages: Sequence[str]) -> Iterator[Gap]:
    lines = {line.aspect: line for line in content.aspects}
    for aspect in ASPECTS:
        line = lines.get(aspect) or AspectLine(aspect=aspect, term={})
        yield from _blank(line.today in LEVELS, Missing.TODAY_LEVEL, aspect)
        yield from _blank(line.level in LEVELS, Missing.LEVEL, aspect)
        yield from _begun(line.term, languages, Missing.ASPECT_TERM, aspect)
        yield from _blank(line.evidence or not line.changes, Missing.ASPECT_EVIDENCE, aspect)


def _identity_gaps(content: ProposalContent, languages: Sequence[str]) -> Iterator[Gap]:
    lines = {line.part: line for line in content.identity}
    for part in IDENTITY:
        line = lines.get(part) or IdentityLine(part=part, term={})
        yield from _blank(line.today in FORMS, Missing.TODAY_FORM, part)
        yield from _blank(line.form in FORMS, Missing.FORM, part)
        yield from _begun(line.term, languages, Missing.IDENTITY_TERM, part)
        yield from _blank(line.evidence or not line.changes, Missing.IDENTITY_EVIDENCE, part)


def _field_gaps(content: ProposalContent, languages: Sequence[str]) -> Iterator[Gap]:
    for field in Field:
        look = _lacking if field in REQUIRED else _begun
        yield from look(content.fields.get(field, {}), languages, Missing.FIELD, field.value)


def to_document(content: ProposalContent) -> dict[str, Any]:  # Any: JSON
    """Return a version's content in its one canonical form: blank texts dropped, fields and languages in order."""
    return {
        "title": _texts(content.title),
        "summary": _texts(content.summary),
        "option": content.option,
        "takes_effect_on": content.takes_effect_on.isoformat() if content.takes_effect_on else None,
        "review_on": content.review_on.isoformat() if content.review_on else None,
        "clauses": [
            {"key": one.key, "heading": one.heading.value, "text": _texts(one.text), "evidence": _refs(one.evidence)}
            for one in content.clauses
        ],
        "aspects": [
            {
                "aspect": one.aspect,
                "today": one.today,
                "level": one.level,
                "term": _texts(one.term),
                "evidence": _refs(one.evidence),
            }
            for one in content.aspects
        ],
        "identity": [
            {
                "part": one.part,
                "today": one.today,
                "form": one.form,
                "term": _texts(one.term),
                "evidence": _refs(one.evidence),
            }
            for one in content.identity
        ],
        "fields": {field.value: kept for field in Field if (kept := _texts(content.fields.get(field, {})))},
    }


def from_document(document: Mapping[str, Any]) -> ProposalContent:  # Any: JSON
    """Return the content a version was stored with; raise `KeyError` or `ValueError` for what is none."""
    return ProposalContent(
        title=document["title"],
        summary=document["summary"],
        option=document["option"],
        takes_effect_on=_day(document["takes_effect_on"]),
        review_on=_day(document["review_on"]),
        clauses=tuple(
            Clause(
                key=one["key"], heading=Heading(one["heading"]), text=one["text"], evidence=_evidence(one["evidence"])
            )
            for one in document["clauses"]
        ),
        aspects=tuple(
            AspectLine(
                **{name: one[name] for name in ("aspect", "today", "level", "term")},
                evidence=_evidence(one["evidence"]),
            )
            for one in document["aspects"]
        ),
        identity=tuple(
            IdentityLine(
                **{name: one[name] for name in ("part", "today", "form", "term")},
                evidence=_evidence(one["evidence"]),
            )
            for one in document["identity"]
        ),
        fields={Field(name): texts for name, texts in document["fields"].items()},
    )


def _texts(texts: Texts) -> dict[str, str]:
    return {tag: texts[tag] for tag in sorted(texts) if texts[tag].strip()}


def _refs(refs: Iterable[Evidence]) -> list[str]:
    return [str(ref) for ref in refs]


def _evidence(written: Iterable[str]) -> tuple[Evidence, ...]:
    return tuple(evidence(one) for one in written)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


__all__ = [
    "ASPECTS",
    "FORMS",
    "IDENTITY",
    "LEVELS",
    "OPTIONS",
    "REQUIRED",
    "AspectLine",
    "Clause",
    "Field",
    "Gap",
    "IdentityLine",
    "Missing",
    "ProposalContent",
    "Texts",
    "content_hash",
    "from_document",
    "gaps",
    "to_document",
]
