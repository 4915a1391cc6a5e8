"""What options, aspects and parts are called: the instrument's own words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.coding.labels import OWN_ASPECTS
from consult.coding.rules.attributes import ASPECTS, FUTURES
from consult.instrument.queries import compiled, newest_version
from consult.instrument.rules import Compiled, reference_structure, reference_wordings
from consult.instrument.rules.compiled import compile_instrument
from consult.instrument.rules.document import to_document

LEVELS = "F4.level"


def tag() -> str:
    """Return the reader's language."""
    return str(get_locale() or "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The instrument's words that coding needs, by code; `questions` by item, `parts` by part."""

    options: Mapping[str, str]
    aspects: Mapping[str, str]
    questions: Mapping[str, str]
    parts: Mapping[str, str]

    def material(self, part: str) -> str:
        """Return what open answers to a part are called."""
        return str(_("%(part)s · %(question)s", part=part, question=self.parts.get(part, part)))


def words_of(session: Session, strand_id: str) -> Words:
    """Return the words of a strand's newest version; before it has one, those of the reference instrument."""
    newest = newest_version(session, strand_id)
    return words_in(session, newest.id if newest else None)


def words_in(session: Session, version_id: str | None) -> Words:
    """Return the words of a version, or (None) those of the reference instrument."""
    found = compiled(session, version_id, tag()) if version_id else _reference(tag())
    levels = found.parts.get(LEVELS)
    futures = found.parts.get(FUTURES)
    rows = {row.code: row.label.text for row in (levels.rows if levels else ())}
    return Words(
        options={row.code: row.label.text for row in (futures.rows if futures else ())},
        aspects={code: rows.get(code) or str(OWN_ASPECTS.get(code, code)) for code in ASPECTS},
        questions={
            item.code: item.question.text for section in found.sections for page in section.pages for item in page.items
        },
        parts={key: part.question.text for key, part in found.parts.items()},
    )


@cache
def _reference(language: str) -> Compiled:
    structure = reference_structure()
    return compile_instrument(to_document(structure, reference_wordings(structure)), language)
