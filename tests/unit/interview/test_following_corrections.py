"""What stands on words follows them through a correction: nothing drifts, nothing is cut, nothing is lost."""

from __future__ import annotations

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.interview.rules import following
from consult.interview.rules.following import Followed, Moved, pieces
from tests.conftest import examples

# Letters that join: Arabic with vowels, a family of emoji, a flag, combining marks, Hangul, Devanagari.
LETTERS = [*"abc  \n.", "é", "e\u0301", "َ", "مُ", "ك", "👩\u200d🦽", "🇳🇴", "한", "क्ष", "\u0301", "\u200d"]
TEXT = st.lists(st.sampled_from(LETTERS), max_size=30).map("".join)
CLUSTER = regex.compile(r"\X")


def borders(text: str) -> list[int]:
    return [0, *(one.end() for one in CLUSTER.finditer(text))]


@st.composite
def corrected(draw: st.DrawFn) -> tuple[str, str, int, int]:
    """A text, what became of it, and a stretch of whole characters of the first."""
    before = draw(TEXT.filter(bool))
    places = borders(before)
    start = draw(st.integers(0, len(places) - 2))
    end = draw(st.integers(start + 1, len(places) - 1))
    return before, draw(TEXT | st.just(before)), places[start], places[end]


@given(corrected())
@settings(max_examples=examples(600))
def test_what_is_said_to_stand_stands_word_for_word(case: tuple[str, str, int, int]) -> None:
    before, after, start, end = case
    found = Moved.of(before, after).follow(start, end)
    assert 0 <= found.start <= found.end <= len(after)
    assert {found.start, found.end} <= set(borders(after))
    if found.same:
        assert after[found.start : found.end] == before[start:end]
    else:
        assert before != after


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], list[str], int]:
    """Words, the same with some others put before and after one run of them, and where that run is."""
    words = draw(st.lists(st.sampled_from(["the", "moon", "is", "far", "مُ", "🇳🇴"]), min_size=1, unique=True))
    at = draw(st.integers(0, len(words) - 1))
    size = draw(st.integers(1, len(words) - at))
    new = draw(st.lists(st.sampled_from(["new", "the", "is"]), max_size=4))
    if draw(st.booleans()):
        return words, [*new, *words[at:]], at
    return [*words[:at], *words[at : at + size]], [*words[:at], *words[at : at + size], *new], at


@given(edits())
@settings(max_examples=examples(400))
def test_a_change_on_one_side_leaves_what_lies_on_the_other(case: tuple[list[str], list[str], int]) -> None:
    old, new, at = case
    before, after = " ".join(old), " ".join(new)
    start = len(" ".join(old[:at])) + (1 if at else 0)
    found = Moved.of(before, after).follow(start, len(before))
    # Where the very words stand at the edge that was not touched, they are found there and not called changed; a word
    # that stands twice may have come before or after the other, and then "look again" is the careful answer.
    assert (
        len(set(new)) < len(new)
        or found.same
        or not (before[start:] and (after.endswith(before) or after.startswith(before)))
    )
    if found.same:
        assert after[found.start : found.end] == before[start:]


@given(TEXT, TEXT)
@settings(max_examples=examples(300))
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    found = list(pieces(Moved.of(before, after)))
    assert "".join(words for kind, words in found if kind != "ins") == before
    assert "".join(words for kind, words in found if kind != "del") == after


def test_words_moved_by_an_edit_before_them_keep_their_code() -> None:
    before = "We met Kim at the harbour, and then we left."
    after = "Last year we met Kim at the old harbour, and then we left."
    moved = Moved.of(before, after)
    left, harbour = before.index("then we left"), before.index("the harbour")
    assert moved.follow(left, len(before)) == Followed(after.index("then we left"), len(after), same=True)
    changed = moved.follow(harbour, harbour + len("the harbour"))
    assert not changed.same
    assert after[changed.start : changed.end] == "the old harbour"


def test_two_edits_leave_what_lies_between_them() -> None:
    moved = Moved.of("one two three four five", "ONE two three four FIVE")
    assert moved.follow(4, 18) == Followed(4, 18, same=True)


def test_words_that_went_leave_an_empty_place() -> None:
    found = Moved.of("Never. I was tired.", "I was tired.").follow(0, 6)
    assert (found.end - found.start, found.same) == (0, False)


def test_a_mark_put_on_a_letter_changes_the_letter() -> None:
    found = Moved.of("ke ke", "ke\u0301 ke").follow(0, 2)
    assert found == Followed(0, 3, same=False)


def test_a_text_that_repeats_itself_without_end_is_compared_soon() -> None:
    before = "x a " * 20_000 + "end"
    moved = Moved.of(before + " here", "b " + before + "! here")
    assert sum(one.end - one.start for one in moved.blocks) == len(before) + 5
    assert following.WORK < 20_000**2
