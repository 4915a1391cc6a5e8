"""What changed from one version to the next, word by word in every language, and line by line.

In: two contents. Out: what was taken away, what was added, what moved. Nothing is marked here: pages do that, and not
by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol, TypeVar

import regex

from consult.decision.rules.evidence import Evidence
from consult.decision.rules.proposal import (
    AspectLine,
    Clause,
    Field,
    IdentityLine,
    ProposalContent,
    Texts,
)

_BOUNDARY = regex.compile(r"\b", regex.WORD | regex.V1)
VIRAMA = 9


class Part(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text and what became of it."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text in one language, in spans; `changed` unless all of it is the same."""

    language: str
    spans: tuple[Span, ...]

    @property
    def changed(self) -> bool:
        """Tell whether anything was added or removed."""
        return any(span.part is not Part.SAME for span in self.spans)


class LineChange(StrEnum):
    """What became of a clause, an aspect, a part of identity or a field."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """One line of a redline. `key` is a clause's key or a code; `was` and `now` its level, form or heading.

    `today_was` and `today_now` say where the line starts from; `moved` that it stands elsewhere among its neighbours.
    """

    key: str
    change: LineChange
    was: str = ""
    now: str = ""
    today_was: str = ""
    today_now: str = ""
    moved: bool = False
    texts: tuple[TextChange, ...] = ()
    evidence_added: tuple[Evidence, ...] = ()
    evidence_removed: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Redline:
    """Everything that changed between two versions; lines that are the same are in it, and say so."""

    title: tuple[TextChange, ...]
    summary: tuple[TextChange, ...]
    option: tuple[str, str]
    takes_effect_on: tuple[date | None, date | None]
    review_on: tuple[date | None, date | None]
    clauses: tuple[ChangedLine, ...]
    aspects: tuple[ChangedLine, ...]
    identity: tuple[ChangedLine, ...]
    fields: tuple[ChangedLine, ...]

    @property
    def count(self) -> int:
        """Return in how many places something changed."""
        texts = sum(any(one.changed for one in texts) for texts in (self.title, self.summary))
        values = sum(was != now for was, now in (self.option, self.takes_effect_on, self.review_on))
        lines = (*self.clauses, *self.aspects, *self.identity, *self.fields)
        return texts + values + sum(line.change is not LineChange.SAME for line in lines)


def words(text: str) -> list[str]:
    """Cut a text into words, spaces and marks of any script (UAX 29); joined again they are the text.

    A Khmer or Devanagari letter that stacks under the one before is not cut off from it.
    """
    pieces: list[str] = []
    for piece in filter(None, _BOUNDARY.split(text)):
        if pieces and unicodedata.combining(pieces[-1][-1]) == VIRAMA:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def differences(old: str, new: str) -> tuple[Span, ...]:
    """Return `old` and `new` as one run of spans: what is the same or removed is `old`, the same or added is `new`.

    Space and punctuation that happen to be the same between two changes are taken as changed: phrases read better
    than every second word.
    """
    before, after = words(old), words(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    spans: list[Span] = []
    removed, added, kept = "", "", ""
    for tag, *(a, b, c, d) in matcher.get_opcodes():
        if tag != "equal":
            removed, added = removed + kept + "".join(before[a:b]), added + kept + "".join(after[c:d])
            kept = ""
            continue
        same = "".join(before[a:b])
        if (removed or added) and b < len(before) and not regex.search(r"\w", same):
            kept = same
            continue
        spans += _changed(removed, added)
        spans.append(Span(Part.SAME, same))
        removed, added = "", ""
    spans += _changed(removed, added)
    return tuple(spans)


def _changed(removed: str, added: str) -> list[Span]:
    return [Span(part, text) for part, text in ((Part.REMOVED, removed), (Part.ADDED, added)) if text]


def text_changes(old: Texts, new: Texts) -> tuple[TextChange, ...]:
    """Return a text in every language it has in either version."""
    tags = sorted({*old, *new})
    return tuple(TextChange(tag, differences(old.get(tag, ""), new.get(tag, ""))) for tag in tags)


def redline(old: ProposalContent, new: ProposalContent) -> Redline:
    """Return what changed from `old` to `new`."""
    fields = [_field(field, old.fields.get(field, {}), new.fields.get(field, {})) for field in Field]
    return Redline(
        title=text_changes(old.title, new.title),
        summary=text_changes(old.summary, new.summary),
        option=(old.option, new.option),
        takes_effect_on=(old.takes_effect_on, new.takes_effect_on),
        review_on=(old.review_on, new.review_on),
        clauses=_clauses(old, new),
        aspects=_lines(old.aspects, new.aspects, lambda one: one.aspect, lambda one: (one.today, one.level)),
        identity=_lines(old.identity, new.identity, lambda one: one.part, lambda one: (one.today, one.form)),
        fields=tuple(one for one in fields if one.texts),
    )


def _field(field: Field, old: Texts, new: Texts) -> ChangedLine:
    texts = text_changes(old, new)
    if any(one.changed for one in texts):
        change = LineChange.ADDED if not old else LineChange.REMOVED if not new else LineChange.CHANGED
    else:
        change = LineChange.SAME
    return ChangedLine(key=field.value, change=change, texts=texts)


def _clauses(old: ProposalContent, new: ProposalContent) -> tuple[ChangedLine, ...]:
    """Return the clauses in their new order; one that was removed stands where it stood."""
    before, after = [one.key for one in old.clauses], [one.key for one in new.clauses]
    stayed = _in_order(before, after)
    was = {one.key: one for one in old.clauses}
    now = {one.key: one for one in new.clauses}
    return tuple(_clause(key, was.get(key), now.get(key), stayed) for key in _woven(before, after))


def _in_order(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return the keys that keep their order; the others of both lists moved."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return frozenset(key for block in blocks for key in before[block.a : block.a + block.size])


def _woven(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return `after` with each key that is gone put behind the one it followed."""
    woven = list(after)
    for at, key in enumerate(before):
        if key not in after:
            woven.insert(woven.index(before[at - 1]) + 1 if at else 0, key)
    return woven


def _clause(key: str, old: Clause | None, new: Clause | None, stayed: Iterable[str]) -> ChangedLine:
    was, now = (one.heading.value if one else "" for one in (old, new))
    moved = old is not None and new is not None and (was != now or key not in stayed)
    return _line(key, (old, lambda one: one.text), (new, lambda one: one.text), (was, now), moved=moved)


class _Cited(Protocol):
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


Cited = TypeVar("Cited", bound=_Cited)
Side = tuple[Cited | None, Callable[[Cited], Texts]]


def _line(
    key: str,
    old: Side[Cited],
    new: Side[Cited],
    values: tuple[str, str],
    today: tuple[str, str] = ("", ""),
    *,
    moved: bool = False,
) -> ChangedLine:
    (before, text_before), (after, text_after) = old, new
    texts = text_changes(text_before(before) if before else {}, text_after(after) if after else {})
    cited_before, cited_after = (one.evidence if one else () for one in (before, after))
    same = (
        values[0] == values[1]
        and today[0] == today[1]
        and not moved
        and not any(one.changed for one in texts)
        and set(cited_before) == set(cited_after)
    )
    change = LineChange.SAME if same else LineChange.CHANGED
    if before is None or after is None:
        change = LineChange.ADDED if before is None else LineChange.REMOVED
    return ChangedLine(
        key=key,
        change=change,
        was=values[0],
        now=values[1],
        today_was=today[0],
        today_now=today[1],
        moved=moved,
        texts=texts,
        evidence_added=tuple(ref for ref in cited_after if ref not in cited_before),
        evidence_removed=tuple(ref for ref in cited_before if ref not in cited_after),
    )


Line = TypeVar("Line", AspectLine, IdentityLine)


def _lines(
    old: Sequence[Line], new: Sequence[Line], key: Callable[[Line], str], codes: Callable[[Line], tuple[str, str]]
) -> tuple[ChangedLine, ...]:
    before: Mapping[str, Line] = {key(one): one for one in old}
    after: Mapping[str, Line] = {key(one): one for one in new}
    return tuple(_coded(name, before.get(name), after.get(name), codes) for name in _keys(before, after))


def _coded(name: str, was: Line | None, now: Line | None, codes: Callable[[Line], tuple[str, str]]) -> ChangedLine:
    (today_was, code_was), (today_now, code_now) = (codes(one) if one else ("", "") for one in (was, now))
    return _line(
        name,
        (was, lambda one: one.term),
        (now, lambda one: one.term),
        (code_was, code_now),
        (today_was, today_now),
    )


def _keys(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys((*after, *before))
