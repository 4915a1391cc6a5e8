"""The map of a file from elsewhere: what the page about it shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consult.collection.exchange.answers_elsewhere import AnswerReader
from consult.collection.exchange.answers_map import read_map
from consult.collection.exchange.answers_plan import Planner
from consult.collection.exchange.answers_sheet import read_sheet
from consult.collection.rules.elsewhere import GivenAnswer
from consult.instrument.rules import InstrumentRefused
from tests.every_type import every_type

PAGE = Path(__file__).parents[3] / "docs" / "answers-from-elsewhere.md"
CELLS = {
    "Type": "NGO", "Name": "One", "Continent": "Afrique", "Sort": "women", "Network": "Both",
    "w_region": "1.5", "w_all": "2", "q1": "2", "q2": "adv|training", "q4": "-8", "q5": "42",
    "q6a": "1", "q6b": "-6", "q7a": "1", "q7b": "0", "q7c": "", "r1": "2", "r2": "1",
    "first": "T", "second": "advocacy", "p1": "60", "p2": "40", "p3": "0",
}  # fmt: skip


def read(mapped: str, cells: dict[str, str]) -> tuple[list[GivenAnswer], list[str]]:
    structure = every_type()[0]
    sheet = read_sheet("\n".join(";".join(row) for row in (cells.keys(), cells.values())).encode())
    planner = Planner(structure, sheet.headings, read_map(mapped, "map.yaml"), "answers.csv")
    plan = planner.plan()
    reader = AnswerReader(structure, plan, "answers.csv")
    return reader.read(sheet), [str(one) for one in (*planner.faults, *reader.faults)]


def test_the_example_on_the_page_is_read_as_the_page_says() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    answers, faults = read(example, {**CELLS, "q4": "agree"})
    assert faults == []
    [one] = answers
    assert one.document == {
        "A1": "network",
        "A2": ["advocacy", "training"],
        "A4": "agree",
        "B1": 42,
        "C1": {"here": "agree", "region": "cannot_judge"},
        "C2": {"here": ["money"]},
        "C3": {"alone": 2, "together": 1},
        "C4": {"training": 1, "advocacy": 2},
        "D1": {"staff": 60, "travel": 40},
    }
    assert (one.unit, one.region, one.language, one.kind, one.coalition) == (
        "organisation", "africa", "fr", "women", "both",
    )  # fmt: skip
    assert one.weights == {"w_region": 1.5, "w_all": 2.0}


def test_a_reason_the_question_does_not_know_is_a_fault() -> None:
    """A4 is a scale without "prefer not to say"."""
    faults = read("unit: organisation\nmissing: {prefer_not: [-8]}\nparts: {A4: q4}", {"q4": "-8", "q5": ""})[1]
    assert faults == ["answers.csv:2:q4: a value that is no code here, correct it, or say in the map which code it is"]


@pytest.mark.parametrize(("mapped", "said"), [
    ("parts: [A1]", "not a mapping"),
    ("parts: {A1: {column: q1, columns: {a: q2}}}", "one of `column`, `columns` and `positions` is needed"),
    ("region: {column: a, fixed: b}", "one of `column` and `fixed` is needed"),
    ("region: {colum: a}", "`colum` is not known here"),
    ("unit: {column: t, codes: {yes: organisation}}", "put it in quotation marks"),
])  # fmt: skip
def test_faults_of_a_map_say_where_and_what(mapped: str, said: str) -> None:
    with pytest.raises(InstrumentRefused) as refused:
        read_map(mapped, "map.yaml")
    assert any(said in one.what or said in one.remedy for one in refused.value.faults)
    assert all(one.place.startswith("map.yaml") for one in refused.value.faults)
