"""`consult reliability alpha FILE`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consult.reliability.cli import group
from consult.reliability.labels import REASONS
from consult.reliability.rules import NotComputable

Run = Callable[..., Result]
FOUR = """unit,A,B,C,D
1,1,1,,1
2,2,2,3,2
3,3,3,3,3
4,3,3,3,3
5,2,2,2,2
6,1,2,3,4
7,4,4,4,4
8,1,1,2,1
9,2,2,2,2
10,,5,5,5
11,,,1,1
12,,3,,
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def of(content: str | bytes, *options: str) -> Result:
        path = tmp_path / "labels.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(group, ["alpha", str(path), *options])

    return of


def test_alpha_and_percent_are_printed(run: Run) -> None:
    done = run(FOUR)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Krippendorff’s alpha (nominal): 0.743",
        "Cohen’s kappa, mean of every two coders: 0.700",
        "Percent agreement: 80.0%",
        "Units with two labels or more: 11 of 12; pairs of labels: 55; coders: 4",
    ]


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_level_is_chosen(run: Run, level: str, published: float) -> None:
    """Krippendorff 2011, example C: two units of three labels, eight of four, one of two: 2 * 3 + 8 * 6 + 1."""
    found = json.loads(run(FOUR, "--level", level, "--json").stdout)
    assert list(found) == ["alpha", "units", "pairs", "reason"]
    assert round(found["alpha"], 3) == published
    assert (found["units"], found["pairs"], found["reason"]) == (11, 55, None)


@pytest.mark.parametrize(
    ("content", "reason", "units"),
    [
        ("unit,A,B\n1,x,\n2,,x\n", NotComputable.NO_OVERLAP, 0),
        ("unit,A,B\n1,x,x\n2,x,x\n", NotComputable.NO_VARIATION, 2),
        ("unit,A,B\n1,x,y\n2,x,\n", NotComputable.TOO_FEW_UNITS, 1),
    ],
)
def test_what_cannot_be_computed_is_said_and_why(run: Run, content: str, reason: NotComputable, units: int) -> None:
    done = run(content)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == f"Krippendorff’s alpha (nominal): {REASONS[reason]}"
    assert str(REASONS[reason]).startswith("not computable, because ")
    found = json.loads(run(content, "--json").stdout)
    assert found == {"alpha": None, "units": units, "pairs": units, "reason": str(REASONS[reason])}


@pytest.mark.parametrize("heading", ["", "unit", "ID", "Item", "case", "SEGMENT", "Text", "document", "name"])
def test_a_first_column_with_a_name_for_units_is_no_coder(run: Run, heading: str) -> None:
    found = json.loads(run(f"{heading},A,B\n1,a,a\n2,a,b\n3,b,b\n", "--json").stdout)
    assert found["alpha"] == pytest.approx(4 / 9)
    assert (found["units"], found["pairs"]) == (3, 3)


def test_any_other_first_column_is_a_coder(run: Run) -> None:
    found = json.loads(run("Ana,Ben\na,a\na,b\nb,b\n", "--json").stdout)
    assert found["alpha"] == pytest.approx(4 / 9)
    assert json.loads(run("coder1,coder2,coder3\na,a,a\nb,b,b\n", "--json").stdout)["pairs"] == 6


def test_texts_may_repeat_where_they_are_what_units_are_called(run: Run) -> None:
    assert json.loads(run("text,A,B\nYes.,a,a\nYes.,b,b\n", "--json").stdout)["units"] == 2


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_quoted_cells_hold_dividers_and_lines(run: Run, divider: str) -> None:
    rows = [['"Smith, Ann; one"', '"Jones, B"'], ['"a\nb"', '"a\nb"'], ['"say ""x"""', "b"], ["b", "b"]]
    content = "".join(divider.join(row) + "\r\n" for row in rows)
    found = json.loads(run("\ufeff" + content, "--json").stdout)
    assert (found["units"], found["pairs"]) == (3, 3)


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(NotComputable)


def test_semicolons_marks_and_other_scripts_are_read(run: Run) -> None:
    done = run("\ufeffZoé;مريم\n\ncafe\u0301;café\n non ;non\n".encode(), "--json")
    found = json.loads(done.stdout)
    assert (found["alpha"], found["units"]) == (1, 2)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("", ["labels.csv:1: the file is empty, write a heading and the rows below"]),
        (
            "unit,A\n1,x\n",
            ["labels.csv:1: the heading names fewer than two coders, give each coder a column"],
        ),
        ("unit,A,B\n", ["labels.csv:1: no unit stands below the heading, write a row for each unit"]),
        (
            "unit,A,,A\n1,x,x,x\n",
            [
                "labels.csv:1: a coder has no name, write it in the heading, or delete the column",
                "labels.csv:1: two coders are called “A”, give them different names",
            ],
        ),
        (
            "unit,A,B\n1,x\n2,x,y,z\n\n,x,y\n1,x,y\n1,y,y\n",
            [
                "labels.csv:2: the row has 2 cells and the heading 3, leave a cell empty where nothing belongs in it",
                "labels.csv:3: the row has 4 cells and the heading 3, leave a cell empty where nothing belongs in it",
                "labels.csv:5: the unit has no name, write it in the first column",
                "labels.csv:7: the unit “1” is also in row 6, keep one row for each unit",
            ],
        ),
        (b"unit,A,B\n1,x,\xe9\n", ["labels.csv:2: the letters are not UTF-8, save the file as CSV in UTF-8"]),
        (b"PK\0\0", ["labels.csv:1: the file is not CSV in UTF-8, save it as CSV in UTF-8"]),
        (
            'unit,A,B\n1,"a\nb",b\n2,"x,y\n',
            ["labels.csv:4: the row cannot be divided into cells, look for stray quotation marks"],
        ),
        (b"x" * (10 * 1024 * 1024 + 1), ["labels.csv:1: the file is larger than 10 MB, divide it"]),
    ],
)
def test_faults_are_said_one_a_line_with_what_to_do(run: Run, content: str | bytes, faults: list[str]) -> None:
    done = run(content)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == faults


@pytest.mark.parametrize(
    ("level", "cell", "fault"),
    [
        ("ordinal", "high", "“high” is not a number, write one such as 3 or 2.5, or take the level nominal"),
        ("interval", "nan", "“nan” is not a number, write one such as 3 or 2.5, or take the level nominal"),
        ("ratio", "-1", "“-1” lies below nought, take the level interval if it is meant"),
    ],
)
def test_labels_without_a_distance_are_said(run: Run, level: str, cell: str, fault: str) -> None:
    done = run(f"unit,A,B\n1,1,{cell}\n", "--level", level)
    assert (done.exit_code, done.stderr) == (2, f"labels.csv:2: {fault}\n")
    assert run(f"unit,A,B\n1,1,{cell}\n").exit_code == 0


def test_long_cells_are_cut(run: Run) -> None:
    done = run(f"unit,A,B\n1,1,{'x' * 500}\n", "--level", "ordinal")
    assert len(done.stderr) < 200


def test_a_file_that_is_not_there_and_an_unknown_level_are_refused(run: Run) -> None:
    assert CliRunner().invoke(group, ["alpha", "nowhere.csv"]).exit_code == 2
    assert run(FOUR, "--level", "sets").exit_code == 2
    assert run(FOUR, "--metric", "nominal").exit_code == 2
