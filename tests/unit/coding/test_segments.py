"""Stretches of a text in any script: where they may begin, how many lie over one another, how they are drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import (
    SEALED,
    BadStretch,
    Marked,
    from_utf16,
    lanes_of,
    masked,
    overlap,
    pieces,
    settled,
    to_utf16,
    trimmed,
    union,
)
from tests.unit.coding.graphemes import boundaries

WORDS = ["👩🏽‍💻", "🇫🇷", "e\u0301", "ونداؤُنا", "क्षि", "ក្រុម", "a", "b", " ", "\n", "👍🏽", "한국"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map("".join)


@st.composite
def marked_texts(draw: st.DrawFn, most: int = 7) -> tuple[str, list[Marked]]:
    text = draw(TEXTS)
    count = draw(st.integers(0, most))
    marks = []
    for at in range(count):
        start = draw(st.integers(0, len(text) - 1))
        marks.append(Marked(f"s{at}", start, draw(st.integers(start + 1, len(text)))))
    return text, marks


@given(marked_texts())
def test_pieces_joined_are_the_text(case: tuple[str, list[Marked]]) -> None:
    text, marks = case
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert all(text[piece.start :].startswith(piece.text) for piece in cut)


@given(marked_texts())
def test_no_piece_begins_inside_what_a_reader_takes_for_one_character(case: tuple[str, list[Marked]]) -> None:
    text, marks = case
    assert {piece.start for piece in pieces(text, marks)} <= set(boundaries(text))


@given(marked_texts())
def test_every_segment_is_drawn_over_all_its_words(case: tuple[str, list[Marked]]) -> None:
    text, marks = case
    cut = pieces(text, marks)
    for mark in marks:
        drawn = [piece for piece in cut if mark.id in piece.segments]
        assert drawn[0].start <= mark.start
        assert drawn[-1].start + len(drawn[-1].text) >= mark.end
        assert "".join(piece.text for piece in drawn) in text


@given(marked_texts(most=9))
def test_overlapping_segments_have_different_lanes_and_keep_them(case: tuple[str, list[Marked]]) -> None:
    text, marks = case
    cut, seen = pieces(text, marks), dict[str, int]()
    room = all(len(piece.segments) <= 3 for piece in cut)
    for piece in cut:
        assert len({lane for lane, _id in piece.lanes}) == len(piece.lanes)
        assert piece.depth == min(3, len(piece.segments))
        assert not room or len(piece.lanes) == len(piece.segments)
        for lane, segment in piece.lanes:
            assert seen.setdefault(segment, lane) == lane


def test_a_fourth_segment_over_the_same_words_has_no_lane() -> None:
    marks = [Marked(name, 0, 5) for name in "abcd"]
    assert lanes_of(marks) == {"a": 1, "b": 2, "c": 3}
    assert pieces("words", marks)[0].depth == 3


def test_a_lane_is_free_again_where_a_segment_ends() -> None:
    assert lanes_of([Marked("a", 0, 3), Marked("b", 2, 6), Marked("c", 3, 6)]) == {"a": 1, "b": 2, "c": 1}


@given(TEXTS, st.data())
def test_a_place_comes_back_from_the_browsers_counting(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    units = to_utf16(text, place)
    assert units == len(text[:place].encode("utf-16-le")) // 2
    assert from_utf16(text, units) == place


def test_a_place_inside_a_pair_of_surrogates_is_moved_before_it() -> None:
    assert from_utf16("a😀b", 2) == 1
    assert from_utf16("a😀b", 99) == 3


@given(marked_texts(most=4))
def test_a_union_covers_the_same_and_nothing_twice(case: tuple[str, list[Marked]]) -> None:
    _text, marks = case
    spans = [Span(mark.start, mark.end) for mark in marks]
    joined = union(spans)
    assert {at for span in spans for at in range(*span)} == {at for span in joined for at in range(*span)}
    assert all(one.end < other.start for one, other in pairwise(joined))


def test_touching_stretches_do_not_overlap() -> None:
    assert not overlap(Span(0, 3), Span(3, 5))
    assert overlap(Span(0, 4), Span(3, 5))


@pytest.mark.parametrize("span", [Span(-1, 2), Span(0, 0), Span(3, 2), Span(0, 99), Span(3, 4)])
def test_a_stretch_outside_the_text_or_of_space_alone_is_refused(span: Span) -> None:
    with pytest.raises(BadStretch):
        settled("one two", span)


def test_a_stretch_moves_out_to_whole_characters() -> None:
    assert settled("a👩🏽‍💻b", Span(2, 3)) == Span(1, 5)
    assert settled("يُقال", Span(1, 2)) == Span(0, 2)


def test_space_at_the_ends_of_a_selection_is_left_out() -> None:
    assert trimmed("one two ", Span(3, 8)) == Span(4, 7)
    assert trimmed("one   ", Span(3, 5)) == Span(3, 5)


@given(marked_texts(most=4))
def test_blotting_out_moves_nothing(case: tuple[str, list[Marked]]) -> None:
    text, marks = case
    blotted = masked(text, [Span(mark.start, mark.end) for mark in marks])
    assert len(blotted) == len(text)
    covered = {at for mark in marks for at in range(mark.start, mark.end)}
    assert all(blotted[at] == SEALED for at in covered)
    assert all(blotted[at] in (text[at], SEALED) for at in range(len(text)))


def test_blotting_out_takes_whole_characters() -> None:
    assert masked("a👩🏽‍💻b", [Span(2, 3)]) == "a" + SEALED * 4 + "b"
