"""The input filter in front of everything people type (decision 6).

SQLite keeps NUL and lone surrogates inside JSON, PostgreSQL refuses both: so no text reaches a
database without passing here.
"""

from __future__ import annotations

import unicodedata

import regex

_CONTROLS = regex.compile(r"[\p{Cc}--[\t\n]]", regex.V1)
_SURROGATES = regex.compile(r"\p{Cs}")
_SPACES = regex.compile(r"\s+")
_MARKS = regex.compile(r"\p{M}")


def clean_text(typed: str) -> str:
    """Return `typed` with LF line ends, in NFC, without control characters or lone surrogates, ends trimmed.

    Zero-width joiners and direction marks stay: Persian, Khmer and emoji need them.
    """
    text = _SURROGATES.sub("�", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text)).strip()


def clean_line(typed: str) -> str:
    """Return `clean_text(typed)` on one line with single spaces."""
    return _SPACES.sub(" ", clean_text(typed))


def sort_key(name: str) -> str:
    """Return a key that sorts accented Latin letters beside their base letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", name)).casefold()
