"""Marks on what names somebody: every character of a marked stretch is covered, so that places stay places.

In: a text and the stretches marked in it, in code points, ends exclusive. Out: a text of the same length, in which a
sign for each kind stands where the words stood; whoever shows it puts a word for the kind in the place of the signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import regex

from consult.shared.errors import N_, NotAllowedNow


class RedactionKind(StrEnum):
    """What a marked stretch names."""

    NAME = "name"
    PLACE = "place"
    ORGANISATION = "organisation"


SIGNS: Mapping[RedactionKind, str] = {
    RedactionKind.NAME: "░",
    RedactionKind.PLACE: "▒",
    RedactionKind.ORGANISATION: "▓",
}
"""Each stands for one character. They are not letters, so that no search finds them and no word runs into them."""

ORIGINAL = ""
"""Stands for the language of a mark on what was said, not on a translation of it."""

_KINDS = {sign: kind for kind, sign in SIGNS.items()}
_RUN = regex.compile("|".join(f"{sign}+" for sign in SIGNS.values()))
_WHOLE = regex.compile(r"\X")
_CASED = r"\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}"


class BadMark(NotAllowedNow):
    """A stretch that cannot be marked."""


@dataclass(frozen=True, slots=True, order=True)
class Redacted:
    """A marked stretch."""

    start: int
    end: int
    kind: RedactionKind


def covered(text: str, marks: Iterable[Redacted]) -> str:
    """Return a text with every character of the marked stretches covered; line ends stay."""
    letters = list(text)
    for mark in marks:
        for at in range(max(mark.start, 0), min(mark.end, len(letters))):
            if letters[at] != "\n":
                letters[at] = SIGNS[mark.kind]
    return "".join(letters)


def cut(text: str, marks: Iterable[Redacted]) -> list[tuple[str, RedactionKind | None]]:
    """Return a text in pieces, whole: what is marked with its kind, all else with None."""
    kinds: list[RedactionKind | None] = [None] * len(text)
    for mark in marks:
        kinds[mark.start : mark.end] = [mark.kind] * len(kinds[mark.start : mark.end])
    ends = [at for at in range(1, len(text) + 1) if at == len(text) or kinds[at] is not kinds[at - 1]]
    return [(text[start:end], kinds[start]) for start, end in pairwise([0, *ends])]


def runs(text: str) -> Iterator[tuple[str, RedactionKind | None]]:
    """Return a covered text in pieces: words with None, and runs of one sign with what they stand for."""
    at = 0
    for run in _RUN.finditer(text):
        if run.start() > at:
            yield text[at : run.start()], None
        yield run[0], _KINDS[run[0][0]]
        at = run.end()
    if at < len(text):
        yield text[at:], None


def fitted(text: str) -> str:
    """Return a covered text with the kind's code instead of its signs where that has room: for files, place for place.

    >>> fitted("I met ░░░░░░░░ there.")
    'I met [name··] there.'
    """
    return _RUN.sub(lambda run: _fitted(_KINDS[run[0][0]].value, run[0]), text)


def _fitted(code: str, run: str) -> str:
    room = len(run) - 2
    return f"[{code:·<{room}}]" if room >= len(code) else run


def settled(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch moved out to whole characters, without space around it; raise `BadMark` if nothing is left."""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise BadMark(N_("Choose some words inside one turn."))
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    whole = [found.span() for found in _WHOLE.finditer(text)]
    return max(one for one, _end in whole if one <= start), min(one for _start, one in whole if one >= end)


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, large or small; in scripts with cases only as whole words.

    In the others particles are written together with the name ("لكمال"), so that any place counts.
    """
    parts = [regex.escape(part) for part in unicodedata.normalize("NFC", words).split()]
    if not parts:
        return []
    pattern = r"\s+".join(parts)
    edges = rf"(?<![{_CASED}\p{{M}}\p{{N}}]){pattern}(?![{_CASED}\p{{M}}\p{{N}}])"
    cased = regex.compile(f"[{_CASED}]").search(words)
    return [one.span() for one in regex.finditer(edges if cased else pattern, text, regex.IGNORECASE)]


def in_translation(text: str, mark: Redacted, original: str) -> list[Redacted]:
    """Return where the words marked in an original stand word for word in its translation."""
    return [Redacted(*place, mark.kind) for place in occurrences(text, original[mark.start : mark.end])]
