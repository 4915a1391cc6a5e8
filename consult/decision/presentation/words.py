"""Texts in the reader's language, and what the instrument calls its options, aspects, levels and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.decision.rules.appraisal import TODAY
from consult.decision.rules.proposal import Texts
from consult.instrument.queries import compiled, newest_version


@dataclass(frozen=True, slots=True)
class Worded:
    """A text and the language it is really in."""

    text: str
    language: str

    def __bool__(self) -> bool:
        """Tell whether there is any text."""
        return bool(self.text)


def worded(texts: Texts, tag: str) -> Worded:
    """Return a text in `tag`, else in English, else in the first language it has."""
    found = next((one for one in (tag, "en", *texts) if texts.get(one, "").strip()), tag)
    return Worded(texts.get(found, ""), found)


@dataclass(frozen=True, slots=True)
class Names:
    """What the published instrument calls its codes, list by list; a code it does not know keeps its own name."""

    lists: Mapping[str, Mapping[str, str]]

    def _name(self, options_list: str, code: str) -> str:
        return self.lists.get(options_list, {}).get(code, code)

    def option(self, code: str) -> str:
        """Return what one of the futures is called; doing nothing has a name of our own."""
        return _("As today: change nothing") if code == TODAY else self._name("futures", code)

    def aspect(self, code: str) -> str:
        """Return what an aspect is called (F4)."""
        return self._name("aspects", code)

    def level(self, code: str) -> str:
        """Return what a level is called (F4)."""
        return self._name("levels", code)

    def part(self, code: str) -> str:
        """Return what a part of identity is called (F5)."""
        return self._name("identity", code)

    def form(self, code: str) -> str:
        """Return what a form of identity is called (F5)."""
        return self._name("identities", code)


def names_of(session: Session, asked: ConsultationView, tag: str) -> Names:
    """Return the wordings of the instrument the first strand published last: figures and ballot use the same."""
    version = newest_version(session, asked.strands[0].id) if asked.strands else None
    return names_in(session, version.id if version else None, tag)


def names_in(session: Session, version_id: str | None, tag: str) -> Names:
    """Return the wordings of one version of an instrument; without one, codes keep their own names."""
    if version_id is None:
        return Names({})
    lists = compiled(session, version_id, tag).lists
    return Names({name: {one.code: one.label.text for one in options} for name, options in lists.items()})
