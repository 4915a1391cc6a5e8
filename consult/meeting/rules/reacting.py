"""What may be shown of words said in the room, and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consult.meeting.rules.kinds import Attribution


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the language they are read in; `original` is the language they were said in."""

    text: str
    language: str
    original: str

    @property
    def translated(self) -> bool:
        """Tell whether these are not the words that were said."""
        return self.language != self.original


def leaves_the_room(attribution: Attribution, withdrawn_at: datetime | None) -> bool:
    """Tell whether words may be shown outside the room: their speaker agreed, and has not taken them back."""
    return attribution is not Attribution.NONE and withdrawn_at is None


def read_in(text: str, language: str, translations: Mapping[str, str], tag: str) -> Words:
    """Return words in a reader's language where there is a translation, else as they were said."""
    if tag != language and (translated := translations.get(tag)):
        return Words(translated, tag, language)
    return Words(text, language, language)
