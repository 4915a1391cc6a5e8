"""What an answer is called where its organisation must not be named."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from consult.shared.identifiers import CODE_ALPHABET

SHORTEST = 4
LONGEST = 22


def pseudonyms(letter: str, marks: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each answer of a strand, {answer id: "A-7KQ2"}, made of its mark alone.

    All are of one length: the shortest at which no two are alike.

    >>> pseudonyms("A", {"one": "AAAAAAAAAAAAAAAAAAAAAA", "two": "AAAAAAAAAAAAAAAAAAAAPQ"})
    {'one': 'A-2222', 'two': 'A-3422'}
    """
    spelled = {answer_id: _spelled(mark) for answer_id, mark in marks.items()}
    length = SHORTEST
    while len({word[:length] for word in spelled.values()}) < len(spelled) and length < LONGEST:
        length += 1
    return {answer_id: f"{letter}-{word[:length]}" for answer_id, word in spelled.items()}


def _spelled(mark: str) -> str:
    """Return a mark in letters and digits that can be read aloud."""
    value = int.from_bytes(base64.urlsafe_b64decode(f"{mark}=="))
    letters = []
    for _place in range(LONGEST):
        value, digit = divmod(value, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[digit])
    return "".join(letters)
