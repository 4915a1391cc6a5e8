"""A version of a proposal as a page shows it: clauses under three headings, two grids, fields, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.decision.labels import FIELDS, HEADINGS
from consult.decision.presentation.evidence import EvidenceLink, evidence_links, linked
from consult.decision.presentation.words import Names, Worded, names_of, worded
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import (
    ASPECTS,
    FORMS,
    IDENTITY,
    LEVELS,
    AspectLine,
    Clause,
    Field,
    Gap,
    IdentityLine,
    Missing,
    ProposalContent,
    gaps,
)
from consult.findings.presentation import listed
from consult.shared.wording import NAMES as LANGUAGES

Links = Mapping[Evidence, EvidenceLink]

MISSING = {
    Missing.TITLE: _l("the title"),
    Missing.SUMMARY: _l("the summary"),
    Missing.OPTION: _l("which of the options is proposed"),
    Missing.TAKES_EFFECT_ON: _l("the day from which it holds"),
    Missing.REVIEW_ON: _l("the day of the review"),
    Missing.HEADING: _l("a clause under “%(name)s”"),
    Missing.CLAUSE_TEXT: _l("the text of clause %(name)s"),
    Missing.CLAUSE_EVIDENCE: _l("what clause %(name)s rests on"),
    Missing.LEVEL: _l("how close “%(name)s” shall be"),
    Missing.TODAY_LEVEL: _l("how close “%(name)s” is today"),
    Missing.ASPECT_TERM: _l("the term of “%(name)s”"),
    Missing.ASPECT_EVIDENCE: _l("what the change of “%(name)s” rests on"),
    Missing.FORM: _l("what “%(name)s” shall be"),
    Missing.TODAY_FORM: _l("what “%(name)s” is today"),
    Missing.IDENTITY_TERM: _l("the term of “%(name)s”"),
    Missing.IDENTITY_EVIDENCE: _l("what the change of “%(name)s” rests on"),
    Missing.FIELD: _l("“%(name)s”"),
}


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause with its number on the page."""

    key: str
    number: int
    text: Worded
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class GridLine:
    """One row of a grid: at which column it stands today and at which it shall stand ("" where nobody has said)."""

    code: str
    name: str
    today: str
    proposed: str
    term: Worded
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Aspects by level, or parts of identity by form: columns as (code, name)."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[GridLine, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field with its text."""

    name: str
    text: Worded


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything a version says, worded in the reader's language; `closer` names what comes closer together."""

    title: Worded
    summary: Worded
    option: str
    clauses: tuple[tuple[str, str, tuple[ClauseLine, ...]], ...]
    aspects: Grid
    identity: Grid
    fields: tuple[FieldLine, ...]
    gaps: tuple[str, ...]
    closer: tuple[str, ...]
    kept: tuple[str, ...]


def version_page(session: Session, asked: ConsultationView, content: ProposalContent, tag: str) -> VersionPage:
    """Return a version in the reader's language, with links to everything it rests on."""
    names = names_of(session, asked, tag)
    links = evidence_links(session, asked.id, content.references, tag, asked)
    return VersionPage(
        title=worded(content.title, tag),
        summary=worded(content.summary, tag),
        option=names.option(content.option) if content.option else "",
        clauses=_clauses(content, links, tag),
        aspects=aspect_grid(content.aspects, names, links, tag),
        identity=identity_grid(content.identity, names, links, tag),
        fields=tuple(
            FieldLine(str(FIELDS[field]), worded(text, tag)) for field in Field if (text := content.fields.get(field))
        ),
        gaps=missing_words(content, gaps(content, asked.languages), names),
        closer=tuple(names.aspect(one.aspect) for one in content.aspects if _comes_closer(one)),
        kept=tuple(names.part(one.part) for one in content.identity if one.form == FORMS[0]),
    )


def _comes_closer(one: AspectLine) -> bool:
    return {one.level, one.today} <= set(LEVELS) and LEVELS.index(one.level) > LEVELS.index(one.today)


def numbered(content: ProposalContent) -> dict[str, int]:
    """Return each clause's number: they are counted through, heading by heading, as the page shows them."""
    keys = (one.key for heading in Heading for one in content.under(heading))
    return {key: number for number, key in enumerate(keys, 1)}


def _clauses(content: ProposalContent, links: Links, tag: str) -> tuple[tuple[str, str, tuple[ClauseLine, ...]], ...]:
    numbers = numbered(content)

    def line(one: Clause) -> ClauseLine:
        return ClauseLine(one.key, numbers[one.key], worded(one.text, tag), linked(one.evidence, links))

    return tuple(
        (heading.value, str(HEADINGS[heading]), tuple(line(one) for one in content.under(heading)))
        for heading in Heading
    )


def aspect_grid(lines: Iterable[AspectLine], names: Names, links: Links, tag: str) -> Grid:
    """Return the grid of aspects by level, with every aspect of the instrument in its order."""
    given = {one.aspect: one for one in lines}
    made = (given.get(code) or AspectLine(aspect=code, term={}) for code in ASPECTS)
    return Grid(
        columns=tuple((code, names.level(code)) for code in LEVELS),
        lines=tuple(
            GridLine(
                one.aspect,
                names.aspect(one.aspect),
                one.today,
                one.level,
                worded(one.term, tag),
                linked(one.evidence, links),
            )
            for one in made
        ),
    )


def identity_grid(lines: Iterable[IdentityLine], names: Names, links: Links, tag: str) -> Grid:
    """Return the grid of parts of identity by form, with every part of the instrument in its order."""
    given = {one.part: one for one in lines}
    made = (given.get(code) or IdentityLine(part=code, term={}) for code in IDENTITY)
    return Grid(
        columns=tuple((code, names.form(code)) for code in FORMS),
        lines=tuple(
            GridLine(
                one.part, names.part(one.part), one.today, one.form, worded(one.term, tag), linked(one.evidence, links)
            )
            for one in made
        ),
    )


def missing_words(content: ProposalContent, found: Sequence[Gap], names: Names) -> tuple[str, ...]:
    """Say what is missing, once for all the languages in which it is."""
    languages: dict[tuple[Missing, str], list[str]] = {}
    for gap in found:
        kept = languages.setdefault((gap.missing, gap.key), [])
        if gap.language:
            kept.append(LANGUAGES.get(gap.language, gap.language))
    numbers = numbered(content)
    return tuple(
        _missing(missing, _name(missing, key, numbers, names), tags) for (missing, key), tags in languages.items()
    )


def _missing(missing: Missing, name: str, languages: list[str]) -> str:
    words = str(MISSING[missing]) % {"name": name} if name else str(MISSING[missing])
    return str(_("%(what)s in %(languages)s", what=words, languages=listed(languages))) if languages else words


def _name(missing: Missing, key: str, numbers: Mapping[str, int], names: Names) -> str:
    kind = missing.value
    if missing is Missing.HEADING:
        return str(HEADINGS[Heading(key)])
    if missing is Missing.FIELD:
        return str(FIELDS[Field(key)])
    if kind.startswith("clause"):
        return str(numbers.get(key, key))
    if kind in ("form", "today_form") or kind.startswith("identity"):
        return names.part(key)
    return names.aspect(key) if key else ""
