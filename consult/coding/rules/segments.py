"""Stretches of a text: where they may begin and end, how they overlap, and how a text with many is cut for showing.

Places are counted in code points, the end exclusive. A browser counts UTF-16 units: `from_utf16` and `to_utf16`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from consult.coding.rules.graphemes import Span, widened
from consult.shared.errors import N_, NotAllowedNow

LANES = 3
"""So many segments can be told apart under one word; of more, the list beside the text tells."""

SEALED = "█"
"""Stands for every character of what is sealed."""


class BadStretch(NotAllowedNow):
    """A stretch that lies outside its text or holds nothing but space."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A segment as far as drawing goes."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text over which the same segments lie.

    `lanes` are pairs of lane (1 to 3) and segment; a segment keeps its lane in every piece. `depth` counts to 3.
    """

    text: str
    start: int
    segments: tuple[str, ...]
    lanes: tuple[tuple[int, str], ...]

    @property
    def depth(self) -> int:
        """Return how many segments lie here, three for more."""
        return min(len(self.segments), LANES)


def settled(text: str, span: Span) -> Span:
    """Return the stretch moved out to whole grapheme clusters; raise `BadStretch` unless it holds words of the text."""
    if not 0 <= span.start < span.end <= len(text) or not text[span.start : span.end].strip():
        raise BadStretch(N_("Select some words inside one turn or one answer."))
    return widened(text, span)


def trimmed(text: str, span: Span) -> Span:
    """Return the stretch without space at its ends, as people mean it; what `settled` refuses stays as it is."""
    inside = text[span.start : span.end] if 0 <= span.start < span.end <= len(text) else ""
    if not inside.strip():
        return span
    return Span(span.start + len(inside) - len(inside.lstrip()), span.start + len(inside.rstrip()))


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two stretches share a character."""
    return one.start < other.end and other.start < one.end


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the fewest stretches that cover the same characters, in order."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(Span(*span))
    return tuple(merged)


def pieces(text: str, marks: Sequence[Marked]) -> tuple[Piece, ...]:
    """Return the text cut at every boundary of a segment, moved out to whole grapheme clusters."""
    placed = [Marked(mark.id, *widened(text, Span(mark.start, mark.end))) for mark in marks]
    lanes = lanes_of(placed)
    cuts = sorted({0, len(text), *(m.start for m in placed), *(m.end for m in placed)})
    found = []
    for start, end in pairwise(cuts):
        here = [mark for mark in _in_order(placed) if mark.start <= start and end <= mark.end]
        under = sorted((lanes[mark.id], mark.id) for mark in here if mark.id in lanes)
        found.append(Piece(text[start:end], start, tuple(mark.id for mark in here), tuple(under)))
    return tuple(found)


def lanes_of(marks: Iterable[Marked]) -> dict[str, int]:
    """Return the lane of each segment: the lowest that no overlapping one before it has; none where all are taken."""
    lanes: dict[str, int] = {}
    given: list[Marked] = []
    for mark in _in_order(marks):
        given = [other for other in given if other.end > mark.start]
        taken = {lanes[other.id] for other in given}
        free = next((lane for lane in range(1, LANES + 1) if lane not in taken), None)
        if free is not None:
            lanes[mark.id] = free
            given.append(mark)
    return lanes


def _in_order(marks: Iterable[Marked]) -> list[Marked]:
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.id))


def from_utf16(text: str, units: int) -> int:
    """Return the place in code points of a place in UTF-16 units; inside a pair of surrogates, before it."""
    seen = 0
    for place, character in enumerate(text):
        seen += 2 if ord(character) > 0xFFFF else 1
        if seen > units:
            return place
    return len(text)


def to_utf16(text: str, place: int) -> int:
    """Return the place in UTF-16 units of a place in code points."""
    return place + sum(ord(character) > 0xFFFF for character in text[:place])


def masked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the stretches blotted out, place for place, whole characters at a time."""
    for span in union(widened(text, span) for span in spans):
        text = text[: span.start] + SEALED * (span.end - span.start) + text[span.end :]
    return text
