"""Passages end to end: what was marked in them, and who read the same ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.reliability.rules import (
    Continuum,
    Readings,
    Segment,
    Span,
    largest_readership,
    lay_end_to_end,
    misplaced,
)


def test_segments_stand_where_their_passage_begins() -> None:
    continuum, spans = lay_end_to_end(
        [("t2", 10), ("t1", 5)],
        [Segment("i", "c", "t1", 0, 5), Segment("i", "c", "t2", 2, 4), Segment("i", "c", "t9", 0, 3)],
    )
    assert lay_end_to_end([("t", 4)], [Segment("i", "c", "t", 2, 9), Segment("i", "c", "t", 5, 9)])[1] == [
        Span("i", "c", 2, 2)
    ]
    assert continuum == Continuum(0, 15)
    assert spans == [Span("i", "c", 2, 2), Span("i", "c", 10, 5)]


def test_what_was_marked_twice_is_one_span_and_what_touches_two() -> None:
    _, spans = lay_end_to_end(
        [("t", 20)],
        [
            *(Segment("i", "c", "t", start, end) for start, end in ((0, 9), (4, 6), (8, 12), (12, 14))),
            Segment("i", "k", "t", 3, 5),
            Segment("j", "c", "t", 3, 5),
        ],
    )
    assert spans == [Span("i", "c", 0, 12), Span("i", "c", 12, 2), Span("i", "k", 3, 2), Span("j", "c", 3, 2)]


@given(
    st.lists(
        st.builds(
            lambda coder, code, unit, start, length: Segment(coder, code, unit, start, min(start + length, 10)),
            st.sampled_from("ij"),
            st.sampled_from("pq"),
            st.sampled_from(["1", "2", "3"]),
            st.integers(0, 9),
            st.integers(1, 9),
        )
    )
)
def test_whatever_was_marked_can_be_measured(segments: list[Segment]) -> None:
    continuum, spans = lay_end_to_end([(unit, 10) for unit in "321"], segments)
    assert not list(misplaced(continuum, spans))
    places = {
        (one.coder, one.code, (3 - int(one.unit)) * 10 + at) for one in segments for at in range(one.start, one.end)
    }
    assert {(one.coder, one.code, at) for one in spans for at in range(one.start, one.end)} == places


def test_the_coders_who_share_most_are_compared_on_what_they_alone_share() -> None:
    read = Readings({"1": ["a", "b", "c", "d"], "2": ["a", "b", "d"], "3": ["c", "d"]}, {})
    assert largest_readership(read) == (("1", "2"), {"a", "b"})
    assert largest_readership(Readings({"1": ["a"], "2": ["b"]}, {})) == ((), frozenset())
