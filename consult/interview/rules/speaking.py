"""Who says what: a transcript cut into turns, in any script.

A turn begins at the start of a line with a label and a colon (ASCII, fullwidth, Ethiopic, Khmer), a tab, or a time
after the label. A label must come again or be short: a colon inside somebody's words starts nothing. After signs that
part words as often (an Arabic semicolon, an Ethiopic wordspace) a label must come again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import regex

from consult.interview.rules.mail import is_thread, messages
from consult.interview.rules.speaker_labels import (
    is_short,
    label_key,
    may_be_label,
    speaks_of_saying,
    spoken_label,
)
from consult.interview.rules.text import normalise
from consult.interview.rules.times import without_times

_CLOCK = r"\d{1,2}(?:[:.：]\d{2}){1,2}(?:[.,]\d{1,3})?"
_BRACKETED = rf"[\[(（［【<]\s*{_CLOCK}\s*[\])）］】>]"
_TIME = rf"(?:{_BRACKETED}|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d{{1,3}})?)"
_GAP = r"[^\S\n\t]*+"
_BIDI = r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]*"
_LABEL = r"(?P<label>[^\n\t:：﹕꞉∶፦፥៖\[\]【】]{1,70}?)"
_HEAD = regex.compile(
    rf"""^{_GAP}{_BIDI}
    (?:(?P<before>{_TIME})[^\S\n]*[-–—]?{_GAP})?
    (?P<bold>\*{{1,3}}|_{{1,3}})?
    {_LABEL}{_GAP}{_BIDI}
    (?:(?P<after>{_TIME}){_GAP}{_BIDI})?
    (?P<end>
        (?:[*_]{{1,3}})?{_GAP}(?:[:：﹕꞉∶፦፥៖]|[؛፡](?=\s)){_BIDI}(?:[*_]{{1,3}})?(?![/)(]|-[)(])
        | \t+
        | (?(after)(?:[*_]{{1,3}})?$|(?(bold)[*_]{{1,3}}$|(?!)))
    )
    (?:{_GAP}(?P<inside>{_BRACKETED}))?""",
    regex.M | regex.X,
)


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What one speaker said until the next spoke; `said_at` is the time beside the label, as it was written."""

    speaker: str
    text: str
    said_at: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words before a colon that stand once and were read as words."""

    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Speech:
    """A transcript read: its turns, what belongs to nobody, what may have been a label."""

    turns: tuple[SpokenTurn, ...]
    nobodys: str = ""
    doubts: tuple[Doubt, ...] = ()
    thread: bool = False

    @property
    def speakers(self) -> dict[str, int]:
        """Return how many turns each speaker has, in the order in which they first speak."""
        return dict(Counter(turn.speaker for turn in self.turns))


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    body: int
    line: int
    label: str
    key: str
    said_at: str
    marked: bool
    colon: bool
    tight: bool
    weak: bool

    @property
    def alone(self) -> bool:
        """Whether it stands with a time and without a colon, above what was said."""
        return self.marked and not self.colon


def find_turns(text: str) -> tuple[SpokenTurn, ...]:
    """Return the turns of a transcript or of a thread of mail."""
    return read_speech(text).turns


def read_speech(text: str, *, also: Collection[str] = (), never: Collection[str] = ()) -> Speech:
    """Return a transcript read; `also` and `never` are labels people settled themselves."""
    source = without_times(normalise(text))
    if is_thread(source):
        return _read_thread(source)
    wanted, refused = set(map(label_key, also)), set(map(label_key, never))
    found = [one for one in _candidates(source, wanted) if one.key not in refused]
    taken = (_labels(found, source) | wanted) - refused
    starts = [one for one in found if one.key in taken]
    doubts = [Doubt(one.label, one.line) for one in found if one.key not in taken and one.colon]
    first = starts[0].start if starts else len(source)
    return Speech(tuple(_turns(source, starts)), source[:first].strip(), tuple(doubts))


def _read_thread(source: str) -> Speech:
    found, nobodys = messages(source)
    turns = [SpokenTurn(one.sender, "\n".join(one.lines).strip(), one.sent, one.line) for one in found]
    return Speech(tuple(turns), "\n".join(nobodys).strip(), thread=True)


def _candidates(source: str, wanted: set[str]) -> Iterator[_Candidate]:
    line, at = 1, 0
    for head in _HEAD.finditer(source):
        line, at = line + source.count("\n", at, head.start()), head.start()
        label = spoken_label(head["label"])
        key = label_key(label)
        end = head["end"]
        colon = bool(end.strip("*_ \t"))
        bold = bool(head["bold"]) and regex.search(r"[*_]", end) is not None
        marked = bold or bool(head["before"] or head["after"])
        if key not in wanted and not may_be_label(label):
            continue
        said_at = (head["before"] or head["after"] or head["inside"] or "").strip("[]()（）［］【】<> ")
        tight = colon and head.end() < len(source) and not source[head.end()].isspace() and end.strip()[-1] == ":"
        weak = end.strip("*_ \t")[:1] in ("؛", "፡")
        yield _Candidate(head.start(), head.end(), line, label, key, said_at, marked, colon, tight, weak)


def _labels(found: list[_Candidate], source: str) -> set[str]:
    """Return the keys of what are labels: what comes again, and what is short enough to be believed once.

    What stands once above the first label that comes again ("Place: Geneva") is the head of a transcript.
    """
    counts = Counter(one.key for one in found)
    again = {one.key for one in found if counts[one.key] > 1 and not (one.tight and counts[one.key] < 3)}
    repeated = [one for one in found if one.key in again]
    first = repeated[0].start if repeated else 0
    all_marked = bool(repeated) and all(one.marked for one in repeated)
    head = len(source) - len(source.lstrip())
    pair = not again and len(counts) > 1 and bool(found) and found[0].start <= head
    once = {
        one.key
        for one in found
        if counts[one.key] == 1
        and one.start >= first
        and (one.colon or (one.alone and any(other.alone for other in repeated)))
        and not (one.tight or one.weak)
        and not speaks_of_saying(one.label)
        and (one.marked or not all_marked)
        and (is_short(one.label) or one.marked or (pair and len(one.label.split()) <= 3))
    }
    return again | once


def _turns(source: str, starts: list[_Candidate]) -> Iterator[SpokenTurn]:
    first: dict[str, str] = {}
    ends = [*(one.start for one in starts[1:]), len(source)]
    for one, end in zip(starts, ends, strict=False):
        text = source[one.body : end].strip()
        if text:  # a label with nothing after it said nothing
            yield SpokenTurn(first.setdefault(one.key, one.label), text, one.said_at, one.line)
