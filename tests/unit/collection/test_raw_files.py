"""Answers for statistics programs, read back by a library that had no part in writing them (pyreadstat)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.collection.exchange.answers_csv import as_csv
from consult.collection.exchange.raw_r import as_r, quoted
from consult.collection.exchange.raw_sav import as_sav
from consult.collection.exchange.raw_variables import Variable, variables_of
from consult.collection.presentation import TOLD
from consult.instrument.rules import cells_of, columns_of, to_document
from consult.instrument.rules.compiled import compile_instrument
from consult.instrument.rules.structure import Unit
from tests.conftest import examples
from tests.every_type import every_type
from tests.unit.collection.test_answers_csv import ROW, STRUCTURE

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def variables() -> tuple[Variable, ...]:
    return variables_of(compile_instrument(to_document(*every_type()), "en"), TOLD)


def cells() -> dict[str, str]:
    return cells_of(STRUCTURE, Unit.ORGANISATION, False, ROW.answers, ROW.words)


def read(content: bytes, folder: Path) -> tuple[dict[str, list[Any]], Any]:
    path = folder / "a.sav"
    path.write_bytes(content)
    values, meta = pyreadstat.read_sav(str(path), user_missing=True, output_format="dict")
    return values, meta


def test_a_variable_for_every_column_with_names_that_programs_take(variables: tuple[Variable, ...]) -> None:
    assert [one.column for one in variables] == list(columns_of(STRUCTURE))
    names = [one.name for one in variables]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z]\w{0,63}", name) for name in names)


def test_what_is_written_is_read_back(variables: tuple[Variable, ...], tmp_path: Path) -> None:
    row = cells()
    written = [one.value(row[one.column]) for one in variables]
    content = as_sav(variables, [written, written], title="Coalition", notes=("One", "Two"), day=DAY)
    values, meta = read(content, tmp_path)
    assert meta.column_names == [one.name for one in variables]
    assert [values[one.name][1] for one in variables] == written
    assert meta.notes == ["One", "Two"]
    assert meta.file_label == "Coalition"
    for one in variables:
        assert meta.column_names_to_labels[one.name] == " ".join(one.label.split())[:252]
        assert meta.variable_value_labels[one.name] == dict(one.labels)
        assert meta.missing_ranges[one.name] == [{"lo": one.missing[0], "hi": one.missing[1]}]


def test_reasons_for_no_position_are_kept_apart_and_all_missing(variables: tuple[Variable, ...]) -> None:
    row, by_column = cells(), {one.column: one for one in variables}
    reasons = {
        "B1": "prefer_not",
        "B2": "not_asked",
        "B6": "not_answered",
        "C1:world": "cannot_judge",
        "C3:slowly": "unranked",
    }
    values = {column: by_column[column].value(row[column]) for column in reasons}
    assert {column: row[column] for column in reasons} == reasons
    assert len(set(values.values())) == len(values)
    for column, value in values.items():
        low, high = by_column[column].missing
        assert low <= value <= high
        assert by_column[column].labels[value]


def test_amounts_that_may_be_negative_are_never_taken_for_a_reason(variables: tuple[Variable, ...]) -> None:
    for one in variables:
        low, high = one.missing
        positions = [value for value in one.codes.values() if not low <= value <= high]
        assert all(value >= 0 for value in positions)
    number = next(one for one in variables if one.codes["not_answered"] == -1)
    assert replace(number, codes={}).value("-5") == -5


def test_r_is_given_every_code_that_occurs(variables: tuple[Variable, ...]) -> None:
    text = as_csv(STRUCTURE, [ROW], words=False, fictitious=True)
    with zipfile.ZipFile(io.BytesIO(as_r(text, variables, ("Nothing is real",)))) as archive:
        script = archive.read("answers.R").decode()
        (line,) = csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig")))
    assert script.startswith("# Nothing is real\n")
    for one in variables:
        assigned = next(each for each in script.splitlines() if each.startswith(f'answers[["{one.name}"]] <- '))
        low, high = one.missing
        if "factor(" in assigned and not low <= one.value(line[one.column]) <= high:
            assert quoted(line[one.column]) in assigned


@given(st.text())
@settings(max_examples=examples(100))
def test_no_words_end_a_string_of_r(text: str) -> None:
    inner = quoted(text)[1:-1]
    assert not re.search(r'(?<!\\)(?:\\\\)*"', inner)
    assert "\n" not in inner
    assert (len(inner) - len(inner.rstrip("\\"))) % 2 == 0
