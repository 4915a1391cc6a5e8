"""The words of the joint page. In a language read from right to left, what is not of it stands apart.

"A 170 من 205, B …" would run together: marks and figures of one direction join over what lies between them, and the
mark of one strand ends up beside the figure of the other. Isolates (Unicode Bidirectional Algorithm, UAX 9) keep each
in its place.
"""

from __future__ import annotations

from flask_babel import get_domain, gettext

from consult.findings.presentation import is_rtl

ISOLATE, POP = "\u2068", "\u2069"
MARKS = ("A", "B")


def isolated(value: object) -> str:
    """Set a value apart from what stands around it."""
    return f"{ISOLATE}{value}{POP}"


def translated(words: str, /, **values: object) -> str:
    """Return words in the reader's language."""
    return _filled(str(gettext(words)), values)


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the words for a count in the reader's language."""
    words = get_domain().get_translations().ungettext(one, many, count)  # ngettext would fill it at once
    return _filled(str(words), {"num": count, **values})


def _filled(words: str, values: dict[str, object]) -> str:
    if is_rtl():
        words = _marks_apart(words)
        values = {name: isolated(value) for name, value in values.items()}
    return words % values if values else words


def _marks_apart(words: str) -> str:
    around = zip(f" {words}", words, f"{words[1:]} ", strict=False)
    return "".join(
        isolated(one) if one in MARKS and not _latin(before) and not _latin(after) else one
        for before, one, after in around
    )


def _latin(one: str) -> bool:
    return one.isascii() and one.isalpha()
