"""What a reader takes for one character: a letter with its marks, a flag, a family. Nothing shown is cut inside one."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import regex

_CLUSTER = regex.compile(r"\X")
# Between an ordinary or control character and one that does not attach itself there is always a boundary (UAX 29).
_SURE = regex.compile(r"\A|\Z|(?<=[\p{GCB=XX}\p{GCB=CN}\p{GCB=LF}])(?![\p{GCB=EX}\p{GCB=ZWJ}\p{GCB=SM}])")


class Span(NamedTuple):
    """A part of a text in code points, end exclusive."""

    start: int
    end: int


class Context(NamedTuple):
    """A part of a text and what stands around it; whether the text goes on beyond."""

    before: str
    found: str
    after: str
    begins_earlier: bool
    ends_later: bool


def widened(text: str, span: Span) -> Span:
    """Return the smallest span that holds `span` and cuts no grapheme cluster."""
    return Span(_cluster_at(text, span.start).start, _cluster_at(text, span.end).end)


def in_context(text: str, span: Span, width: int) -> Context:
    """Return `span` with at most `width` grapheme clusters of the text on either side."""
    start, end = widened(text, span)
    before = [cluster.start() for cluster in _CLUSTER.finditer(text, 0, start)]
    first = before[-width] if 0 < width < len(before) else (0 if width else start)
    last = end
    for cluster in islice(_CLUSTER.finditer(text, end), width):
        last = cluster.end()
    return Context(text[first:start], text[start:end], text[end:last], first > 0, last < len(text))


def _cluster_at(text: str, place: int) -> Span:
    """Return the cluster that goes across a place, or the place itself where clusters meet."""
    if _SURE.match(text, place):
        return Span(place, place)
    sure = place - 1
    while not _SURE.match(text, sure):
        sure -= 1
    for cluster in _CLUSTER.finditer(text, sure):
        if cluster.end() >= place:
            return Span(place, place) if cluster.end() == place else Span(*cluster.span())
    raise AssertionError("a place beyond the end of the text")
