"""What a text is recognised by: short runs of what readers take for characters, within words."""

from __future__ import annotations

import regex

from consult.coding.rules.words import folded, tokens

_CLUSTER = regex.compile(r"\X")
_SIZES = (3, 4)
_SIZES_OF_RUNS = (1, 2, 3)
"""Of scripts that put no space between words, in which one or two characters are a word."""


def grams(text: str) -> list[str]:
    """Return the character n-grams of a text's folded words, in order and with repetition, no character torn.

    Words have a space at either end, so that a beginning and an ending are told from what stands inside. Forms of one
    word share most of theirs: no stemmer is needed, and none exists for most languages.

    >>> grams("Posts!")
    [' po', 'pos', 'ost', 'sts', 'ts ', ' pos', 'post', 'osts', 'sts ']
    """
    found = []
    for token in tokens(text):
        word = _CLUSTER.findall(folded(token.text))
        letters = word if token.is_run else [" ", *word, " "]
        for size in _SIZES_OF_RUNS if token.is_run else _SIZES:
            found += ["".join(letters[at : at + size]) for at in range(len(letters) - size + 1)]
    return found
