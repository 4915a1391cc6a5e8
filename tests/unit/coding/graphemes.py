"""Grapheme boundaries found the plain way, from the beginning of the text."""

from __future__ import annotations

import regex


def boundaries(text: str) -> set[int]:
    """Return every place of a text where a grapheme cluster begins or ends."""
    return {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}
