"""From integer columns to flags: which answers are read, of whom, and under which name a flag is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from consult.collection.rules import Unit
from consult.disclosure.rules import gate_table
from consult.findings.queries.parity import Told, _make
from consult.findings.queries.strand import Kept
from consult.findings.rules import AnswerRow, Kind, Question, read_answers, table_of, tally
from consult.findings.rules.published import FigureKey, PublishedGroup

QUESTIONS = {
    "Q": Question("Q", Kind.SINGLE, options=("yes", "no")),
    "M": Question("M", Kind.MULTIPLE, options=("radio", "letter")),
}


def kept(
    rows: list[AnswerRow],
    *,
    languages: tuple[str, ...] = ("en", "fr"),
    regions: tuple[str, ...] = ("africa", "americas"),
) -> Kept:
    columns = read_answers(rows, QUESTIONS.values())
    figures = {
        str(FigureKey("organisation", key)): gate_table(table_of(tally(columns, question)), 5)
        for key, question in QUESTIONS.items()
    }
    part = SimpleNamespace(when=None, rows_when=None, opened_by=None)
    groups = {
        "region": tuple(PublishedGroup(one, (one,), 40) for one in regions),
        "language": tuple(PublishedGroup(one, tuple(one.split("+")), 40) for one in languages),
    }
    found = SimpleNamespace(questions=QUESTIONS, parts=dict.fromkeys(QUESTIONS, part), columns=columns)
    own: Any = SimpleNamespace(found=found, mergings={}, groups=groups)
    findings = SimpleNamespace(
        strand_id="s", dataset_hash="ab" * 32, trails=(), figure=lambda key: figures.get(str(key))
    )
    return cast(Kept, SimpleNamespace(findings=findings, units={Unit.ORGANISATION.value: own}))


def rows(region: str, language: str, *, yes: int, no: int, radio: int) -> list[AnswerRow]:
    """The first `yes` say yes, and the first `radio` tick the radio; the others tick the letter."""
    return [
        AnswerRow(
            {"Q": "yes" if at < yes else "no", "M": ["radio"] if at < radio else ["letter"]},
            attributes={"region": region, "language": language},
        )
        for at in range(yes + no)
    ]


def world(**more: Any) -> Kept:
    return kept(
        [
            *rows("africa", "en", yes=32, no=8, radio=20),
            *rows("africa", "fr", yes=8, no=32, radio=20),
            *rows("americas", "en", yes=20, no=20, radio=33),
            *rows("americas", "fr", yes=20, no=20, radio=7),
        ],
        **more,
    )


def named(found: tuple[Told, ...]) -> set[tuple[str, str, str]]:
    return {(one.key.part, one.found.region, one.option) for one in found}


def test_what_one_language_answered_otherwise_is_found_where_it_was() -> None:
    found = _make(world())
    assert {(part, region) for part, region, _ in named(found)} == {("Q", "africa"), ("M", "americas")}
    for one in found:
        often = {"yes": "en", "no": "fr", "radio": "en", "letter": "fr"}[one.option]
        assert one.more is (one.found.language == often)


@pytest.mark.parametrize("languages", [("en",), ("en", "fr+es")])
def test_languages_shown_together_are_not_compared(languages: tuple[str, ...]) -> None:
    assert _make(world(languages=languages)) == ()


def test_a_region_that_is_not_published_is_not_tested() -> None:
    assert {one.found.region for one in _make(world(regions=("africa", "europe")))} == {"africa"}


def test_what_is_frozen_comes_out_alike() -> None:
    assert _make(world()) == _make(world())
