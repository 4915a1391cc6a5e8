from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.findings.rules import (
    NOT_ANSWERED,
    NOT_ASKED,
    NOT_SHOWN,
    AnswerRow,
    Kind,
    Question,
    UnknownCodeError,
    read_answers,
)
from consult.findings.rules.columns import ColumnKey
from tests.conftest import examples

SINGLE = Question("C2", Kind.SINGLE, ("national", "regional"))
MULTIPLE = Question("A2", Kind.MULTIPLE, ("board", "staff"))
MATRIX = Question("F2", Kind.MATRIX, ("yes", "no"), ("joint", "merger"))
GRID = Question("F6", Kind.MATRIX_MULTIPLE, ("seats", "money"), ("joint", "merger"))
RANKING = Question("F3", Kind.RANKING, ("joint", "merger", "continue"))
YEAR = Question("A2Y", Kind.YEAR)
TICK = Question("Z2", Kind.TICK)
TEXT = Question("B2", Kind.TEXT)


def column(question: Question, *answers: object, row: str | None = None, option: str | None = None) -> list[int]:
    rows = [AnswerRow({} if answer is None else {question.key: answer}) for answer in answers]
    return read_answers(rows, [question]).column(question.key, row, option).tolist()


def test_a_single_choice_is_the_place_of_its_option() -> None:
    assert column(SINGLE, "national", "regional", None) == [0, 1, NOT_ANSWERED]


def test_a_multiple_choice_has_a_column_per_option() -> None:
    assert column(MULTIPLE, ["board"], ["board", "staff"], [], None, option="board") == [1, 1, -1, -1]
    assert column(MULTIPLE, ["board"], ["board", "staff"], [], None, option="staff") == [0, 1, -1, -1]


def test_a_matrix_has_a_column_per_row() -> None:
    assert column(MATRIX, {"joint": "no"}, {"merger": "yes"}, {}, row="joint") == [1, -1, -1]


def test_a_matrix_of_multiple_choices_has_a_column_per_row_and_option() -> None:
    assert column(GRID, {"joint": ["money"]}, {"joint": []}, row="joint", option="money") == [1, -1]
    assert column(GRID, {"joint": ["money"]}, {"joint": []}, row="merger", option="money") == [-1, -1]


def test_a_ranking_keeps_ties_and_blanks() -> None:
    answers = [{"joint": 1, "merger": 1}, {"merger": 1}, {}, None]

    assert column(RANKING, *answers, option="joint") == [1, 0, -1, -1]
    assert column(RANKING, *answers, option="merger") == [1, 1, -1, -1]


def test_years_ticks_and_texts() -> None:
    assert column(YEAR, 1999, None) == [1999, -1]
    assert column(TICK, True, False, None) == [1, -1, -1]
    assert column(TEXT, "words", "", None) == [1, -1, -1]


def test_what_was_not_asked_is_not_unanswered_and_not_counted() -> None:
    rows = [AnswerRow({}, asked=frozenset()), AnswerRow({"C2": "national"}, asked=frozenset({"F2"}))]

    assert read_answers(rows, [SINGLE]).column("C2").tolist() == [NOT_ASKED, NOT_ASKED]


def test_rows_of_a_matrix_may_be_asked_one_by_one() -> None:
    row = AnswerRow({"F6": {"joint": ["money"]}}, asked=frozenset({"F6", "F6/joint"}))
    columns = read_answers([row], [GRID])

    assert columns.column("F6", "joint", "seats").tolist() == [0]
    assert columns.column("F6", "merger", "seats").tolist() == [NOT_ASKED]


def test_many_options_need_wider_columns_and_lose_nothing() -> None:
    options = tuple(f"o{number}" for number in range(200))
    wide = Question("Q", Kind.SINGLE, options)
    many = Question("Q", Kind.MULTIPLE, options)

    assert column(wide, "o199") == [199]
    assert column(many, ["o0", "o199"], option="o199") == [1]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (SINGLE, "global"),
        (MULTIPLE, ["board", "cook"]),
        (MULTIPLE, "board"),
        (MATRIX, {"disband": "yes"}),
        (MATRIX, "yes"),
        (RANKING, {"joint": 4}),
        (RANKING, {"other": 1}),
        (YEAR, 19),
        (YEAR, "1999"),
    ],
)
def test_answers_the_question_does_not_have_are_refused(question: Question, answer: object) -> None:
    with pytest.raises(UnknownCodeError):
        column(question, answer)


def test_who_shows_no_region_is_a_group_of_its_own_and_last() -> None:
    rows = [
        AnswerRow({}, attributes={"region": "americas"}),
        AnswerRow({}),
        AnswerRow({}, attributes={"region": "africa"}),
    ]
    region = read_answers(rows, []).attributes["region"]

    assert region.labels == ("africa", "americas", NOT_SHOWN)
    assert region.codes.tolist() == [1, 2, 0]


def test_the_order_of_groups_can_be_given_and_groups_without_answers_stay() -> None:
    columns = read_answers([AnswerRow({}, attributes={"region": "a"})], [], {"region": ("z", "a")})

    assert columns.attributes["region"].labels == ("z", "a")
    assert columns.memberships("region") == ("a",)


def test_attributes_can_be_added_and_selected() -> None:
    columns = read_answers([AnswerRow({})] * 3, []).with_attribute("theme", ["x", "y", "x"])

    assert columns.mask("theme", ["x"]).tolist() == [True, False, True]
    assert columns.attributes["theme"].codes.dtype == np.int8


ANYTHING = st.one_of(
    st.none(),
    st.sampled_from(["national", "regional", "yes", "no", "seats", "prefer_not", "", True, False, 1, 1.0, 2, 1999]),
    st.lists(st.sampled_from(["board", "staff", "seats", "money"]), max_size=3),
    st.dictionaries(
        st.sampled_from(["joint", "merger", "continue"]),
        st.one_of(st.sampled_from(["yes", "no", "", 1, 2, True]), st.lists(st.sampled_from(["seats", "money"]))),
        max_size=3,
    ),
)
EVERY_KIND = (
    *(replace(one, reasons=("prefer_not", "unsure")) for one in (SINGLE, MULTIPLE, MATRIX, GRID, RANKING)),
    *(YEAR, TICK, TEXT, Question("P", Kind.ALLOCATION, rows=("joint", "merger", "continue"))),
)


def read_or_refused(rows: list[AnswerRow], question: Question) -> dict[ColumnKey, list[int]] | None:
    try:
        return {key: column.tolist() for key, column in read_answers(rows, [question]).values.items()}
    except UnknownCodeError:
        return None


@settings(max_examples=examples(200))
@given(
    question=st.sampled_from(EVERY_KIND),
    answers=st.lists(
        st.tuples(ANYTHING, st.none() | st.frozensets(st.sampled_from(["own", "joint", "merger", "continue"]))),
        min_size=1,
        max_size=5,
    ),
)
def test_everybody_is_read_as_if_they_were_alone(
    question: Question, answers: list[tuple[object, frozenset[str] | None]]
) -> None:
    rows = [
        AnswerRow(
            {} if answer is None else {question.key: answer},
            asked and frozenset({question.key if one == "own" else f"{question.key}/{one}" for one in asked}),
        )
        for answer, asked in answers
    ]
    alone = [read_or_refused([row], question) for row in rows]
    together = read_or_refused(rows, question)

    if together is None:
        assert None in alone
    else:
        assert None not in alone
        assert all(column == [one[key][0] for one in alone if one] for key, column in together.items())
