"""The one form in which what people said is kept, so that a place in it stays a place for ever (decision 10).

In: text from any file or form. Out: LF line ends, NFC, no byte order marks, no trailing spaces; offsets count the
code points of this text, ends exclusive.
"""

from __future__ import annotations

import unicodedata

import regex

from consult.shared.errors import ConsultError

_UNSTORABLE = regex.compile(r"[\x00\p{Cs}]")
_LINE_ENDS = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = regex.compile(r"[\p{Cc}\uFEFF--[\t\n]]", regex.V1)
_TRAILING = regex.compile(r"(?<![^\S\n])[^\S\n]++(?=\n|\Z)")


class UnstorableText(ConsultError):
    """A NUL or half a surrogate pair: some databases refuse it, others return another text than they were given."""

    def __init__(self, line: int, column: int, character: str) -> None:
        super().__init__(f"line {line}, column {column}: {character}")
        self.line, self.column, self.character = line, column, character


def normalise(text: str) -> str:
    """Return `text` as it is kept; raise `UnstorableText` naming the place of a NUL or a lone surrogate.

    Joiners and direction marks stay: Persian, Hindi and emoji need them.
    """
    if found := _UNSTORABLE.search(text):
        before = _LINE_ENDS.sub("\n", text[: found.start()])
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise UnstorableText(line, column, f"U+{ord(found[0]):04X}")
    lines = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _TRAILING.sub("", lines))


def passage(text: str) -> str:
    """Return one turn or one translation as it is kept: normalised, without blank lines around it."""
    return normalise(text).strip()
