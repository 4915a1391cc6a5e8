"""Search what was said and written, in any language: inflected forms, phrases, parts of scripts without spaces.

A query is words, all of which must occur, in any of their forms; "a phrase in quotation marks", found as it stands but
for case, accents and punctuation; and -words or -"phrases" that must not occur. In a passage whose language has a
stemmer (`words.STEMMERS`) forms of a word find each other; in others a word finds those that begin with it; Thai, Lao,
Khmer, Burmese, Tibetan, Chinese and Japanese are searched for any part.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
import regex
from numpy.typing import NDArray

from consult.coding.rules.graphemes import Context, Span, in_context, widened
from consult.coding.rules.words import (
    STEMMERS,
    Token,
    canonical,
    folded,
    lowered,
    origins,
    primary,
    stems,
    tokens,
    without_elision,
)

__all__ = ["Context", "Hit", "Index", "Passage", "Span", "find", "in_context"]

SHORTEST_BEGINNING = 3
"""Fewer letters than this find whole words only; a Korean syllable has two or three."""
_QUOTES = '"“”„«»「」'
_CHUNK = regex.compile(
    rf"(?P<minus>(?<!\S)-)?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<words>[^\s{_QUOTES}]+))"
)

Numbers = NDArray[np.int64]


class Passage(Protocol):
    """What is searched: a turn, an open answer."""

    @property
    def id(self) -> str:
        """What a hit is reported under."""

    @property
    def text(self) -> str:
        """What was said or written."""

    @property
    def language(self) -> str | None:
        """The tag of its language, if that is known."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has all that was asked for, and where: spans in order that neither overlap nor cut graphemes."""

    passage_id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side: one as a rule, more in a phrase or a word such as "co-ordination"."""

    text: str
    words: tuple[Token, ...]
    exact: bool
    excluded: bool

    @property
    def has_run(self) -> bool:
        """Whether part of it is in a script without spaces."""
        return any(word.is_run for word in self.words)


@dataclass(frozen=True, slots=True)
class _Found:
    """Places: the number of the passage, start, end."""

    passages: Numbers
    starts: Numbers
    ends: Numbers


def find(passages: Iterable[Passage], query: str) -> tuple[Hit, ...]:
    """Return the passages that have what the query asks for, in their order; for several queries keep an `Index`."""
    return Index(passages).find(query)


def read_query(query: str) -> tuple[Term, ...]:
    """Return what a query asks for."""
    terms = []
    for chunk in _CHUNK.finditer(query):
        text = chunk["words"] or chunk["phrase"] or ""
        words = tuple(tokens(text))
        if words:
            terms.append(Term(text, words, exact=chunk["words"] is None, excluded=chunk["minus"] is not None))
    return tuple(terms)


class Index:
    """The words of passages, ready to be searched any number of times; passages are not to change meanwhile."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = tuple(passages)
        forms: dict[tuple[str, str], int] = {}
        places: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
        runs: dict[int, str] = {}
        for number, passage in enumerate(self._passages):
            language = primary(passage.language)
            for token in tokens(passage.text):
                key = ("", "") if token.is_run else (language, token.text)
                for column, value in zip(places, (number, *token[:2], forms.setdefault(key, len(forms))), strict=True):
                    column.append(value)
                if token.is_run and number not in runs:
                    runs[number] = canonical(passage.text)
        self._passage, self._start, self._end, form = (np.array(column, dtype=np.int64) for column in places)
        self._order = np.argsort(form, kind="stable")
        self._first = np.searchsorted(form[self._order], np.arange(len(forms) + 1))
        self._runs = runs
        self._forms = _Forms(forms)

    def find(self, query: str) -> tuple[Hit, ...]:
        """Return the passages that have what the query asks for, in their order; none for an empty query."""
        terms = read_query(query)
        wanted = [self._places(term) for term in terms if not term.excluded]
        if not wanted:
            return ()
        numbers: Numbers = reduce(np.intersect1d, (places.passages for places in wanted))
        numbers = np.unique(numbers)
        for term in terms:
            if term.excluded:
                numbers = np.setdiff1d(numbers, self._places(term).passages)
        return tuple(self._hits(numbers, wanted))

    def _hits(self, numbers: Numbers, wanted: Sequence[_Found]) -> Iterator[Hit]:
        spans: dict[int, list[Span]] = defaultdict(list)
        for places in wanted:
            kept = np.isin(places.passages, numbers)
            columns = (column[kept].tolist() for column in (places.passages, places.starts, places.ends))
            for number, start, end in zip(*columns, strict=True):
                spans[number].append(Span(start, end))
        for number in numbers.tolist():
            passage = self._passages[number]
            yield Hit(passage.id, _merged(widened(passage.text, span) for span in spans[number]))

    def _places(self, term: Term) -> _Found:
        return self._parts(term) if term.has_run else self._sequences(term)

    def _sequences(self, term: Term) -> _Found:
        """Return where the words of a term follow each other."""
        firsts = self._tokens(term.words[0], exact=term.exact)
        for place, word in enumerate(term.words[1:], 1):
            firsts = firsts[np.isin(firsts + place, self._tokens(word, exact=term.exact))]
        lasts = firsts + len(term.words) - 1
        together = self._passage[firsts] == self._passage[lasts]
        firsts, lasts = firsts[together], lasts[together]
        return _Found(self._passage[firsts], self._start[firsts], self._end[lasts])

    def _tokens(self, word: Token, *, exact: bool) -> Numbers:
        """Return the numbers of the tokens a word finds, in order."""
        forms = self._forms.written(word.text) if exact else self._forms.related(word.text)
        if not forms:
            return np.empty(0, dtype=np.int64)
        return np.sort(np.concatenate([self._order[self._first[form] : self._first[form + 1]] for form in forms]))

    def _parts(self, term: Term) -> _Found:
        """Return where a term occurs as a part of the folded text: whole words, but any part of a run."""
        part = canonical(term.text)
        places: list[tuple[int, int, int]] = []
        for number, text in self._runs.items() if part else ():
            if part in text:
                places += [(number, *span) for span in _parts_of(self._passages[number].text, part, term)]
        found = np.array(places, dtype=np.int64).reshape(-1, 3)
        return _Found(found[:, 0], found[:, 1], found[:, 2])


class _Forms:
    """The written forms of an index, and which of them a word finds."""

    def __init__(self, forms: dict[tuple[str, str], int]) -> None:
        self._written: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[tuple[str, str], list[int]] = defaultdict(list)
        beginnings: list[tuple[str, int]] = []
        for (language, text), number in forms.items():
            for spelling in _spellings(text):
                self._written[spelling].append(number)
                if language not in STEMMERS:
                    beginnings.append((spelling, number))
            for stem in stems(text, language):
                self._stems[language, stem].append(number)
        self._beginnings = sorted(beginnings)
        self._languages = sorted({language for language, _ in self._stems})

    def written(self, word: str) -> list[int]:
        """Return the forms spelled like a word."""
        return self._written.get(folded(word), [])

    def related(self, word: str) -> set[int]:
        """Return the forms spelled like a word, with its stem, or beginning with it where there is no stemmer."""
        found: set[int] = set()
        for spelling in _spellings(word):
            found.update(self._written.get(spelling, ()))
            if len(unicodedata.normalize("NFD", spelling)) >= SHORTEST_BEGINNING:
                found.update(self._beginning(spelling))
        for language in self._languages:
            for stem in stems(word, language):
                found.update(self._stems.get((language, stem), ()))
        return found

    def _beginning(self, spelling: str) -> Iterator[int]:
        for place in range(bisect_left(self._beginnings, (spelling, -1)), len(self._beginnings)):
            written, number = self._beginnings[place]
            if not written.startswith(spelling):
                return
            yield number


def _spellings(word: str) -> set[str]:
    """Return how a word is looked up: folded, and without what is tied to its front."""
    return {folded(word), folded(without_elision(lowered(word)))} - {""}


def _parts_of(text: str, part: str, term: Term) -> Iterator[Span]:
    """Return where a part stands in a text; a word at either end of it must be whole."""
    whole, spans = canonical(text), origins(text)
    at = whole.find(part)
    while at >= 0:
        end = at + len(part)
        begins = term.words[0].is_run or at == 0 or whole[at - 1] == " "
        ends = term.words[-1].is_run or end == len(whole) or whole[end] == " "
        if begins and ends:
            yield Span(spans[at][0], spans[end - 1][1])
        at = whole.find(part, at + 1)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
