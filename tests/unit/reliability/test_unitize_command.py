"""`consult reliability unitize FILE --continuum START:LENGTH`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consult.reliability.cli import group

Run = Callable[..., Result]
BOOK = """coder,code,start,length
i,c,225,70
i,c,370,30
j,c,220,80
j,c,355,20
j,c,400,20
i,k,180,60
j,k,180,60
i,k,300,50
j,k,300,50
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def of(content: str | bytes, *options: str, continuum: str = "150:300") -> Result:
        path = tmp_path / "spans.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(group, ["unitize", str(path), "--continuum", continuum, *options])

    return of


def test_the_published_example_is_printed(run: Run) -> None:
    """Krippendorff 2004, page 254."""
    done = run(BOOK)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Krippendorff’s unitizing alpha: 0.859",
        "  c: 0.729",
        "  k: 1.000",
        "Spans: 9; coders: 2",
    ]


def test_the_published_example_as_json(run: Run) -> None:
    found = json.loads(run(BOOK, "--json").stdout)
    assert list(found) == ["alpha", "codes"]
    assert found == {
        "alpha": pytest.approx(0.8587, abs=5e-5),
        "codes": {"c": pytest.approx(0.7286, abs=5e-5), "k": 1},
    }


def test_columns_may_stand_in_any_order_and_others_beside_them(run: Run) -> None:
    rows = [line.split(",") for line in BOOK.splitlines()]
    turned = "\ufeff" + "".join(f'{row[3]};"{row[1]}";note;{row[2]};{row[0].title()}\r\n' for row in rows)
    assert run(turned, "--json").stdout == run(BOOK, "--json").stdout


def test_who_marked_nothing_counts(run: Run) -> None:
    found = json.loads(run(BOOK + "l,,,\n", "--json").stdout)
    assert found["alpha"] < json.loads(run(BOOK, "--json").stdout)["alpha"]


@pytest.mark.parametrize(
    ("content", "codes", "words"),
    [
        ("coder,code,start,length\ni,c,150,3\n", {"c": None}, "only one coder has read it"),
        ("coder,code,start,length\ni,,,\nj,,,\n", {}, "nobody marked anything"),
    ],
)
def test_what_cannot_be_computed_is_said(run: Run, content: str, codes: dict[str, None], words: str) -> None:
    done = run(content, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"alpha": None, "codes": codes})
    assert done.stderr == f"not computable, because {words}\n"
    assert words in run(content).stdout


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["i,c,149,3"], ["2: the span 149 to 152 leaves the continuum 150 to 450"]),
        (["i,c,150,3", "j,c,449,2"], ["3: the span 449 to 451 leaves the continuum 150 to 450"]),
        (["i,c,160,9", "i,c,150,11"], ["2: the span overlaps the one of the same coder and code in row 3"]),
        (["i,c,150,3", "i,c,150,3"], ["3: the span overlaps the one of the same coder and code in row 2"]),
        (["i,c,1.5,3"], ["2: the start “1.5” is not a whole number"]),
        (["i,c,150,"], ["2: the length “” is not a whole number"]),
        (["i,c,150,0"], ["2: the length “0” is less than 1"]),
        (["i,c,150,-4"], ["2: the length “-4” is less than 1"]),
        (["i,c,²,3"], ["2: the start “²” is not a whole number"]),
        (["i,c,99999999999999999999,3"], ["2: the start “99999999999999999999” is not a whole number"]),
        ([",c,150,3", "i,,150,3"], ["2: the span has no coder", "3: the span has no code"]),
        (["i,c,150"], ["2: the row has 3 cells and the heading 4"]),
        ([], ["1: no span stands below the heading"]),
    ],
)
def test_faults_name_their_row(run: Run, rows: list[str], faults: list[str]) -> None:
    done = run("\n".join(["coder,code,start,length", *rows]), "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert [line.split(", ")[0] for line in done.stderr.splitlines()] == [f"spans.csv:{fault}" for fault in faults]


def test_spans_of_other_codes_and_coders_may_overlap_and_others_touch(run: Run) -> None:
    assert run("coder,code,start,length\ni,c,150,9\ni,k,150,9\nj,c,151,9\ni,c,159,9\n").exit_code == 0


@pytest.mark.parametrize("heading", ["coder,code,start", "coder,code,start,length,start"])
def test_columns_that_are_missing_or_stand_twice_are_said(run: Run, heading: str) -> None:
    done = run(heading + "\n" + ",".join("1" for _ in heading.split(",")))
    assert done.exit_code == 2
    assert done.stderr.startswith("spans.csv:1: the heading has ")


@pytest.mark.parametrize("continuum", ["", "150", "150:0", "-1:20", "a:b", "1:2:3", "0:1.5"])
def test_a_continuum_is_two_whole_numbers(run: Run, continuum: str) -> None:
    done = run(BOOK, continuum=continuum)
    assert done.exit_code == 2
    assert "is not START:LENGTH" in done.stderr
