"""The tally is checked against plain GROUP BY queries on random answers."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.disclosure.rules import Shape
from consult.findings.rules import (
    UNRANKED,
    AnswerRow,
    Columns,
    Kind,
    Question,
    Tally,
    collapse,
    effective_base,
    first_choices,
    read_answers,
    table_of,
    tally,
)
from consult.findings.rules.bands import date_bands, number_bands, point_bands
from consult.findings.rules.tally import mean_points, reasons

OPTIONS = ("acceptable", "conditional", "unacceptable")
ROWS = ("joint", "merger")
REASONS = ("prefer_not", "cannot_judge")
PURPOSES = ("staff", "travel", "grants")
REGIONS = ("africa", "americas", "europe")
QUESTIONS = {
    "single": Question("single", Kind.SINGLE, OPTIONS),
    "multiple": Question("multiple", Kind.MULTIPLE, OPTIONS),
    "matrix": Question("matrix", Kind.MATRIX, OPTIONS, ROWS),
    "grid": Question("grid", Kind.MATRIX_MULTIPLE, OPTIONS, ROWS),
    "rank": Question("rank", Kind.RANKING, OPTIONS, reasons=REASONS),
    "number": Question("number", Kind.NUMBER, scale=number_bands(-5, 500), reasons=REASONS),
    "day": Question("day", Kind.DATE, scale=date_bands("2019-03-01", "2020-12-31"), reasons=REASONS),
    "points": Question("points", Kind.ALLOCATION, rows=PURPOSES, scale=point_bands(10, 3), reasons=REASONS),
    "year": Question("year", Kind.YEAR, bands=(2000, 2010)),
}
some = st.lists(st.sampled_from(OPTIONS), unique=True, min_size=1)
answers = st.fixed_dictionaries(
    {},
    optional={
        "single": st.sampled_from(OPTIONS),
        "multiple": some,
        "matrix": st.dictionaries(st.sampled_from(ROWS), st.sampled_from(OPTIONS)),
        "grid": st.dictionaries(st.sampled_from(ROWS), some),
        "rank": st.sampled_from(REASONS) | st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 3)),
        "number": st.sampled_from(REASONS) | st.integers(-5, 500) | st.integers(0, 12),
        "day": st.sampled_from(REASONS) | st.dates(date(2019, 3, 1), date(2020, 12, 31)).map(date.isoformat),
        "points": st.sampled_from(REASONS) | st.lists(st.sampled_from(PURPOSES), min_size=10, max_size=10).map(Counter),
        "year": st.integers(1980, 2026),
    },
)
rows = st.lists(
    st.builds(
        AnswerRow,
        answers,
        st.none() | st.frozensets(st.sampled_from(sorted(QUESTIONS))),
        st.fixed_dictionaries({"region": st.sampled_from(REGIONS)}),
    ),
    max_size=40,
)


def read(given: Sequence[AnswerRow]) -> Columns:
    return read_answers(given, QUESTIONS.values(), {"region": REGIONS})


def one_line_per_option(  # noqa: PLR0911 - one line for each kind of question
    row: AnswerRow, question: Question
) -> list[tuple[str | None, str]]:
    """Write an answer as (item, option) pairs, the way a long table of answers would hold them."""
    answer = row.answers[question.key]
    if isinstance(answer, str) and answer in REASONS:
        return []
    match question.kind:
        case Kind.SINGLE:
            return [(None, str(answer))]
        case Kind.MULTIPLE:
            return [(None, option) for option in answer]  # type: ignore[attr-defined]
        case Kind.MATRIX:
            return list(answer.items())  # type: ignore[attr-defined]
        case Kind.MATRIX_MULTIPLE:
            return [(item, o) for item, some in answer.items() for o in some]  # type: ignore[attr-defined]
        case Kind.RANKING:
            placed = {o: str(answer[o]) if o in answer else UNRANKED for o in OPTIONS}  # type: ignore[index,operator]
            return list(placed.items()) if answer else []
        case Kind.NUMBER | Kind.DATE:
            return [(None, lying_in(str(answer) if question.kind is Kind.DATE else Fraction(str(answer)), question))]
        case Kind.ALLOCATION:
            return [(row, lying_in(Fraction(answer.get(row, 0)), question)) for row in PURPOSES]  # type: ignore[attr-defined]
        case _:
            year = int(str(answer))
            return [(None, "..1999" if year < 2000 else "2000..2009" if year < 2010 else "2010..")]


def lying_in(value: Fraction | str, question: Question) -> str:
    """The one band whose name says that a value lies in it; of days the names say the months."""
    found = []
    for name in question.counted_in.names:
        low, _dots, high = name.partition("..")
        if isinstance(value, str):
            within = low <= value[:7] <= (high or low)
        else:
            within = Fraction(low) <= value <= Fraction(high or low)
        found += [name] if within else []
    (only,) = found
    return only


def by_sql(given: Sequence[AnswerRow], question: Question) -> dict[tuple[str | None, str, str], int]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE answer (respondent, item, choice, region)")
    for number, row in enumerate(given):
        if question.key in row.answers and (row.asked is None or question.key in row.asked):
            for item, option in one_line_per_option(row, question):
                line = (number, item, option, row.attributes["region"])
                database.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", line)
    found = database.execute(
        "SELECT item, choice, region, count(DISTINCT respondent) FROM answer GROUP BY item, choice, region"
    )
    counted = {(item, choice, region): count for item, choice, region, count in found}
    bases = database.execute("SELECT item, region, count(DISTINCT respondent) FROM answer GROUP BY item, region")
    counted |= {(item, "base", region): count for item, region, count in bases}
    database.close()
    return counted


@pytest.mark.parametrize("key", sorted(QUESTIONS))
@given(given_rows=rows)
def test_counts_and_bases_are_those_of_group_by(key: str, given_rows: list[AnswerRow]) -> None:
    question = QUESTIONS[key]
    figures = tally(read(given_rows), question, by="region")
    expected = by_sql(given_rows, question)

    for item in figures.items:
        for region in REGIONS:
            assert figures.base_of(item=item, group=region) == expected.get((item, "base", region), 0)
            for option in figures.options:
                count = figures.count(option, item=item, group=region)
                assert count == expected.get((item, option, region), 0)


@pytest.mark.parametrize("key", sorted(QUESTIONS))
@given(given_rows=rows)
def test_everybody_is_in_a_base_or_silent_or_not_asked(key: str, given_rows: list[AnswerRow]) -> None:
    figures = tally(read(given_rows), QUESTIONS[key], by="region")
    sizes = [sum(row.attributes["region"] == region for row in given_rows) for region in REGIONS]

    apart = reasons(read(given_rows), QUESTIONS[key], by="region").base if QUESTIONS[key].reasons else 0
    assert (figures.base + figures.not_answered + figures.not_asked + apart == sizes).all()


@pytest.mark.parametrize("key", sorted(QUESTIONS))
@given(given_rows=rows)
def test_groups_add_up_to_everybody(key: str, given_rows: list[AnswerRow]) -> None:
    columns = read(given_rows)
    apart, together = tally(columns, QUESTIONS[key], by="region"), tally(columns, QUESTIONS[key])

    assert (apart.counts.sum(axis=2) == together.counts[:, :, 0]).all()
    assert (apart.base.sum(axis=1) == together.base[:, 0]).all()


@pytest.mark.parametrize("key", ["single", "matrix", "rank", "year", "number", "day", "points"])
@given(given_rows=rows)
def test_options_that_exclude_each_other_add_up_to_the_base(key: str, given_rows: list[AnswerRow]) -> None:
    figures = tally(read(given_rows), QUESTIONS[key], by="region")

    assert figures.partition
    assert (figures.counts.sum(axis=1) == figures.base).all()


@given(given_rows=rows)
def test_reasons_for_no_points_and_the_mean_of_points_are_those_of_group_by(given_rows: list[AnswerRow]) -> None:
    question, columns = QUESTIONS["points"], read(given_rows)
    given = [row.answers.get("points") for row in given_rows if row.asked is None or "points" in row.asked]
    apart = reasons(columns, question)
    shared_out = [one for one in given if isinstance(one, Counter)]

    assert [apart.count(one) for one in REASONS] == [given.count(one) for one in REASONS]
    assert apart.base_of() == sum(isinstance(one, str) for one in given)
    for row in PURPOSES:
        mean = mean_points(columns, question, row)
        points = sum(one[row] for one in shared_out)
        assert mean == (pytest.approx(points / len(shared_out)) if shared_out else None)


@given(given_rows=rows)
def test_a_selection_counts_only_the_selected(given_rows: list[AnswerRow]) -> None:
    columns = read(given_rows)
    selected = tally(columns, QUESTIONS["single"], where=columns.mask("region", ["europe"]))
    by_region = tally(columns, QUESTIONS["single"], by="region")

    assert (selected.counts[:, :, 0] == by_region.counts[:, :, REGIONS.index("europe")]).all()


@given(given_rows=rows)
def test_weights_of_one_change_nothing_and_double_weights_double(given_rows: list[AnswerRow]) -> None:
    columns = read(given_rows)
    plain = tally(columns, QUESTIONS["matrix"], by="region")
    doubled = tally(columns, QUESTIONS["matrix"], by="region", weights=np.full(len(given_rows), 2.0))

    assert (doubled.counts == 2 * plain.counts).all()
    assert (doubled.weighted_base == 2 * plain.base).all()
    assert (doubled.base == plain.base).all()


def single(*given: str) -> Tally:
    return tally(
        read([AnswerRow({"single": one}, attributes={"region": "africa"}) for one in given]), QUESTIONS["single"]
    )


def test_options_collapse_into_one() -> None:
    figures = collapse(
        single("acceptable", "conditional", "unacceptable"),
        {"could_live_with": ("acceptable", "conditional")},
    )

    assert figures.count("could_live_with") == 2
    assert figures.base_of() == 3
    assert not figures.partition


def test_collapsing_everything_still_adds_up_to_the_base() -> None:
    figures = collapse(single("acceptable"), {"yes": OPTIONS[:2], "no": OPTIONS[2:]})

    assert figures.partition


def test_a_multiple_choice_is_never_added_up() -> None:
    figures = tally(
        read([AnswerRow({"multiple": list(OPTIONS)}, attributes={"region": "africa"})]), QUESTIONS["multiple"]
    )

    with pytest.raises(ValueError, match="more than once"):
        collapse(figures, {"any": OPTIONS})


@pytest.mark.parametrize("into", [{"a": ("unknown",)}, {"a": OPTIONS[:2], "b": OPTIONS[1:]}])
def test_an_option_goes_into_one_collapsed_option(into: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="at most one"):
        collapse(single("acceptable"), into)


def test_options_tied_for_first_are_each_a_first_choice() -> None:
    columns = read([AnswerRow({"rank": {"acceptable": 1, "conditional": 1}}, attributes={"region": "africa"})])
    firsts = first_choices(tally(columns, QUESTIONS["rank"]))

    assert [firsts.count(option) for option in OPTIONS] == [1, 1, 0]
    assert firsts.base_of() == 1
    assert not firsts.partition


def test_only_a_ranking_has_first_choices() -> None:
    with pytest.raises(ValueError, match="not a ranking"):
        first_choices(single("acceptable"))


def test_ticks_count_who_gave_them() -> None:
    tick = Question("tick", Kind.TICK)
    figures = tally(read_answers([AnswerRow({"tick": True}), AnswerRow({})], [tick]), tick)

    assert (figures.count("given"), figures.base_of(), int(figures.not_answered[0, 0])) == (1, 1, 1)


def test_equal_weights_keep_their_effective_base_and_unequal_ones_lose_some() -> None:
    assert effective_base(np.ones(8)) == 8
    assert effective_base(np.array([1.0, 3.0])) == pytest.approx(1.6)
    assert effective_base(np.zeros(2)) == 0


def test_the_gate_gets_yes_no_tables_of_what_overlaps() -> None:
    whole = single("acceptable", "conditional")

    assert table_of(whole).shape is Shape.PARTITION
    assert table_of(collapse(whole, {"live": OPTIONS[:2]})).shape is Shape.INDEPENDENT
    assert table_of(whole).counts == ((1,), (1,), (0,))


def test_the_gate_takes_no_weighted_counts() -> None:
    columns = read([AnswerRow({"single": "acceptable"}, attributes={"region": "africa"})])

    with pytest.raises(ValueError, match="not weights"):
        table_of(tally(columns, QUESTIONS["single"], weights=np.ones(1)))
