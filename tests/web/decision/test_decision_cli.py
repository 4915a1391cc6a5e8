"""Counting a file of ballots, and reading a closed ballot, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from consult.cli import command
from consult.consultation.records import Consultation
from consult.decision.cli import group
from consult.decision.queries.voting import result
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_ballot import closed, opened, votes, voting_world

MEMBERS = ["--members", "A=300", "--members", "B=225"]
RULE = ["--threshold", "75", "--base", "ballots_cast", "--quorum", "50"]


def ballots(folder: Path, counts: dict[str, tuple[int, int, int]], heading: str = "coalition,choice") -> Path:
    rows = [heading]
    for mark, (yes, no, abstain) in counts.items():
        rows += [f"{mark},yes"] * yes + [f"{mark},No"] * no + [f"{mark},ABSTAIN"] * abstain
    file = folder / "ballots.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def demonstration(tmp_path: Path) -> Path:
    return ballots(tmp_path, {"A": (205, 20, 10), "B": (145, 30, 10)})


def test_the_command_is_there() -> None:
    assert group.name in command.commands


def test_the_demonstrations_ballot_is_counted(cli: CliRunner, demonstration: Path) -> None:
    done = cli.invoke(group, ["count", str(demonstration), *RULE, *MEMBERS])
    assert done.exit_code == 0, done.output
    for line in (
        "A\tyes 205, no 20, abstain 10",
        "A\tballots cast 235 of 300 members; quorum 150: reached",
        "A\tyes with abstentions out 91.1%, in 87.2%, of all members 68.3%",
        "B\tyes with abstentions out 82.9%, in 78.4%, of all members 64.4%",
        "B\tpassed",
        "passed\tyes",
    ):
        assert line in done.output


def test_the_count_as_json_is_exact(cli: CliRunner, demonstration: Path) -> None:
    done = cli.invoke(group, ["count", str(demonstration), *RULE, *MEMBERS, "--json"])
    found = json.loads(done.output)
    assert found["passed"] is True
    assert found["coalitions"]["A"]["abstentions_out"] == {"fraction": "41/45", "percent": 91.1}
    assert found["coalitions"]["B"]["quorum_needed"] == 113
    assert found["rule"] == {"rule": "majority", "base": "ballots_cast", "threshold": 75, "quorum": 50}


def test_a_missed_quorum_and_a_tie_are_said(cli: CliRunner, tmp_path: Path) -> None:
    file = ballots(tmp_path, {"A": (149, 0, 0), "B": (60, 60, 0)})
    done = cli.invoke(group, ["count", str(file), *RULE, *MEMBERS])
    assert "A\tquorum_missed" in done.output
    assert "B\ttied" in done.output
    assert "passed\tno" in done.output


def test_the_base_and_the_rule_can_be_chosen(cli: CliRunner, demonstration: Path) -> None:
    how = ["count", str(demonstration), "--threshold", "75", "--quorum", "50", *MEMBERS]
    assert "B\tthreshold_missed" in cli.invoke(group, [*how, "--base", "all_members"]).output
    assert "A\tpassed" in cli.invoke(group, [*how, "--base", "members_present"]).output
    present = [*how, "--base", "members_present", "--present", "A=290"]
    assert "A\tthreshold_missed" in cli.invoke(group, present).output
    assert "A\topposed" in cli.invoke(group, [*how, "--rule", "consensus"]).output


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("", ["ballots.csv:1: the file is empty, write the heading"]),
        ("who,what\nA,yes\n", ["ballots.csv:1: the heading does not name one column coalition, begin the file with"]),
        (
            "coalition,choice\nA,yes\nC,yes\nA,maybe\nA\n\nB,no\n",
            [
                "ballots.csv:3: “C” is no coalition of this ballot, write one of A, B",
                "ballots.csv:4: “maybe” is no choice, write yes, no or abstain",
                "ballots.csv:5: the row does not have as many cells as the heading, write one cell for each column",
            ],
        ),
        ('coalition,choice\nA,"yes\n', ["ballots.csv:2: the row cannot be divided into cells, look for stray"]),
        ("coalition;choice\nA;nein\n", ["ballots.csv:2: “nein” is no choice, write yes, no or abstain"]),
    ],
)
def test_faults_are_said_row_by_row_and_nothing_is_counted(
    cli: CliRunner, tmp_path: Path, content: str, faults: list[str]
) -> None:
    file = tmp_path / "ballots.csv"
    file.write_text(content, encoding="utf-8")
    done = cli.invoke(group, ["count", str(file), *RULE, *MEMBERS])
    assert done.exit_code == 2
    lines = done.output.strip().splitlines()
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(fault)


@pytest.mark.parametrize(
    "content", [b"\xff\xfecoalition", b"coalition,choice\nA,\xe9\n", b"coalition,choice\nA,yes\0\n"]
)
def test_a_file_that_is_no_text_is_refused(cli: CliRunner, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ballots.csv"
    file.write_bytes(content)
    done = cli.invoke(group, ["count", str(file), *RULE, *MEMBERS])
    assert done.exit_code == 2
    assert done.output.startswith("ballots.csv:")


def test_more_papers_than_members_are_refused(cli: CliRunner, tmp_path: Path) -> None:
    file = ballots(tmp_path, {"A": (301, 0, 0)})
    done = cli.invoke(group, ["count", str(file), *RULE, *MEMBERS])
    assert done.exit_code == 2
    assert "A has 301 ballots and 300 members" in done.output


@pytest.mark.parametrize(
    "wrong",
    [
        ["--members", "A"],
        ["--members", "A=many"],
        ["--members", "A=1", "--members", "A=2"],
        [*MEMBERS, "--present", "C=5"],
        [*MEMBERS, "--present", "A=5"],
        [*MEMBERS, "--threshold", "0"],
        [*MEMBERS, "--rule", "designated_leads"],
    ],
)
def test_options_that_cannot_be_are_refused(cli: CliRunner, demonstration: Path, wrong: list[str]) -> None:
    done = cli.invoke(group, ["count", str(demonstration), *RULE, *wrong])
    assert done.exit_code == 2
    assert "Error" in done.output


def test_a_ballot_is_shown_once_it_is_closed_and_not_before(cli: CliRunner, session: Session) -> None:
    made = voting_world(session)
    session.get_one(Consultation, made.consultation_id).fictitious = True
    opened(session, made)
    votes(session, made, "A", yes=6, no=1, abstain=1)
    votes(session, made, "B", yes=4)
    session.commit()
    for options in ([], ["--json"]):
        done = cli.invoke(group, ["ballot", made.ballot_id, *options])
        assert isinstance(done.exception, NotAllowedNow)
        assert "not closed" in str(done.exception)
        assert "6" not in done.output
    closed(session, made)
    session.commit()
    done = cli.invoke(group, ["ballot", made.ballot_id])
    assert "A\tyes 6, no 1, abstain 1" in done.output
    assert "passed\tyes" in done.output
    counted = result(session, made.ballot_id)
    assert counted is not None
    found = json.loads(cli.invoke(group, ["ballot", made.ballot_id, "--json"]).stdout)
    assert found["papers_sha256"] == counted.papers_hash
    assert found["fictitious"] is True
    assert isinstance(cli.invoke(group, ["ballot", "nothing"]).exception, NotFound)
