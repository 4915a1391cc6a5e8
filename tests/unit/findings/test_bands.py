"""Bands hold every answer that could be given, once, and depend on nothing that was answered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.findings.rules import AnswerRow, Kind, Question, UnknownCodeError, read_answers
from consult.findings.rules.bands import MOST, Bands, date_bands, number_bands, point_bands, year_bands

bounds = st.none() | st.integers(-(10**6), 10**6) | st.integers(0, 300)


def ends(name: str) -> tuple[Decimal | None, Decimal | None]:
    low, dots, high = name.partition("..")
    return Decimal(low) if low else None, Decimal(high) if high else None if dots else Decimal(low)


@pytest.mark.parametrize(("asked", "names"), [
    ((0, 5000), ("0", "1..4", "5..9", "10..49", "50..99", "100..499", "500..999", "1000..5000")),
    ((0, 100), ("0..19", "20..39", "40..59", "60..79", "80..100")),
    ((18, 99), ("18..29", "30..39", "40..49", "50..59", "60..69", "70..79", "80..89", "90..99")),
    ((1, 5), ("1", "2", "3", "4", "5")),
    ((0, 1, 2), ("0..0.19", "0.2..0.39", "0.4..0.59", "0.6..0.79", "0.8..1")),
    ((0, 10**6), ("0", "1..9", "10..99", "100..999", "1000..9999", "10000..99999", "100000..1000000")),
    ((0, None), ("0", "1..4", "5..9", "10..49", "50..99", "100..499", "500..999", "1000..")),
    ((None, None), ("..-1", "0", "1..9", "10..99", "100..999", "1000..")),
])  # fmt: skip
def test_numbers_are_counted_in_round_bands(asked: tuple[int | None, ...], names: tuple[str, ...]) -> None:
    low, high, *decimals = asked
    assert number_bands(low, high, *(one or 0 for one in decimals)).names == names


@pytest.mark.parametrize(("asked", "names"), [
    ((None, None), ("..1989", "1990..1999", "2000..2009", "2010..2019", "2020..")),
    (("2003-07-01", "2027-12-31"), ("2003..2009", "2010..2014", "2015..2019", "2020..2024", "2025..2027")),
    (("2024-01-15", "2024-12-03"), ("2024-01..2024-03", "2024-04..2024-06", "2024-07..2024-09", "2024-10..2024-12")),
    (("2024-05-01", "2024-05-31"), ("2024-05",)),
])  # fmt: skip
def test_days_are_counted_in_months_or_years(asked: tuple[str | None, str | None], names: tuple[str, ...]) -> None:
    assert date_bands(*asked).names == names


@pytest.mark.parametrize(("total", "rows", "names"), [
    (100, 4, ("0", "1..25", "26..100")),
    (100, 2, ("0", "1..33", "34..66", "67..99", "100")),
    (10, 3, ("0", "1..3", "4..10")),
    (2, 3, ("0", "1..2")),
    (1, 2, ("0", "1")),
])  # fmt: skip
def test_points_are_none_up_to_an_equal_share_or_more(total: int, rows: int, names: tuple[str, ...]) -> None:
    assert point_bands(total, rows).names == names


@given(total=st.integers(1, 10_000))
def test_the_bands_of_two_rows_mirror_each_other(total: int) -> None:
    """Whoever gave one row so much gave the other the rest: no difference of two bands is a band of its own."""
    bands = point_bands(total, 2)
    last = len(bands.names) - 1
    for points in {0, 1, total // 3, total // 3 + 1, total // 2, total - 1, total}:
        assert bands.place(total - points) == last - bands.place(points)


@given(low=bounds, high=bounds, decimals=st.integers(0, 3), data=st.data())
def test_every_number_lies_in_one_band_and_its_name_says_so(
    low: int | None, high: int | None, decimals: int, data: st.DataObject
) -> None:
    assume(low is None or high is None or low <= high)
    bands = number_bands(low, high, decimals)
    value = data.draw(st.decimals(low if low is not None else -(10**7), high if high is not None else 10**7,
                                  places=decimals))  # fmt: skip
    first, last = ends(bands.names[bands.place(value)])
    assert (first is None or first <= value) and (last is None or value <= last)
    assert len(bands.names) <= MOST
    unit = Decimal(1).scaleb(-decimals)
    for one, other in pairwise(bands.names):
        before, after = ends(one)[1], ends(other)[0]
        assert before is not None and after is not None
        assert after - before == unit


@given(first=st.dates(date(1900, 1, 1), date(2030, 1, 1)), length=st.integers(0, 30_000), data=st.data())
def test_every_day_lies_in_one_band_and_its_name_says_so(first: date, length: int, data: st.DataObject) -> None:
    last = first + timedelta(days=length)
    bands = date_bands(first.isoformat(), last.isoformat())
    day = data.draw(st.dates(first, last))
    low, _dots, high = bands.names[bands.place(day.toordinal())].partition("..")
    assert low <= day.isoformat()[: len(low)] <= (high or low)
    assert len(bands.names) <= MOST


def test_years_keep_their_open_ends() -> None:
    assert year_bands((2000, 2010)).names == ("..1999", "2000..2009", "2010..")


def test_nought_is_an_answer() -> None:
    question = Question("B1", Kind.NUMBER, scale=number_bands(0, None))
    rows = [AnswerRow({"B1": 0}), AnswerRow({"B1": 0.0}), AnswerRow({})]
    assert read_answers(rows, [question]).column("B1").tolist() == [0, 0, -1]


@pytest.mark.parametrize(("kind", "scale", "answer"), [
    (Kind.NUMBER, number_bands(0, 10), 11),
    (Kind.NUMBER, number_bands(0, 10), "many"),
    (Kind.NUMBER, number_bands(0, 10), True),
    (Kind.NUMBER, number_bands(None, None), float("nan")),
    (Kind.DATE, date_bands("2020-01-01", "2020-12-31"), "2021-01-01"),
    (Kind.DATE, date_bands(None, None), "soon"),
    (Kind.ALLOCATION, point_bands(10, 3), {"moon": 10}),
    (Kind.ALLOCATION, point_bands(10, 3), {"staff": -1}),
    (Kind.ALLOCATION, point_bands(10, 3), "staff"),
])  # fmt: skip
def test_what_is_no_answer_to_the_question_is_refused(kind: Kind, scale: Bands, answer: object) -> None:
    question = Question("Q", kind, rows=("staff", "travel", "grants") if kind is Kind.ALLOCATION else (), scale=scale)
    with pytest.raises(UnknownCodeError):
        read_answers([AnswerRow({"Q": answer})], [question])
