"""Keywords in their context, as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from flask_babel import gettext as _

from consult.coding.presentation.words import Words
from consult.coding.queries import Searched
from consult.coding.rules.search import Index, in_context
from consult.coding.rules.segments import SEALED
from consult.interview.labels import opened
from consult.shared.wording import Language, language

WIDTH = 60
MOST = 200
"""So many places are shown; whoever finds more asks more closely."""
_BLOT = regex.compile(f"{SEALED}+")


@dataclass(frozen=True, slots=True)
class Place:
    """One place where what was asked for stands; `begins` and `ends` say that the words go on beyond."""

    passage: Searched
    label: str
    language: Language
    before: str
    found: str
    after: str
    begins: bool
    ends: bool


def found_places(passages: Sequence[Searched], query: str, words: Words) -> tuple[Place, ...]:
    """Return where a query is met, in the order of the passages; what is sealed is not looked through."""
    by_id = {one.id: one for one in passages}
    found = []
    for hit in Index(passages).find(query):
        one = by_id[hit.passage_id]
        spoken = _("%(label)s, turn %(turn)s", label=one.label, turn=one.number)
        label = words.material(one.part) if one.part else spoken
        for span in hit.spans:
            around = in_context(one.text, span, WIDTH)
            found.append(
                Place(
                    one,
                    label,
                    language(one.language),
                    _open(_from_word(around.before) if around.begins_earlier else around.before),
                    _open(around.found),
                    _open(_to_word(around.after) if around.ends_later else around.after),
                    around.begins_earlier,
                    around.ends_later,
                )
            )
    return tuple(found[:MOST])


def _from_word(text: str) -> str:
    """Return the text from its first whole word on; all of it where no space tells words apart."""
    return text.partition(" ")[2] or text


def _to_word(text: str) -> str:
    return text.rpartition(" ")[0] or text


def _open(text: str) -> str:
    return _BLOT.sub(_("[sealed]"), opened(text))
