"""Words of any script: found in a text, folded so that spellings meet, stemmed so that forms meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

import regex

STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}
"""The languages whose words are stemmed, by NLTK's Snowball stemmers that need no downloaded data."""

_RUN = (
    r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}ー]"
    r"&&[\p{L}\p{M}\p{N}]]"
)
_LETTER = rf"[[\p{{L}}\p{{N}}]--{_RUN}]"
_MARK = r"[\p{M}\u200c\u200d]"
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_APOSTROPHES = "'’‘ʼ＇"
_TOKEN = regex.compile(
    rf"(?P<run>{_RUN}[{_RUN}\p{{M}}\u200b-\u200d\u2060]*+)"
    rf"|{_LETTER}{_MARK}*+(?:(?:[{_APOSTROPHES}]|[{_UNSEEN}]++)?{_LETTER}{_MARK}*+)*+",
    regex.V1,
)
_CLUSTER = regex.compile(r"\X")
# What vocalised Arabic and pointed Hebrew add to a word, the tatweel that stretches one, and what cannot be seen.
_DROPPED = regex.compile(
    rf"[{_UNSEEN}\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_ACCENTED = regex.compile(r"[\p{Latin}\p{Greek}]")
_ACCENTS = regex.compile(r"[\u0300-\u036f]")
_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.V1)
_SAME_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_SAME_LETTER = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th", "ё": "е"}
    | dict.fromkeys("أإآٱ", "ا")
    | dict.fromkeys("ىیئ", "ي")
    | {"ؤ": "و", "ة": "ه", "ک": "ك"}
)
_ELISION = regex.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|un|all|dall|dell|nell|sull|coll|quell|quest)'(?=\p{L}{2})"
)
# Snowball cuts the ending of a short word first and then finds it too short to lose its article.
_ARABIC_ARTICLE = regex.compile(r"^[وف]?ال(?=\p{L}{2})")
# It leaves "coalizão" and "coalizões" apart.
_PORTUGUESE_PLURAL = regex.compile(r"(?<=\p{L}{2})(?:[ãa]es|[õo]es|[ãa]os)$")


class Token(NamedTuple):
    """A word, or a run of a script that puts no space between words, and where it stands (end exclusive)."""

    start: int
    end: int
    text: str
    is_run: bool


class Stemmer(Protocol):
    """What NLTK's stemmers do."""

    def stem(self, token: str) -> str:
        """Return the stem of a word."""


def tokens(text: str) -> Iterator[Token]:
    """Return the words of a text with their code-point offsets, marks and inner apostrophes kept."""
    for found in _TOKEN.finditer(text):
        yield Token(found.start(), found.end(), found[0], found.lastgroup == "run")


def lowered(word: str) -> str:
    """Return `word` without case, vowel points and unseen signs; the accents of Latin letters stay."""
    if word.isascii():
        return word.lower()
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return _DROPPED.sub("", small).translate(_SAME_APOSTROPHE)


def folded(word: str) -> str:
    """Return `lowered(word)` without accents and with the spellings of one letter unified; not empty for a word."""
    return _folded(word) or word


def _folded(text: str) -> str:
    """Return a text folded; digits that `regex` knows and this Python does not yet stay as they are."""
    small = lowered(text)
    if small.isascii():
        return small
    bare = _ACCENTS.sub("", _ACCENTED.sub(lambda letter: unicodedata.normalize("NFD", letter[0]), small))
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0], digit[0])), bare.translate(_SAME_LETTER))


def without_elision(word: str) -> str:
    """Return a lowered word without what French and Italian tie to it: "organisation" of "l'organisation"."""
    return _ELISION.sub("", word, count=1) if _ELISION.match(word) else word


def primary(language: str | None) -> str:
    """Return the language of a tag without script and region: "pt" of "pt-BR", "" where none is known."""
    return regex.split(r"[-_]", language or "", maxsplit=1)[0].lower()


def stems(word: str, language: str) -> frozenset[str]:
    """Return the folded stems of a word, none for a language without a stemmer.

    Two where the accents matter to the stemmer, so that a word typed without them is found.
    """
    if language not in STEMMERS:
        return frozenset()
    small = without_elision(lowered(word))
    return frozenset(folded(_stem(one, STEMMERS[language])) for one in {small, folded(small)})


def _stem(word: str, language: str) -> str:
    if language == "arabic":
        # NLTK's keeps from word to word whether a suffix was cut, so that a used one stems by what came before.
        return str(_ARABIC_ARTICLE.sub("", _fresh(language).stem(word)))
    return _stemmer(language).stem(_PORTUGUESE_PLURAL.sub("ão", word) if language == "portuguese" else word)


@cache
def _stemmer(language: str) -> Stemmer:
    return _fresh(language)


def _fresh(language: str) -> Stemmer:
    from nltk.stem.snowball import SnowballStemmer  # noqa: PLC0415 - importing NLTK takes a second; only a search needs it

    stemmer: Stemmer = SnowballStemmer(language)
    return stemmer


def canonical(text: str) -> str:
    """Return the folded words of a text with one space between: where a part of a run of letters is looked for."""
    return " ".join(filter(None, (_folded(token.text) for token in tokens(text))))


def origins(text: str) -> list[tuple[int, int]]:
    """Return, for each letter of `canonical(text)`, the grapheme cluster of the text it comes from (end exclusive)."""
    spans: list[tuple[int, int]] = []
    for token in tokens(text):
        inside = [
            (token.start + cluster.start(), token.start + cluster.end())
            for cluster in _CLUSTER.finditer(token.text)
            for _ in _folded_cluster(cluster[0])
        ]
        if spans and inside:
            spans.append((token.start, token.start))
        spans += inside
    return spans


@lru_cache(maxsize=1 << 14)
def _folded_cluster(cluster: str) -> str:
    """Cached, for a script has few clusters and a text has many."""
    return _folded(cluster)
