"""Krippendorff's unitizing alpha against published numbers, and against its definition counted out place by place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.reliability.rules import (
    Continuum,
    Misplaced,
    NotUnitizable,
    Span,
    misplaced,
    unitizing_alpha,
)

Given = tuple[Continuum, tuple[str, ...], list[Span]]


def spans(coder: str, code: str, *places: tuple[int, int]) -> list[Span]:
    return [Span(coder, code, start, length) for start, length in places]


BOOK = [
    *spans("i", "c", (225, 70), (370, 30)),
    *spans("j", "c", (220, 80), (355, 20), (400, 20)),
    *spans("i", "k", (180, 60), (300, 50)),
    *spans("j", "k", (180, 60), (300, 50)),
]


def test_the_example_of_content_analysis() -> None:
    """Krippendorff, "Content Analysis", 2nd edition (2004), page 254: .7286 and 1.0000, .859 overall."""
    found = unitizing_alpha(Continuum(150, 300), ("i", "j"), BOOK)
    assert found.codes == {"c": pytest.approx(0.7286, abs=5e-5), "k": 1.0}
    assert found.alpha == pytest.approx(0.859, abs=5e-4)


def stretched(by: int) -> list[Span]:
    """Krippendorff 1995, page 57: four pairs of coders on a continuum of 24."""
    drawn = {
        "A": ([(2, 8), (14, 6)], [(4, 4), (15, 2)]),
        "B": ([(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)]),
        "D": ([(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)], [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)]),
    }
    return [
        span
        for code, both in drawn.items()
        for coder, places in zip("ij", both, strict=True)
        for span in spans(coder, code, *((start * by, length * by) for start, length in places))
    ]


@pytest.mark.parametrize(("code", "published"), [("A", 0.553), ("B", -0.926), ("D", 0.066)])
def test_the_examples_of_1995_on_a_continuum_without_units(code: str, published: float) -> None:
    """The paper's own expected disagreement has an error of sign, put right in 2004: hence the third digit."""
    found = unitizing_alpha(Continuum(0, 24 * 50_000), ("i", "j"), stretched(50_000))
    assert found.codes[code] == pytest.approx(published, abs=3e-3)


def test_one_span_against_three_within_it() -> None:
    """Observed .9100, expected .5351, as other implementations of the formula of 2004 count it."""
    marked = [*spans("i", "A", (1, 8)), *spans("j", "A", (2, 1), (4, 1), (6, 1))]
    assert unitizing_alpha(Continuum(0, 10), ("i", "j"), marked).alpha == pytest.approx(-0.7003, abs=5e-5)


@st.composite
def marked(draw: st.DrawFn) -> Given:
    length = draw(st.integers(2, 14))
    start = draw(st.integers(0, 5))
    coders = tuple("ijkl"[: draw(st.integers(2, 4))])
    found: list[Span] = []
    for coder in coders:
        for code in "pq":
            cuts = sorted(draw(st.sets(st.integers(start, start + length), max_size=6)))
            keep = draw(st.lists(st.booleans(), min_size=len(cuts), max_size=len(cuts)))
            found += [
                Span(coder, code, one, other - one)
                for one, other, kept in zip(cuts, cuts[1:], keep, strict=False)
                if kept
            ]
    return Continuum(start, length), coders, draw(st.permutations(found))


@given(marked())
def test_alpha_is_what_its_definition_counts(given: Given) -> None:
    continuum, coders, found = given
    counted = {code: counted_out(continuum, coders, found, code) for code in {span.code for span in found}}
    alpha = unitizing_alpha(continuum, coders, found)
    assert alpha.codes == {code: near(*sums) for code, sums in counted.items()}
    assert alpha.alpha == near(sum(one for one, _ in counted.values()), sum(two for _, two in counted.values()))
    assert (alpha.alpha is None) == (alpha.reason is not None)


def near(observed: Fraction | int, expected: Fraction | int) -> object:
    return pytest.approx(float(1 - Fraction(observed) / expected), abs=1e-9) if expected else None


def counted_out(
    continuum: Continuum, coders: Sequence[str], found: Sequence[Span], code: str
) -> tuple[Fraction, Fraction]:
    """Return Do and De of a code: every pair of spans, and every place where spans and gaps could lie."""
    own = {coder: [(s.start, s.end) for s in found if (s.coder, s.code) == (coder, code)] for coder in coders}
    observed = sum(
        distance(one, own[other]) for coder in coders for other in coders if other != coder for one in own[coder]
    )
    observed += sum(
        apart(one, two)
        for coder in coders
        for other in coders
        if other != coder
        for one in own[coder]
        for two in own[other]
        if meet(one, two)
    )
    every = [span for each in own.values() for span in each]
    gaps = [gap for coder in coders for gap in runs(continuum, own[coder])]
    ways = 0
    for at, (start, end) in enumerate(every):
        length = end - start
        for other, (begin, finish) in enumerate(every):
            if other != at:
                size = finish - begin
                ways += sum(apart((0, length), (by, by + size)) for by in range(1 - size, length))
        ways += 2 * sum(length**2 for gap in gaps for _ in range(gap - length + 1))
    count, total = len(coders), continuum.length
    pairs = count * total * (count * total - 1) - sum((end - start) * (end - start - 1) for start, end in every)
    return Fraction(observed, count * (count - 1) * total**2), Fraction(ways, total * pairs)


Place = tuple[int, int]


def distance(one: Place, others: Sequence[Place]) -> int:
    """Return what a span in nobody's way adds, once for each of the ordered pairs it stands in: two of them."""
    return 0 if any(meet(one, other) for other in others) else 2 * (one[1] - one[0]) ** 2


def meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def apart(one: Place, other: Place) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def runs(continuum: Continuum, own: Sequence[Place]) -> list[int]:
    """Return how long the runs of places are that no span covers, spans that touch with nothing between them."""
    covered = {at for start, end in own for at in range(start, end)}
    found, length = [], 0
    for at in range(continuum.start, continuum.end):
        length = 0 if at in covered else length + 1
        if length and (at + 1 in covered or at + 1 == continuum.end):
            found.append(length)
    return found


@given(marked(), st.integers(0, 50))
def test_names_order_and_where_the_continuum_begins_do_not_matter(given: Given, by: int) -> None:
    continuum, coders, found = given
    names = dict(zip(coders, reversed(coders), strict=True))
    moved = [Span(names[s.coder], "x" + s.code, s.start + by, s.length) for s in reversed(found)]
    other = unitizing_alpha(Continuum(continuum.start + by, continuum.length), coders, moved)
    alpha = unitizing_alpha(continuum, coders, found)
    assert other.alpha == pytest.approx(alpha.alpha, abs=1e-9)
    assert other.codes == {"x" + code: pytest.approx(value, abs=1e-9) for code, value in alpha.codes.items()}


@given(marked())
def test_coders_who_mark_the_same_have_one_unless_nothing_else_was_possible(given: Given) -> None:
    continuum, _, found = given
    own = [span for span in found if span.coder == "i"]
    both = [*own, *(Span("j", span.code, span.start, span.length) for span in own)]
    assert unitizing_alpha(continuum, ("i", "j"), both).alpha in (1.0, None)


def test_a_long_continuum_costs_no_more_than_a_short_one() -> None:
    far = 10**14
    found = unitizing_alpha(Continuum(0, far), ("i", "j"), [*spans("i", "c", (5, far // 3)), *spans("j", "c", (5, 7))])
    assert found.alpha is not None


def test_one_span_alone_is_what_chance_gives() -> None:
    assert unitizing_alpha(Continuum(0, 20), ("i", "j", "k"), spans("i", "X", (0, 1))).alpha == pytest.approx(0)


def test_there_is_no_alpha_of_one_coder_of_nothing_and_where_spans_have_no_room() -> None:
    line = Continuum(0, 2)
    assert unitizing_alpha(line, ("i",), spans("i", "c", (0, 1))).reason is NotUnitizable.ONE_CODER
    assert unitizing_alpha(line, ("i", "j"), []).reason is NotUnitizable.NO_SPANS
    full = [*spans("i", "c", (0, 1), (1, 1)), *spans("j", "c", (0, 1), (1, 1))]
    found = unitizing_alpha(line, ("i", "j"), full)
    assert (found.alpha, found.codes, found.reason) == (None, {"c": None}, NotUnitizable.NO_ROOM)


def test_spans_that_cannot_stand_are_found_and_refused() -> None:
    wrong = [*spans("i", "c", (0, 5), (4, 3), (6, 1), (9, 2), (-1, 1), (3, 0)), *spans("j", "c", (0, 5), (5, 5))]
    assert sorted(misplaced(Continuum(0, 10), wrong)) == [
        (1, Misplaced.OVERLAPPING, 0),
        (2, Misplaced.OVERLAPPING, 1),
        (3, Misplaced.OUTSIDE, 3),
        (4, Misplaced.OUTSIDE, 4),
        (5, Misplaced.OUTSIDE, 5),
    ]
    with pytest.raises(ValueError, match="do not overlap"):
        unitizing_alpha(Continuum(0, 10), ("i", "j"), wrong)
