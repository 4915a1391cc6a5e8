"""What the positions in somebody else's file count, judged by the words they would cut out.

Programs count code points or UTF-16 units, a CRLF as one or as two, and name the last character or the one after it;
few say which. Every reading is tried on every selection. What speaks for one: that both ends lie between words, and
that the words are those the selection is called by. A place outside the text speaks against it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.shared.errors import ConsultError

NAMED, CUT, EDGE, OUTSIDE = 4.0, 3.0, 1.0, -3.0
"""Points for words that are the selection's name, that begin with it, for each end between words, for no such place."""
USUAL, OTHERS = 2.5, 2.5
"""Points ahead for the reading that is usual in a project, and for the project's reading in each of its sources."""
_CUT_MARKS = ("[...]", "...", "…")
_JOINER = "\u200d"


class Unit(StrEnum):
    """What is counted."""

    CODE_POINTS = "codepoints"
    UTF16 = "utf16"


class Breaks(StrEnum):
    """What a line end counts: as many characters as it is written with, always one, or always two."""

    AS_WRITTEN = ""
    ONE = "crlf1"
    TWO = "crlf2"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand positions."""

    unit: Unit
    breaks: Breaks
    inclusive: bool

    @property
    def name(self) -> str:
        """Return what the command line calls it."""
        parts = (self.unit.value, self.breaks.value, "inclusive" if self.inclusive else "")
        return "-".join(part for part in parts if part)


READINGS = tuple(Reading(unit, breaks, inclusive) for inclusive in (False, True) for breaks in Breaks for unit in Unit)
BY_NAME = {reading.name: reading for reading in READINGS}
_HABITS = {"nvivo": BY_NAME["utf16-crlf2"], "atlas": BY_NAME["codepoints-crlf1"]}
"""How programs were seen to count, for where the words do not tell."""


class UnknownReading(ConsultError):
    """A reading that nobody has heard of."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text with LF line ends, and which of them were CRLF in the file."""

    text: str
    crlf: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A selection as a file gives it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The reading chosen for a source, how well it fits (0 to 1), and the next best that would cut other words."""

    reading: Reading
    score: float
    next_best: str
    next_score: float


@dataclass(frozen=True, slots=True)
class _Scored:
    points: tuple[float, ...]
    possible: float


def written(raw: str) -> Written:
    """Return a file's text with LF line ends and without its byte order mark."""
    pieces, crlf, at = raw.removeprefix("\ufeff").split("\r\n"), [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        crlf.append(at)
        at += 1
    return Written("\n".join(pieces).replace("\r", "\n"), tuple(crlf))


def named(name: str) -> Reading:
    """Return the reading with a name; raise `UnknownReading` for none."""
    if name not in BY_NAME:
        raise UnknownReading(f"there is no reading of positions {name}: write auto or one of {', '.join(BY_NAME)}")
    return BY_NAME[name]


class Scale:
    """A text measured as one reading does."""

    def __init__(self, given: Written, reading: Reading) -> None:
        self.inclusive = reading.inclusive
        self.length = len(given.text)
        self._places, self._at, self._widths = [-1], [-1], [1]
        grown = 0
        for place, width in _wide(given, reading):
            self._places.append(place)
            self._at.append(place + grown)
            self._widths.append(width)
            grown += width - 1

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a stretch in code points, the end exclusive; None where it lies outside the text."""
        begin, last = self._place(start), self._place(end)
        if begin is None or last is None:
            return None
        if self.inclusive:
            last += 1
        return (begin, last) if begin <= last <= self.length else None

    def _place(self, position: int) -> int | None:
        if position < 0:
            return None
        near = bisect_right(self._at, position) - 1
        beyond = max(position - self._at[near] - self._widths[near] + 1, 0)
        place = self._places[near] + beyond
        return place if place <= self.length else None


def _wide(given: Written, reading: Reading) -> list[tuple[int, int]]:
    """Return the characters that count for more than one, with what they count."""
    found = []
    crlf = set(given.crlf) if reading.breaks is Breaks.AS_WRITTEN else set()
    twice = reading.breaks is Breaks.TWO
    for place, character in enumerate(given.text):
        if character == "\n":
            if twice or place in crlf:
                found.append((place, 2))
        elif character > "\uffff" and reading.unit is Unit.UTF16:
            found.append((place, 2))
    return found


def choose(sources: Sequence[tuple[Written, Sequence[Given]]], origin: str) -> list[Choice]:
    """Return the reading for every source: the project's, unless its own words clearly say otherwise."""
    scored = [_scored(text, given) for text, given in sources]
    usual = next((habit for word, habit in _HABITS.items() if word in origin.lower()), READINGS[0])
    start = {usual: USUAL, READINGS[0]: USUAL}
    whole = [sum(one.points[at] for one in scored) for at in range(len(READINGS))]
    project = READINGS[_order(whole, start, usual)[0]]
    return [
        _choice(text, given, one, _order(one.points, {project: OTHERS}, project))
        for (text, given), one in zip(sources, scored, strict=True)
    ]


def _order(points: Sequence[float], ahead: Mapping[Reading, float], first: Reading) -> list[int]:
    """Return the readings from the best on; of equal ones `first`, then as they are listed."""
    worth = [points[at] + ahead.get(reading, 0.0) for at, reading in enumerate(READINGS)]
    return sorted(range(len(READINGS)), key=lambda at: (-worth[at], READINGS[at] != first, at))


def scores(text: Written, given: Sequence[Given]) -> dict[str, float]:
    """Return how well every reading fits a source, 0 to 1."""
    one = _scored(text, given)
    return {reading.name: _share(one, at) for at, reading in enumerate(READINGS)}


def _choice(text: Written, given: Sequence[Given], one: _Scored, order: Sequence[int]) -> Choice:
    best = order[0]
    cut = _cuts(text, given, READINGS[best])
    other = next((at for at in order[1:] if _cuts(text, given, READINGS[at]) != cut), None)
    if other is None:
        return Choice(READINGS[best], _share(one, best), "", 0.0)
    return Choice(READINGS[best], _share(one, best), READINGS[other].name, _share(one, other))


def _share(one: _Scored, at: int) -> float:
    return max(one.points[at], 0.0) / one.possible if one.possible else 1.0


def _cuts(text: Written, given: Sequence[Given], reading: Reading) -> list[tuple[int, int] | None]:
    scale = Scale(text, reading)
    return [scale.span(one.start, one.end) for one in given]


def _scored(text: Written, given: Sequence[Given]) -> _Scored:
    spans = [_cuts(text, given, reading) for reading in READINGS]
    points, possible = [0.0] * len(READINGS), 0.0
    for number, one in enumerate(given):
        names = [_name_points(text.text, cut[number], one.name) for cut in spans]
        possible += 2 * EDGE + (max(names) and NAMED)
        for at, cut in enumerate(spans):
            points[at] += names[at] + _edge_points(text.text, cut[number])
    return _Scored(tuple(points), possible)


def _name_points(text: str, span: tuple[int, int] | None, name: str) -> float:
    if span is None or not name.strip():
        return 0.0
    words, called = " ".join(text[slice(*span)].split()), " ".join(name.split())
    if words == called:
        return NAMED if text[slice(*span)].strip() == text[slice(*span)] else CUT
    cut = next((called.removesuffix(mark).rstrip() for mark in _CUT_MARKS if called.endswith(mark)), called)
    return CUT if len(cut) >= 3 and words.startswith(cut) else 0.0


def _edge_points(text: str, span: tuple[int, int] | None) -> float:
    if span is None:
        return OUTSIDE
    start, end = span
    if start == end:
        return 0.0
    begins = not text[start].isspace() and not _joined(text, start)
    ends = not text[end - 1].isspace() and not _joined(text, end)
    return EDGE * (begins + ends)


def _joined(text: str, place: int) -> bool:
    """Tell whether what stands before a place and what stands after it are one word or one sign."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _JOINER in (before, after) or unicodedata.category(after)[0] == "M":
        return True
    return _of_word(before) and _of_word(after)


def _of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
