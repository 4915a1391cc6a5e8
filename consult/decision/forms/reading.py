"""What forms with texts in several languages and references share: names of fields, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from consult.decision.rules.evidence import Evidence, evidence
from consult.shared.text import clean_line, clean_text

MOST_DIGITS = 6


class Posted(Protocol):
    """A posted form, as far as it is read here."""

    def get(self, key: str, /) -> str | None:
        """Return the first value of a field."""

    def getlist(self, key: str, /) -> list[str]:
        """Return every value of a field."""


def read_texts(posted: Posted, name: str, tags: Iterable[str]) -> dict[str, str]:
    """Return the texts typed in the fields NAME.TAG, cleaned; blank ones are left out."""
    typed = {tag: clean_text(posted.get(f"{name}.{tag}") or "") for tag in tags}
    return {tag: text for tag, text in typed.items() if text}


def read_evidence(posted: Posted, name: str) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """Return the references typed in the fields NAME.evidence, once each, and what of them is no reference."""
    found: dict[Evidence, None] = {}
    wrong = []
    for typed in posted.getlist(f"{name}.evidence"):
        written = clean_line(typed)
        if not written:
            continue
        try:
            found[evidence(written)] = None
        except ValueError:
            wrong.append(written)
    return tuple(found), tuple(wrong)


def read_number(typed: str | None) -> int | None:
    """Return a whole number that was typed, of a few digits; None for anything else."""
    digits = (typed or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None


def own_first(languages: Sequence[str], tag: str) -> tuple[str, ...]:
    """Return the languages with the reader's own first, if it is among them."""
    return tuple(sorted(languages, key=lambda one: one != tag))
