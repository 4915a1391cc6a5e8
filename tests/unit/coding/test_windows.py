"""Windows over long material: nothing is lost, nothing comes twice, and no character is cut."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.coding.rules.windows import PART, ROWS, WINDOW, Place, backward, forward, parts, place_of

FAMILY = "👨‍👩‍👧‍👦"
PIECES = st.sampled_from(
    ["word ", "نِداؤُنا ", "sentence. ", "\n", f"{FAMILY} ", "كلمة طويلة ", "e\u0301", "🇫🇷", "x" * 900]
)
LONG = st.lists(PIECES, max_size=60).map(lambda some: "".join(some) * 7)


@settings(max_examples=60)
@given(LONG)
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    found = parts(text)
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.end - one.start <= PART * 3 // 2 + 30 for one in found)
    whole = {cluster.start() for cluster in regex.finditer(r"\X", text)} | {len(text)}
    assert {one.start for one in found} <= whole


def test_a_text_is_cut_at_paragraphs_then_sentences_then_words() -> None:
    def begin(unit: str) -> set[str]:
        text = unit * (20_000 // len(unit))
        return {text[one.start : one.start + 6] for one in parts(text)}

    assert begin("A paragraph without an end\n") == {"A para"}
    assert begin("Said in a sentence. ") == {"Said i"}
    assert begin("words ") == {"words "}
    assert begin(FAMILY) == {(FAMILY * 2)[:6]}


@settings(max_examples=40)
@given(st.lists(LONG, min_size=1, max_size=6))
def test_forward_windows_show_everything_once(texts: list[str]) -> None:
    seen: list[tuple[int, int, int]] = []
    at, start = 0, 0
    while True:
        cut = forward(texts[at:], start)
        seen += [(at + index, part.start, part.end) for index, part in cut.shown]
        if cut.beyond is None:
            break
        at, start = at + cut.beyond[0], cut.beyond[1].start
    assert seen == [(index, part.start, part.end) for index, text in enumerate(texts) for part in parts(text)]


@settings(max_examples=40)
@given(st.lists(LONG, min_size=1, max_size=6))
def test_backward_windows_show_everything_once(texts: list[str]) -> None:
    seen: list[tuple[int, int, int]] = []
    at, end = len(texts) - 1, len(texts[-1])
    while True:
        cut = backward(texts[: at + 1], end)
        seen = [(index, part.start, part.end) for index, part in cut.shown] + seen
        if cut.beyond is None:
            break
        last, part = cut.shown[0] if cut.shown else cut.beyond
        at, end = (last, part.start) if part.start else (last - 1, len(texts[last - 1]))
    assert seen == [(index, part.start, part.end) for index, text in enumerate(texts) for part in parts(text)]


def test_a_window_holds_what_a_screen_or_two_hold() -> None:
    short = forward(["yes"] * 100)
    assert (len(short.shown), short.beyond is not None) == (ROWS, True)
    long = forward(["word " * 40_000])
    assert sum(part.end - part.start for _at, part in long.shown) < WINDOW + PART * 2


@pytest.mark.parametrize(
    ("text", "place"), [("12.0", Place(12)), ("3.6000", Place(3, 6000)), ("", None), ("x", None), ("1.-2", None)]
)
def test_an_address_names_a_place_or_nothing(text: str, place: Place | None) -> None:
    assert place_of(text) == place
    assert place is None or str(place) == text
