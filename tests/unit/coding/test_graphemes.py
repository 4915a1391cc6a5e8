"""Spans and lines of context that cut no character a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.coding.rules.graphemes import Span, in_context, widened
from tests.unit.coding.graphemes import boundaries

FAMILY = "👨‍👩‍👧"
TEXTS = st.lists(
    st.sampled_from(
        [
            FAMILY,
            "🇫🇷",
            "🇧🇪",
            "🇺",
            "e\u0301",
            "क्षि",
            "ក្រុម",
            "\u0600١",
            "한국",
            "\u1112\u1161",
            "a",
            " ",
            "\r\n",
            "\n\u0301",
            "👍🏽",
            "\u200d",
            "น้ำ",
        ]
    )
    | st.characters(),
    max_size=12,
).map("".join)


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
@example("\u0600\u0600a", 1, 2)
@example("🇫🇷🇧🇪", 2, 3)
@example("\u0915\u094d\u200d\u0937", 3, 4)
def test_a_span_is_widened_to_the_nearest_boundaries(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    places = boundaries(text)
    assert widened(text, Span(start, end)) == (
        max(place for place in places if place <= start),
        min(place for place in places if place >= end),
    )


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 6))
def test_a_line_of_context_is_a_part_of_the_text_cut_between_graphemes(
    text: str, one: int, other: int, width: int
) -> None:
    span = widened(text, Span(*sorted((min(one, len(text)), min(other, len(text))))))
    line = in_context(text, span, width)
    places = sorted(boundaries(text))
    first, last = span.start - len(line.before), span.end + len(line.after)
    assert line.before + line.found + line.after == text[first:last]
    assert line.found == text[span.start : span.end]
    assert places.index(span.start) - places.index(first) == min(width, places.index(span.start))
    assert places.index(last) - places.index(span.end) == min(width, len(places) - 1 - places.index(span.end))
    assert (line.begins_earlier, line.ends_later) == (first > 0, last < len(text))


@pytest.mark.parametrize(
    ("width", "before", "after"), [(0, "", ""), (2, f"{FAMILY} ", " e\u0301"), (99, f"ab{FAMILY} ", " e\u0301te\u0301")]
)
def test_a_family_and_an_accent_count_as_one(width: int, before: str, after: str) -> None:
    text = f"ab{FAMILY} voix e\u0301te\u0301"
    start = text.index("voix")
    line = in_context(text, Span(start, start + 4), width)
    assert (line.before, line.found, line.after) == (before, "voix", after)
