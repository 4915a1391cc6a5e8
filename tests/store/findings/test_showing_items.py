"""From a file of answers to figures on the command line, compared with counting by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.findings.cli import group
from tests.builders_elsewhere import COALITIONS, KINDS, LANGUAGES, REGIONS, Line, as_text, line, loaded, random_lines
from tests.builders_findings import released_world

ATTRIBUTES = {"region": REGIONS, "language": LANGUAGES, "kind": KINDS, "coalition": COALITIONS}
GONE = ("", "not_asked")
Said = Callable[[Line], set[str] | None]
"""What a row says to one question: its options, or None where it is in no base."""


def single(column: str) -> Said:
    return lambda one: None if one[column] in GONE else {one[column]}


def several(one: Line) -> set[str] | None:
    return set(one["A2"].split(";")) - {""} or None


def first(one: Line) -> set[str]:
    return {way for way in ("alone", "together", "slowly") if one[f"A4:{way}"] == "1"}


QUESTIONS: list[tuple[str, str | None, Said, tuple[str, ...]]] = [
    ("A1", None, single("A1"), ("smile", "frown", "not_sure")),
    ("A2", None, several, ("advocacy", "training", "relief")),
    ("A3", "here", single("A3:here"), ("yes", "no", "cannot_judge")),
    ("A3", "there", single("A3:there"), ("yes", "no", "cannot_judge")),
    ("A4", None, first, ("alone", "together", "slowly")),
]


def shown(cli: CliRunner, strand_id: str, *options: str) -> dict[str, Any]:
    done = cli.invoke(group, ["show", strand_id, *options, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def of_item(item: str, row: str | None) -> list[str]:
    return ["--item", item, *(["--row", row] if row else [])]


def counted(rows: Iterable[Line], said: Said) -> tuple[int, Counter[str]]:
    answers = [given for one in rows if (given := said(one)) is not None]
    return len(answers), Counter(option for given in answers for option in given)


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_counted_by_hand(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, seed: int
) -> None:
    lines = random_lines(seed, 1200)
    strand_id = loaded(cli, tmp_path, as_text(lines))
    for unit in ("organisation", "individual"):
        own = [one for one in lines if one["unit"] == unit]
        for item, row, said, options in QUESTIONS:
            found = shown(cli, strand_id, *of_item(item, row), "--unit", unit)
            base, counts = counted(own, said)
            assert found["base"] == base
            assert {one["value"]: one["n"] for one in found["rows"] if one["value"] in options} == counts
            assert all(one["percent"] == round(100 * one["n"] / base, 1) for one in found["rows"] if one["n"])


@pytest.mark.parametrize(("by", "item", "row"), [
    ("region", "A1", None), ("language", "A1", None), ("kind", "A2", None), ("coalition", "A3", "here"),
    ("region", "A4", None),
])  # fmt: skip
def test_every_attribute_breaks_down_as_counted_by_hand(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, by: str, item: str, row: str | None
) -> None:
    lines = random_lines(3, 900)
    strand_id = loaded(cli, tmp_path, as_text(lines))
    said = next(s for i, r, s, _ in QUESTIONS if (i, r) == (item, row))
    found = shown(cli, strand_id, *of_item(item, row), "--by", by)
    for name in ATTRIBUTES[by]:
        base, counts = counted([one for one in lines if one["unit"] == "organisation" and one[by] == name], said)
        cells = {one["value"]: one["by"][name] for one in found["rows"]}
        assert {cell["base"] for cell in cells.values()} == {base}
        assert {value: cell["n"] for value, cell in cells.items() if cell["n"] is not None} == counts


def test_weights_are_summed_and_the_base_says_what_it_is_worth(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    """The effective base is Kish's (Σw)² / Σw² (Survey Sampling, 1965)."""
    lines = random_lines(4, 800)
    strand_id = loaded(cli, tmp_path, as_text(lines))
    found = shown(cli, strand_id, "--item", "A1", "--by", "region", "--weight", "weight")
    own = [one for one in lines if one["unit"] == "organisation" and one["A1"] not in GONE]
    assert found["base"] == len(own)
    weights = [float(one["weight"]) for one in own]
    assert found["effective_base"] == round(sum(weights) ** 2 / sum(w * w for w in weights), 1)
    for row in found["rows"]:
        mine = sum(float(one["weight"]) for one in own if one["A1"] == row["value"])
        assert row["n"] == pytest.approx(mine)
        assert row["percent"] == round(100 * mine / sum(weights), 1)
        for region in REGIONS:
            there = [float(one["weight"]) for one in own if one["region"] == region]
            cell = row["by"][region]
            assert cell["base"] == len(there)
            assert cell["effective_base"] == round(sum(there) ** 2 / sum(w * w for w in there), 1)


def few() -> list[Line]:
    """Forty smile, thirty frown and three are not sure; two of the smiling are in the Americas."""
    sure = [line(A1="smile", region="americas" if at < 2 else "africa") for at in range(40)]
    frown = [line(A1="frown", region="americas" if at < 20 else "africa") for at in range(30)]
    return [*sure, *frown, *(line(A1="not_sure", weight="3.5") for _ in range(3))]


def test_small_cells_are_null_and_say_so(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    strand_id = loaded(cli, tmp_path, as_text(few()))
    for options in ([], ["--weight", "weight"]):
        found = shown(cli, strand_id, "--item", "A1", *options)
        cells = {one["value"]: one for one in found["rows"]}
        assert found["base"] == 73
        assert (cells["not_sure"]["n"], cells["not_sure"]["percent"]) == (None, None)
        assert cells["not_sure"]["suppressed"] is True
        others = [cells[one].get("suppressed", False) for one in ("smile", "frown")]
        assert any(others), "the third could be had by subtraction"


def test_what_is_hidden_unweighted_is_hidden_weighted(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    strand_id = loaded(cli, tmp_path, as_text([*few(), *(one | {"A1": "frown"} for one in few())]))
    asked = ["--item", "A1", "--by", "region"]
    plain = shown(cli, strand_id, *asked)
    weighted = shown(cli, strand_id, *asked, "--weight", "weight")
    assert hidden(plain) == hidden(weighted)
    assert hidden(plain)
    assert plain["base"] == weighted["base"]


def hidden(found: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (row["value"], name)
        for row in found["rows"]
        for name, cell in [("", row), *row["by"].items()]
        if cell["n"] is None
    }


def test_a_base_below_five_shows_nothing(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    strand_id = loaded(cli, tmp_path, as_text([line(A1="smile")] * 4))
    found = shown(cli, strand_id, "--item", "A1", "--weight", "weight")
    assert (found["base"], found["effective_base"]) == (None, None)
    assert all(row["n"] is None and row["suppressed"] for row in found["rows"])


def test_a_break_of_groups_that_are_too_small_is_null_group_by_group(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = [line(A1=one) for one in ("smile", "frown") for _ in range(20)] + [line(A1="frown", region="europe")] * 2
    strand_id = loaded(cli, tmp_path, as_text(lines))
    found = shown(cli, strand_id, "--item", "A1", "--by", "region")
    assert found["base"] == 42
    assert found["rows"][0]["by"]["europe"]["n"] is None
    assert found["rows"][0]["by"]["africa"]["suppressed"] is True


def test_a_matrix_is_given_row_by_row(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    strand_id = loaded(cli, tmp_path, as_text(random_lines(5, 300)))
    found = shown(cli, strand_id, "--item", "A3")
    assert [one["row"] for one in found["items"]] == ["here", "there"]
    assert found["items"][1]["rows"] == shown(cli, strand_id, "--item", "A3", "--row", "there")["rows"]


@pytest.mark.parametrize(("options", "said"), [
    (["--item", "B1"], "no figure of B1 among organisations: choose one of A1"),
    (["--item", "A1", "--weight", "w"], "no weight w was loaded with these answers: choose one of weight"),
    (["--item", "A3", "--row", "moon"], "choose one of here, there"),
    (["--item", "A1", "--by", "membership"], "nothing was loaded that says the membership"),
])  # fmt: skip
def test_what_is_not_there_is_refused_in_a_sentence(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, options: list[str], said: str
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(random_lines(6, 100)))
    done = cli.invoke(group, ["show", strand_id, *options, "--json"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_answers_given_here_have_no_weights(session: scoped_session[Session], cli: CliRunner) -> None:
    made = released_world(session())
    session.commit()
    done = cli.invoke(group, ["show", "--item", "F2", "--weight", "weight", "--", made.strands["A"]])
    assert done.exit_code == 2
    assert "no weights were loaded" in done.stderr
