"""Search what was said and written, in any language: inflected forms, phrases, parts of scripts without spaces.

A query is words, all of which must occur, in any of their forms; "a phrase in quotation marks", found as it stands but
for case, accents and punctuation; and -words or -"phrases" that must not occur. In a passage whose language has a
stemmer (`words.STEMMERS`) forms of a word find each other; in others a word finds those that begin with it; Thai, Lao,
Khmer, Burmese, Tibetan, Chinese and Japanese are searched for any part.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
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
_NONE: Numbers = np.empty(0, dtype=np.int64)


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
        forms: dict[tuple[str, str, bool], int] = {}
        columns = (array("q"), array("q"), array("q"), array("q"))
        for number, passage in enumerate(self._passages):
            language = primary(passage.language)
            for start, end, text, is_run in tokens(passage.text):
                form = forms.setdefault((language, text, is_run), len(forms))
                for column, value in zip(columns, (number, start, end, form), strict=True):
                    column.append(value)
        self._passage, self._start, self._end, form_of = (np.array(column, dtype=np.int64) for column in columns)
        self._order = np.argsort(form_of, kind="stable")
        self._first = np.searchsorted(form_of[self._order], np.arange(len(forms) + 1))
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
        if not any(word.is_run for word in term.words):
            return self._sequences(term)
        return self._parts(term.text) if len(term.words) == 1 else self._across(term)

    def _sequences(self, term: Term) -> _Found:
        """Return where the words of a term follow each other."""
        firsts = self._tokens(term.words[0].text, exact=term.exact)
        for place, word in enumerate(term.words[1:], 1):
            firsts = firsts[np.isin(firsts + place, self._tokens(word.text, exact=term.exact))]
        lasts = firsts + len(term.words) - 1
        together = self._passage[firsts] == self._passage[lasts]
        firsts, lasts = firsts[together], lasts[together]
        return _Found(self._passage[firsts], self._start[firsts], self._end[lasts])

    def _parts(self, text: str) -> _Found:
        """Return where a text is part of a run."""
        columns: list[tuple[Numbers, Numbers, Numbers]] = [(_NONE, _NONE, _NONE)]
        for form, part in self._forms.parts(text):
            numbers = self._occurrences(form)
            starts = self._start[numbers]
            columns.append((self._passage[numbers], starts + part.start, starts + part.end))
        return _Found(*(np.concatenate(column) for column in zip(*columns, strict=True)))

    def _across(self, term: Term) -> _Found:
        """Return where a term that is more than one run, such as letters of two scripts, stands in the folded text."""
        numbers: Numbers = reduce(np.intersect1d, (self._holding(word) for word in term.words))
        found = [
            (number, *span)
            for number in np.unique(numbers).tolist()
            for span in _parts_of(self._passages[number].text, term)
        ]
        columns = np.array(found, dtype=np.int64).reshape(-1, 3)
        return _Found(columns[:, 0], columns[:, 1], columns[:, 2])

    def _holding(self, word: Token) -> Numbers:
        if word.is_run:
            return self._parts(word.text).passages
        return self._passage[self._tokens(word.text, exact=True)]

    def _tokens(self, word: str, *, exact: bool) -> Numbers:
        """Return the numbers of the tokens a word finds, in order."""
        forms = self._forms.written(word) if exact else self._forms.related(word)
        return np.sort(np.concatenate([_NONE, *map(self._occurrences, forms)]))

    def _occurrences(self, form: int) -> Numbers:
        return self._order[self._first[form] : self._first[form + 1]]


class _Forms:
    """The written forms of an index, and which of them a word finds."""

    def __init__(self, forms: dict[tuple[str, str, bool], int]) -> None:
        self._written: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._runs: list[tuple[str, str, int]] = []
        beginnings: list[tuple[str, int]] = []
        for (language, text, is_run), number in forms.items():
            if is_run:
                self._runs.append((text, canonical(text), number))
                continue
            for spelling in _spellings(text):
                self._written[spelling].append(number)
                if language not in STEMMERS:
                    beginnings.append((spelling, number))
            for stem in stems(text, language):
                self._stems[language, stem].append(number)
        self._beginnings = sorted(beginnings)
        self._languages = sorted({language for language, _ in self._stems})

    def written(self, word: str) -> Collection[int]:
        """Return the forms spelled like a word."""
        return self._written.get(folded(word), ())

    def related(self, word: str) -> Collection[int]:
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

    def parts(self, text: str) -> Iterator[tuple[int, Span]]:
        """Return the runs that a text is part of, and where in them."""
        part = canonical(text)
        for run, whole, number in self._runs:
            if part and part in whole:
                spans = origins(run)
                for place in _occurring(part, whole):
                    yield number, Span(spans[place][0], spans[place + len(part) - 1][1])

    def _beginning(self, spelling: str) -> Iterator[int]:
        for place in range(bisect_left(self._beginnings, (spelling, -1)), len(self._beginnings)):
            written, number = self._beginnings[place]
            if not written.startswith(spelling):
                return
            yield number


def _spellings(word: str) -> set[str]:
    """Return how a word is looked up: folded, and without what is tied to its front."""
    return {folded(word), folded(without_elision(lowered(word)))} - {""}


def _parts_of(text: str, term: Term) -> Iterator[Span]:
    """Return where a term stands in a text; a word at either end of it must be whole."""
    part, whole, spans = canonical(term.text), canonical(text), origins(text)
    for place in _occurring(part, whole):
        end = place + len(part)
        begins = term.words[0].is_run or place == 0 or whole[place - 1] == " "
        ends = term.words[-1].is_run or end == len(whole) or whole[end] == " "
        if begins and ends:
            yield Span(spans[place][0], spans[end - 1][1])


def _occurring(part: str, whole: str) -> Iterator[int]:
    place = whole.find(part)
    while place >= 0:
        yield place
        place = whole.find(part, place + 1)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
