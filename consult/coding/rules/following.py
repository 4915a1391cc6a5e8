"""Where codes lie on a text that was corrected: on their words, or on what came in their place, and never outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.coding.rules.graphemes import Span, widened
from consult.interview.rules.following import Moved
from consult.shared.errors import N_, NotAllowedNow


@dataclass(frozen=True, slots=True)
class Coded:
    """A code on a stretch, in one reading; `stands` unless it was taken away."""

    id: str
    reading: str
    code: str
    span: Span
    stands: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a code lies now, and whether its words are the same."""

    span: Span
    same: bool


def kept_places(coded: Sequence[Coded], moved: Moved) -> dict[str, Kept]:
    """Return where codes lie in the new text, by their ids.

    Two pieces of one code in one reading never come to lie on exactly the same words: those whose words are the same
    choose first, another is put on a little more or less of the text. Raises `NotAllowedNow` where there is no room.
    """
    followed = {one.id: moved.follow(*one.span) for one in coded}
    taken: set[tuple[str, str, Span]] = set()
    found = {}
    for one in sorted(coded, key=lambda one: not followed[one.id].same):
        place = followed[one.id]
        choices = _choices(moved.after, Span(place.start, place.end))
        if one.stands:
            span = next((span for span in choices if (one.reading, one.code, span) not in taken), None)
            if span is None:
                raise NotAllowedNow(N_("So few words cannot hold what was coded here. Write a little more."))
            taken.add((one.reading, one.code, span))
        else:
            span = next(choices)
        found[one.id] = Kept(span, place.same)
    return found


def _choices(text: str, span: Span) -> Iterator[Span]:
    """Yield where a code may lie: on its words, on the whole text, else on ever less of it."""
    yield _held(text, span)
    yield Span(0, len(text))
    for end in range(len(text) - 1, 0, -1):
        yield _held(text, Span(0, end))
    for start in range(1, len(text)):
        yield _held(text, Span(start, len(text)))


def _held(text: str, span: Span) -> Span:
    """Return a stretch that holds words: itself, or the whole text where nothing is left of it."""
    return widened(text, span) if text[span.start : span.end].strip() else Span(0, len(text))
