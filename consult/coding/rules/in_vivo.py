"""Codes named with somebody's words: what they are called before they have a name, and what must not name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import count

from consult.coding.rules.codebook import letters
from consult.coding.rules.words import canonical, tokens

HEAD = "VIVO"
LONGEST = 80
"""Characters of a name; more is a passage, not a name."""


def key_of(mark: str, taken: Collection[str]) -> tuple[str, str]:
    """Return a free key and its parent's for a strand with this mark: each counts its own, and tells of no other's.

    >>> key_of("A", ["VIVOA-AA"])
    ('VIVOA-AB', 'VIVOA')
    """
    parent = HEAD + "".join(one for one in mark.upper() if "A" <= one <= "Z")[:4]
    keys = (f"{parent}-{letters(number)}" for number in count(1))
    return next(key for key in keys if key not in taken), parent


def says_the_words(texts: Iterable[str], words: str) -> bool:
    """Tell whether a text holds these words one after the other, however they are spelt or pointed.

    >>> says_the_words(["When a POST, lost."], "post lost")
    True
    """
    wanted = canonical(words)
    if any(token.is_run for token in tokens(words)):
        return any(wanted in canonical(text) for text in texts)
    return bool(wanted) and any(f" {wanted} " in f" {canonical(text)} " for text in texts)
