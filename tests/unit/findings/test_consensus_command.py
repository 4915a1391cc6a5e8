"""The consensus of a file of votes, from the command line: no database, no settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from consult.findings.cli import group

VOTES = """voter,statement,vote
u1,One house,1
u2,One house,1
u3,One house,1
u4,One house,-1
v1,One house,-1
v2,One house,1
u1,Two houses,1
v1,Two houses,1
w,Two houses,0
"""
GROUPS = "voter,group\nu1,u\nu2,u\nu3,u\nu4,u\nv1,v\nv2,v\nw,\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, content in (("votes.csv", VOTES), ("groups.csv", GROUPS)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return [str(tmp_path / "votes.csv"), str(tmp_path / "groups.csv")]


def test_statements_come_as_json_the_widest_consensus_first(files: list[str]) -> None:
    done = CliRunner().invoke(group, ["consensus", *files, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == [
        {"statement": "Two houses", "consensus": pytest.approx(4 / 9), "agree": 2, "votes": 3},
        {"statement": "One house", "consensus": pytest.approx(1 / 3), "agree": 4, "votes": 6},
    ]
    assert done.stderr == "1 voter is in no group: counted for plain agreement only.\n"


def test_they_are_printed_for_reading(files: list[str]) -> None:
    done = CliRunner().invoke(group, ["consensus", *files])
    assert done.stdout.splitlines() == [
        "consensus\tagree\tstatement",
        "0.444\t2 of 3\tTwo houses",
        "0.333\t4 of 6\tOne house",
    ]


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        (
            "votes.csv",
            "voter,statement,vote\nu1,One,2\nu1,One,1\nu1,One,-1\n,One,1\nu2,,0\nu2,One\nu3,One,yes\nu4,One,\n",
            [
                "votes.csv:2: “2” is no vote, write 1 (agree), 0 (pass) or -1 (disagree)",
                "votes.csv:4: this voter's vote on this statement is also in row 3, keep the one that counts",
                "votes.csv:5: the voter is missing, fill in every cell",
                "votes.csv:6: the statement is missing, fill in every cell",
                "votes.csv:7: the row does not have as many cells as the heading, write one cell for each column",
                "votes.csv:8: “yes” is no vote, write 1 (agree), 0 (pass) or -1 (disagree)",
                "votes.csv:9: “” is no vote, write 1 (agree), 0 (pass) or -1 (disagree)",
            ],
        ),
        ("votes.csv", "voter,statement,vote\n", ["votes.csv: no vote stands below the heading, write a row for each"]),
        ("votes.csv", "who,what,vote\nu,s,1\n", ["votes.csv:1: the heading does not name one column voter, begin the"]),
        ("votes.csv", "", ["votes.csv:1: the file is empty, write the heading voter,statement,vote and the rows"]),
        (
            "groups.csv",
            "voter,group\nu1,u\nu1,v\n,u\n",
            [
                "groups.csv:3: this voter's group is also in row 2, keep one row for each voter",
                "groups.csv:4: the voter is missing, fill it in, or delete the row",
            ],
        ),
        ("groups.csv", "voter,group\nu1,\n", ["groups.csv: nobody has a group, write a row for each voter"]),
    ],
)
def test_bad_rows_are_named_with_their_file_and_nothing_is_counted(
    files: list[str], tmp_path: Path, name: str, content: str, faults: list[str]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = CliRunner().invoke(group, ["consensus", *files, "--json"])
    assert (done.exit_code, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == len(faults), done.stderr
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(fault)


@pytest.mark.parametrize("content", [b"voter,group\nu,\xe9\n", b"voter,group\nu,\0\n", b'voter,group\n"u,1\n'])
def test_what_is_no_text_is_refused(files: list[str], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "groups.csv").write_bytes(content)
    done = CliRunner().invoke(group, ["consensus", *files])
    assert done.exit_code == 2
    assert done.stderr.startswith("groups.csv:")


def test_only_the_first_hundred_faults_are_said(files: list[str], tmp_path: Path) -> None:
    rows = "".join(f"u{row},s,9\n" for row in range(300))
    (tmp_path / "votes.csv").write_text(f"voter,statement,vote\n{rows}", encoding="utf-8")
    assert len(CliRunner().invoke(group, ["consensus", *files]).stderr.splitlines()) == 100


def test_the_help_gives_the_formula_and_what_becomes_of_odd_votes() -> None:
    said = " ".join(CliRunner().invoke(group, ["consensus", "--help"]).output.split())
    for words in ("(agrees + 1) / (seen + 2)", "Small and others 2021", "count for plain agreement", "are faults"):
        assert words in said
