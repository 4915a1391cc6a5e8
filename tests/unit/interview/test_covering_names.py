"""Covering what names somebody: places stay places, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.interview.rules.redacting import (
    SIGNS,
    BadMark,
    Redacted,
    RedactionKind,
    covered,
    cut,
    fitted,
    occurrences,
    runs,
    settled,
)

NAME, PLACE = RedactionKind.NAME, RedactionKind.PLACE
TEXTS = st.text(alphabet=st.sampled_from("abK é\u0301ن\u064eو👩\u200d🦽\n. "), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Redacted]]:
    text = draw(TEXTS)
    ends = st.integers(0, len(text) + 3)
    marks = draw(st.lists(st.builds(Redacted, ends, ends, st.sampled_from(RedactionKind)), max_size=5))
    return text, [mark for mark in marks if mark.start < mark.end]


@given(marked())
def test_a_covered_text_has_the_places_of_the_text_and_none_of_its_covered_letters(
    one: tuple[str, list[Redacted]],
) -> None:
    text, marks = one
    shown = covered(text, marks)
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    assert len(shown) == len(text)
    assert len(fitted(shown)) == len(text)
    for at, (letter, was) in enumerate(zip(shown, text, strict=True)):
        assert letter == was if at not in inside or was == "\n" else letter in SIGNS.values()
    assert "".join(words for words, _kind in runs(shown)) == shown
    assert "".join(words for words, _kind in cut(text, marks)) == text


@given(TEXTS, st.integers(-2, 62), st.integers(-2, 62))
def test_a_mark_holds_whole_characters_or_is_refused(text: str, start: int, end: int) -> None:
    try:
        first, last = settled(text, start, end)
    except BadMark:
        assert not 0 <= start < end <= len(text) or not text[start:end].strip()
        return
    assert 0 <= first < last <= len(text)
    assert text[first:last].strip()
    assert settled(text, first, last) == (first, last)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Kim met KIM; Kimberley and Akim did not.", "kim", ["Kim", "KIM"]),
        ("Anna\nMaria came, Anna  Maria left.", "anna maria", ["Anna\nMaria", "Anna  Maria"]),
        ("قالت لكمال: يا كمال", "كمال", ["كمال", "كمال"]),
        ("我见过王小明。", "王小明", ["王小明"]),
        ("Cafe\u0301 closed.".replace("e\u0301", "é"), "cafe\u0301", ["Café"]),
        ("A (b) c", "(b)", ["(b)"]),
        ("Nothing", "  ", []),
    ],
)
def test_words_are_found_as_they_stand_whatever_the_script(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(text, words)] == found


def test_a_file_reads_the_kind_where_it_has_room_and_signs_where_it_has_none() -> None:
    text = "Amina Khalil of Lome said"
    shown = covered(text, [Redacted(0, 12, NAME), Redacted(16, 20, PLACE)])
    assert fitted(shown) == "[name······] of ▒▒▒▒ said"
