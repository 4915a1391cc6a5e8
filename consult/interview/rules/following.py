"""What becomes of places in a text that was corrected: words that still stand keep their codes and marks.

In: a text before and after, and stretches in code points, ends exclusive. Out: where each stretch lies now, and whether
its words stand as they stood. Both texts are compared by what readers take for one character, so that no place comes to
lie inside one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

import regex

WORK = 2_000_000
"""So many pairs of equal words are compared; of a text that repeats itself more, the changed middle is one change."""

_CLUSTER = regex.compile(r"\X")
Change = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text before and what stands in its place: the same words, or others."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a stretch lies in the new text; `same` where its words stand unchanged. Empty where all of them went."""

    start: int
    end: int
    same: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """How a text was changed, part by part."""

    before: str
    after: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, before: str, after: str) -> Moved:
        """Return how one text became the other."""
        return cls(before, after, tuple(_joined(_compared(before, after))))

    def follow(self, start: int, end: int) -> Followed:
        """Return where a stretch lies now: the same words, or whatever came in their place.

        >>> Moved.of("We met Kim there.", "Today we met Kim there.").follow(7, 10)
        Followed(start=13, end=16, same=True)
        """
        for one in self.blocks:
            if one.same and one.start <= start and end <= one.end:
                return Followed(start + one.new_start - one.start, end + one.new_start - one.start, same=True)
        return Followed(self._start(start), self._end(end), same=False)

    def _start(self, place: int) -> int:
        for one in self.blocks:
            if one.start <= place < one.end:
                return place + one.new_start - one.start if one.same else one.new_start
        return len(self.after)

    def _end(self, place: int) -> int:
        for one in self.blocks:
            if one.start < place <= one.end:
                return place + one.new_start - one.start if one.same else one.new_end
        return 0


def _compared(before: str, after: str) -> Iterator[Block]:
    one, other = _CLUSTER.findall(before), _CLUSTER.findall(after)
    head, tail = _alike(one, other)
    yield from _blocks(one[:head], other[:head], (0, 0))
    place = sum(map(len, one[:head])), sum(map(len, other[:head]))
    middle, others = _words(one[head : len(one) - tail]), _words(other[head : len(other) - tail])
    for kind, start, end, new_start, new_end in _changes(middle, others):
        part, new = _letters(middle[start:end]), _letters(others[new_start:new_end])
        yield from _equal(part, place) if kind == "equal" else _refined(part, new, place)
        place = place[0] + sum(map(len, part)), place[1] + sum(map(len, new))
    yield from _equal(one[len(one) - tail :], place)


def _changes(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> Sequence[Change]:
    counts, others = Counter(one), Counter(other)
    if sum(count * others[word] for word, count in counts.items()) > WORK:
        return [("replace", 0, len(one), 0, len(other))]
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def _refined(one: Sequence[str], other: Sequence[str], place: tuple[int, int]) -> Iterator[Block]:
    """Yield a change with what is the same at both its ends apart."""
    head, tail = _alike(one, other)
    yield from _equal(one[:head], place)
    place = place[0] + sum(map(len, one[:head])), place[1] + sum(map(len, other[:head]))
    changed, new = one[head : len(one) - tail], other[head : len(other) - tail]
    yield from _blocks(changed, new, place)
    place = place[0] + sum(map(len, changed)), place[1] + sum(map(len, new))
    yield from _equal(one[len(one) - tail :], place)


def _alike(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return how many characters are the same at the beginning, and at the end of what is left."""
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    left = shorter - head
    tail = next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)
    return head, tail


def _equal(part: Sequence[str], place: tuple[int, int]) -> Iterator[Block]:
    return _blocks(part, part, place)


def _blocks(one: Sequence[str], other: Sequence[str], place: tuple[int, int]) -> Iterator[Block]:
    if one or other:
        start, new_start = place
        same = list(one) == list(other)
        yield Block(start, start + sum(map(len, one)), new_start, new_start + sum(map(len, other)), same)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield blocks with neighbours of one sort made one."""
    for same, group in groupby(blocks, key=lambda one: one.same):
        run = list(group)
        yield Block(run[0].start, run[-1].end, run[0].new_start, run[-1].new_end, same)


def _words(clusters: Sequence[str]) -> list[tuple[str, ...]]:
    """Return characters as words, each with the space after it."""
    starts = [at for at, one in enumerate(clusters) if at == 0 or (clusters[at - 1].isspace() and not one.isspace())]
    return [tuple(clusters[start:end]) for start, end in pairwise([*starts, len(clusters)])]


def _letters(words: Sequence[tuple[str, ...]]) -> list[str]:
    return [letter for word in words for letter in word]


def pieces(moved: Moved) -> Iterator[tuple[str, str]]:
    """Yield the change for reading: ("", words) that stayed, ("del", words) that went, ("ins", words) that came."""
    for one in moved.blocks:
        gone, come = moved.before[one.start : one.end], moved.after[one.new_start : one.new_end]
        if one.same:
            yield "", gone
            continue
        if gone:
            yield "del", gone
        if come:
            yield "ins", come
