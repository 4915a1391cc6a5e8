"""What of a long material is shown at once: some turns or answers, and of a very long one some paragraphs.

A text is cut the same way whoever asks: at the end of a paragraph, else of a sentence, else between words, never
inside what a reader takes for one character. A place is a passage's number and an offset at which a part begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from consult.coding.rules.graphemes import Span, widened

PART = 3_000
"""So many characters are shown as one piece where a text is longer than half as much again."""
WINDOW = 9_000
"""So many characters are shown at once, a part more or less."""
ROWS = 30
"""And so many pieces at most."""

_SENTENCE_END = regex.compile(r"[.!?؟。।۔]+[\p{Pe}\p{Pf}\"']*\s+")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a window begins: a passage's number, and an offset at which one of its parts begins."""

    number: int
    start: int = 0

    def __str__(self) -> str:
        """Return it as an address has it."""
        return f"{self.number}.{self.start}"


def place_of(text: str) -> Place | None:
    """Return the place an address names, or None for anything else."""
    found = regex.fullmatch(r"([0-9]{1,9})\.([0-9]{1,9})", text)
    return Place(int(found[1]), int(found[2])) if found else None


def parts(text: str) -> tuple[Span, ...]:
    """Return the parts of a text in order: one for all but very long ones."""
    found, start = [], 0
    while len(text) - start > PART * 3 // 2:
        end = _cut(text, start)
        found.append(Span(start, end))
        start = end
    return (*found, Span(start, len(text)))


def _cut(text: str, start: int) -> int:
    """Return where the part that begins at `start` ends: not before half of what it may hold."""
    low, high = start + PART // 2, start + PART
    paragraph = text.rfind("\n", low, high)
    if paragraph >= 0:
        return paragraph + 1
    ends = [sentence.end() for sentence in _SENTENCE_END.finditer(text, low, high)]
    place = ends[-1] if ends else text.rfind(" ", low, high) + 1 or high
    return widened(text, Span(place, place)).end


@dataclass(frozen=True, slots=True)
class Cut:
    """Which parts of which passages are shown, as (index, part), and the part after the last or before the first."""

    shown: tuple[tuple[int, Span], ...]
    beyond: tuple[int, Span] | None


def forward(texts: Sequence[str], start: int = 0) -> Cut:
    """Return what is shown of texts that follow each other, from the first one's part that holds `start`."""
    line = [(at, part) for at, text in enumerate(texts) for part in parts(text)]
    return _until_full([one for one in line if one[0] > 0 or one[1].end > start or one[1].end == one[1].start])


def backward(texts: Sequence[str], end: int) -> Cut:
    """Return what is shown before the last text's part that begins at `end`, of texts that follow each other."""
    line = [(at, part) for at, text in enumerate(texts) for part in parts(text)]
    last = len(texts) - 1
    found = _until_full([one for one in line if one[0] < last or one[1].end <= end][::-1])
    return Cut(found.shown[::-1], found.beyond)


def _until_full(line: Sequence[tuple[int, Span]]) -> Cut:
    length = 0
    for at, (_passage, part) in enumerate(line):
        if at == ROWS or (at and length >= WINDOW):
            return Cut(tuple(line[:at]), line[at])
        length += part.end - part.start
    return Cut(tuple(line), None)
