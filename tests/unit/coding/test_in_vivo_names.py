"""What a code in somebody's words is called, and what tells that a text still holds the words."""

from __future__ import annotations

import pytest

from consult.coding.rules.codebook import is_key, parent_of
from consult.coding.rules.in_vivo import HEAD, key_of, says_the_words


@pytest.mark.parametrize("mark", ["A", "B", "é", "North 7"])
def test_a_key_is_a_key_of_the_strands_own_branch(mark: str) -> None:
    key, parent = key_of(mark, ())
    assert is_key(key)
    assert parent_of(key) == parent
    assert parent.startswith(HEAD)


def test_each_strand_counts_its_own() -> None:
    taken: set[str] = set()
    for mark in "AABA":
        taken.add(key_of(mark, taken)[0])
    assert taken == {"VIVOA-AA", "VIVOA-AB", "VIVOB-AA", "VIVOA-AC"}


@pytest.mark.parametrize(
    ("text", "words", "holds"),
    [
        ("When NOBODY loses a post!", "nobody loses a post", True),
        ("Posts are kept", "post", False),
        ("A post is kept", "post", True),
        ("اسمنا وندائنا", "اسمُنا", True),
        ("No dismissals", "nobody loses a post", False),
        ("Égalité", "e\u0301galite\u0301", True),
        ("ការងារ\u200bរបស់យើង", "ការងារ", True),
        ("anything", "", False),
        ("anything", "…", False),
    ],
)
def test_the_words_are_found_however_they_are_spelt(text: str, words: str, holds: bool) -> None:
    assert says_the_words(["Another text.", text], words) is holds
