"""Words in many languages as one reader gets them: in theirs where there is a translation, else as they were said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from consult.membership.labels import language_name
from consult.shared.wording import language


def _(words: str, /, **values: object) -> str:
    """Return words in the reader's language; gettext itself is untyped."""
    return str(gettext(words, **values))


@dataclass(frozen=True, slots=True)
class Reading:
    """Words with their language and direction, and what is to be said of both: translated, or not."""

    text: str
    tag: str
    direction: str
    note: str = ""


def reading(text: str, said_in: str, translations: Mapping[str, Any], tag: str) -> Reading:
    """Return `text`, said in one language, for a reader of `tag`; say so where it is a translation or is none."""
    if said_in == tag or not text:
        return _in(text, said_in)
    if translations.get(tag):
        return _in(str(translations[tag]), tag, _("translated from %(language)s", language=language_name(said_in)))
    return _in(text, said_in, _("in %(language)s, not translated", language=language_name(said_in)))


def of_texts(texts: Mapping[str, Any], tag: str) -> Reading:
    """Return a text written in several languages for a reader of `tag`: theirs, else English, else the first."""
    for wanted in (tag, "en", *texts):
        if texts.get(wanted):
            return _in(str(texts[wanted]), wanted)
    return _in("", tag)


def _in(text: str, tag: str, note: str = "") -> Reading:
    return Reading(text, tag, language(tag).direction, note)
