"""Codes on a text that its speaker corrected: none is lost, none lies outside, and words that stand keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consult.coding.rules.following import Coded, kept_places
from consult.coding.rules.graphemes import Span, widened
from consult.interview.rules.following import Moved
from consult.shared.errors import NotAllowedNow
from tests.conftest import examples

WORDS = st.sampled_from(["we", "were", "there", "مُؤَسَّسَتُنا", "👩\u200d🦽", "🇳🇴", "e\u0301te\u0301", "是", "no."])
TEXT = st.lists(WORDS, min_size=6, max_size=14).map(" ".join)


@st.composite
def coded_texts(draw: st.DrawFn) -> tuple[str, list[Coded]]:
    """A text with up to six codes on it, two codes in two readings, no two alike."""
    text = draw(TEXT)
    found: dict[tuple[str, str, Span], Coded] = {}
    for number in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text) - 1))
        span = widened(text, Span(start, draw(st.integers(start + 1, len(text)))))
        one = Coded(str(number), draw(st.sampled_from("xy")), draw(st.sampled_from("cd")), span, draw(st.booleans()))
        if text[span.start : span.end].strip():
            found.setdefault((one.reading, one.code, span), one)
    assume(found)
    return text, list(found.values())


@given(coded_texts(), TEXT)
@settings(max_examples=examples(200))
def test_no_code_is_lost_or_lies_outside_or_on_the_words_of_its_twin(case: tuple[str, list[Coded]], after: str) -> None:
    before, coded = case
    kept = kept_places(coded, Moved.of(before, after))
    assert set(kept) == {one.id for one in coded}
    for one in coded:
        span = kept[one.id].span
        assert 0 <= span.start < span.end <= len(after)
        assert after[span.start : span.end].strip()
        assert span == widened(after, span)
        if kept[one.id].same:
            assert after[span.start : span.end] == before[one.span.start : one.span.end]
    standing = [(one.reading, one.code, kept[one.id].span) for one in coded if one.stands]
    assert len(set(standing)) == len(standing)


@given(coded_texts(), st.data())
@settings(max_examples=examples(200))
def test_codes_outside_an_edit_keep_exactly_their_words(case: tuple[str, list[Coded]], data: st.DataObject) -> None:
    before, coded = case
    spaces = [0, *(at + 1 for at, sign in enumerate(before) if sign == " "), len(before) + 1]
    first = data.draw(st.integers(0, len(spaces) - 2))
    last = data.draw(st.integers(first, len(spaces) - 1))
    start, end = spaces[first], min(spaces[last], len(before))
    new = "".join(f"{word} " for word in data.draw(st.lists(st.sampled_from(["qx", "zz", "ø"]), max_size=3)))
    after = before[:start] + new + before[end:]
    assume(after.strip())
    kept = kept_places(coded, Moved.of(before, after))
    for one in coded:
        if not one.stands or (one.span.end > start and one.span.start < end) or one.span.start < start < one.span.end:
            continue
        assert kept[one.id].same
        shift = 0 if one.span.end <= start else len(after) - len(before)
        assert kept[one.id].span == Span(one.span.start + shift, one.span.end + shift)


def test_what_has_no_room_is_refused_rather_than_lost() -> None:
    before = "one two"
    coded = [Coded("a", "x", "c", Span(0, 3), True), Coded("b", "x", "c", Span(4, 7), True)]
    with pytest.raises(NotAllowedNow):
        kept_places(coded, Moved.of(before, "Z"))
