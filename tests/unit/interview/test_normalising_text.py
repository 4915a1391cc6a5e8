"""The form in which words are kept: the same text always gives the same text, and no letter is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.interview.rules.text import UnstorableText, normalise, passage

WRITTEN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("\ufeffone\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a \u2028b\x85c\x0bd", "a\nb\nc\nd"),
        ("spaces  \t\nend \u00a0", "spaces\nend"),
        ("cafe\u0301", "café"),
        ("bell\x07 and\x1b escape", "bell and escape"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🦽 क्\u200dष", "👩\u200d🦽 क्\u200dष"),
        ("\u200fنعم\u200f", "\u200fنعم\u200f"),
        ("two\n\n\nparagraphs", "two\n\n\nparagraphs"),
    ],
)
def test_text_is_kept_in_one_form(given_text: str, kept: str) -> None:
    assert normalise(given_text) == kept


@pytest.mark.parametrize(
    ("text", "line", "column", "character"),
    [
        ("ab\x00c", 1, 3, "U+0000"),
        ("one\r\ntwo \ud83dx", 2, 5, "U+D83D"),
        ("one\n\n\udc00", 3, 1, "U+DC00"),
    ],
)
def test_what_a_database_would_refuse_is_named_with_its_place(
    text: str, line: int, column: int, character: str
) -> None:
    with pytest.raises(UnstorableText) as refused:
        normalise(text)
    assert (refused.value.line, refused.value.column, refused.value.character) == (line, column, character)


@given(WRITTEN)
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert "\ufeff" not in once


@given(WRITTEN)
def test_a_piece_of_kept_text_is_kept_as_it_is(text: str) -> None:
    kept = normalise(text)
    for start in range(0, len(kept), 7):
        piece = passage(kept[start : start + 7])
        assert passage(piece) == piece
        assert piece in kept


@given(WRITTEN)
def test_no_letter_is_lost(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [one for one in unicodedata.normalize("NFC", of) if unicodedata.category(one)[0] in "LMN"]

    # A mark that stood after a dropped control may now join the letter before it.
    visible = "".join(one for one in text if unicodedata.category(one) != "Cc" and one != "\ufeff")
    if visible == text:
        assert letters(normalise(text)) == letters(text)
