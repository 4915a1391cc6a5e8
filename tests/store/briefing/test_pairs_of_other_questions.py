"""Two strands whose instruments give one code to different questions: neither is told in the words of the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from consult.briefing.presentation.details import closed_sections, question_of, sections
from consult.briefing.presentation.pair import Pair
from consult.findings.presentation import words_of
from consult.findings.queries import strand_findings
from tests.builders_elsewhere import as_text, line, loaded

ASKED = {
    "A": "- {code: Q1, type: single, options: yes_no}\n  - {code: Q2, type: single, options: yes_no}",
    "B": "- {code: Q1, type: number, minimum: 0, maximum: 9}\n  - {code: Q3, type: single, options: yes_no}",
}
CODES = {"A": "[Q1], [Q2]", "B": "[Q1], [Q3]"}
GIVEN = {"A": ({"Q1": "yes", "Q2": "no"}, {"Q1": "no", "Q2": "yes"}), "B": ({"Q1": "7", "Q3": "no"}, {"Q1": "1"})}


def instrument(mark: str) -> str:
    return f"""
code: survey{mark.lower()}
number: 1
languages: [en]
lists:
  - {{name: yes_no, codes: ["yes", "no"]}}
sections:
  - {{code: Q, pages: [{CODES[mark]}]}}
items:
  {ASKED[mark]}
"""


@pytest.fixture
def pair(app: Flask, session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> Pair:
    found = []
    for mark in ("A", "B"):
        lines = as_text([line(coalition=mark, **GIVEN[mark][at % 2]) for at in range(20)])
        strand_id = loaded(cli, tmp_path, lines, instrument=instrument(mark))
        found.append(words_of(session(), replace(strand_findings(session(), strand_id), mark=mark), "en"))
    none: Any = None  # no item needs the edition it stands in
    return Pair(none, *found)


def test_a_code_of_two_questions_is_one_item_of_two_tables(pair: Pair, app: Flask) -> None:
    with app.test_request_context():
        items = {item.id: item for section in sections(pair) for item in section.items}
        assert list(items) == ["items-q1", "items-q2", "items-q3"]
        both = items["items-q1"]
        assert both.title == question_of(pair, "Q1")
        assert all(len(table.head) == 2 for table in both.tables)
        assert [table.caption.partition(" · ")[0] for table in both.tables] == ["A", "A", "B", "B"]
        assert both.tables[0].rows == (("yes", "10 of 20"), ("no", "10 of 20"))
        assert [keys for _title, keys in closed_sections(pair)] == [["Q1", "Q2"], ["Q3"]]


def test_what_one_strand_alone_was_asked_has_no_empty_column_of_the_other(pair: Pair, app: Flask) -> None:
    with app.test_request_context():
        items = {item.id: item for section in sections(pair) for item in section.items}
        assert items["items-q2"].tables[0].head[1:] == ("A",)
        assert items["items-q3"].tables[0].head[1:] == ("B",)
