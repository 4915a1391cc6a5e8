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


def ranked(folder: Path, content: str) -> str:
    file = folder / "ranked.csv"
    file.write_text(content, encoding="utf-8")
    return str(file)


TENNESSEE = """count,ballot
42,Memphis>Nashville>Chattanooga>Knoxville
26,Nashville>Chattanooga>Knoxville>Memphis
15,Chattanooga>Knoxville>Nashville>Memphis
17,Knoxville>Chattanooga>Nashville>Memphis
"""


def test_ranked_ballots_are_counted_by_every_rule(cli: CliRunner, tmp_path: Path) -> None:
    done = cli.invoke(group, ["count", ranked(tmp_path, TENNESSEE), "--blanks", "last", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert list(found) == ["pairwise", "condorcet", "schulze", "irv", "borda", "plurality", "agree"]
    assert found["pairwise"]["Nashville"] == {"Chattanooga": 68, "Knoxville": 68, "Memphis": 58}
    assert (found["condorcet"], found["schulze"], found["irv"]["winner"]) == ("Nashville", ["Nashville"], "Knoxville")
    assert [one["eliminated"] for one in found["irv"]["rounds"]] == [["Chattanooga"], ["Nashville"], []]
    assert found["borda"] == {"Chattanooga": 173, "Knoxville": 107, "Memphis": 126, "Nashville": 194}
    assert found["plurality"] == {"Chattanooga": 15, "Knoxville": 17, "Memphis": 42, "Nashville": 26}
    assert found["agree"] is False


def test_ranked_ballots_are_printed_as_tables_with_a_banner(cli: CliRunner, tmp_path: Path) -> None:
    done = cli.invoke(group, ["count", ranked(tmp_path, TENNESSEE), "--blanks", "last"])
    for line in (
        "100 papers, 0 of them blank; options left out share the last place",
        "Nashville             68         68       58          -",
        "Round 1: Chattanooga goes",
        "Condorcet\tNashville",
        "plurality\tMemphis",
    ):
        assert line in done.output.splitlines()
    assert done.output.splitlines()[-1] == "The rules disagree"
    alike = cli.invoke(group, ["count", ranked(tmp_path, "count,ballot\n2,A>B\n1,B=A\n"), "--blanks", "last"])
    assert alike.output.splitlines()[-1] == "All rules agree: A"
    cycle = "count,ballot\n3,A>B>C\n3,B>C>A\n1,C>A>B\n1,A>C>B\n"
    done = cli.invoke(group, ["count", ranked(tmp_path, cycle), "--blanks", "last"])
    assert done.output.splitlines()[-1].startswith("All rules agree: A")


def test_equal_ranks_blanks_and_blank_papers_are_read(cli: CliRunner, tmp_path: Path) -> None:
    file = ranked(tmp_path, "ballot;count\nA = B > C;3\nC;2\n;1\nB=A>C;1\n")
    last, none = (
        json.loads(cli.invoke(group, ["count", file, "--blanks", blanks, "--json"]).output)
        for blanks in ("last", "none")
    )
    assert last["pairwise"] == {"A": {"B": 0, "C": 4}, "B": {"A": 0, "C": 4}, "C": {"A": 2, "B": 2}}
    assert none["pairwise"] == {"A": {"B": 0, "C": 4}, "B": {"A": 0, "C": 4}, "C": {"A": 0, "B": 0}}
    first = last["irv"]["rounds"][0]
    assert first["votes"] == pytest.approx({"A": 7 / 3, "B": 7 / 3, "C": 7 / 3})
    assert (last["irv"]["winner"], first["eliminated"], first["tied"]) == (None, [], ["A", "B", "C"])
    assert none["irv"]["rounds"][0]["exhausted"] == 1


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            "count,ballot\nx,A>B\n1,A>A\n1,A>>B\n-2,B\n1,a\n",
            [
                "ranked.csv:2: “x” is no number of papers, write",
                "ranked.csv:3: “A” is ranked twice, name each option once",
                "ranked.csv:4: an option has no name in “A>>B”, write a ballot like A>B=C",
                "ranked.csv:5: “-2” is no number of papers, write",
                "ranked.csv:6: “a” and “A” differ by capital letters only, write one",
            ],
        ),
        ("count,ballot\n1,A>b\n2,B>A\n", ["ranked.csv:3: “B” and “b” differ by capital letters only, write one"]),
        ("count,ballot\n1,A>B,C\n", ["ranked.csv:2: the row does not have as many cells as the heading, write"]),
        ("count,ballots\n1,A>B\n", ["ranked.csv:1: the heading does not name one column ballot, begin the file with"]),
        ("count,ballot,choice\n1,A,yes\n", ["ranked.csv: the heading names columns of ranked ballots and of papers"]),
        ("name,vote\nA,1\n", ["ranked.csv:1: the heading does not name one column coalition, begin the file with"]),
        ('count,ballot\n1,"A>B\n', ["ranked.csv:2: the row cannot be divided into cells, look for stray"]),
        ("", ["ranked.csv:1: the file is empty, write the heading"]),
    ],
)
def test_faults_of_ranked_ballots_are_said_row_by_row(
    cli: CliRunner, tmp_path: Path, content: str, faults: list[str]
) -> None:
    done = cli.invoke(group, ["count", ranked(tmp_path, content), "--blanks", "last"])
    assert done.exit_code == 2
    lines = done.output.strip().splitlines()
    assert len(lines) == len(faults), done.output
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(fault)


def test_too_many_options_are_refused(cli: CliRunner, tmp_path: Path) -> None:
    done = cli.invoke(
        group, ["count", ranked(tmp_path, "count,ballot\n1," + ">".join(map(str, range(101)))), "--blanks", "none"]
    )
    assert done.output.startswith("ranked.csv: there are 101 options, rank no more than 100")


@pytest.mark.parametrize(
    "option", [RULE[:2], RULE[2:4], RULE[4:], MEMBERS[:2], ["--present", "A=1"], ["--rule", "consensus"]]
)
def test_options_of_the_other_kind_are_refused(
    cli: CliRunner, tmp_path: Path, demonstration: Path, option: list[str]
) -> None:
    done = cli.invoke(group, ["count", ranked(tmp_path, TENNESSEE), "--blanks", "last", *option])
    assert done.exit_code == 2
    assert f"holds ranked ballots: leave out {option[0]}" in done.output
    done = cli.invoke(group, ["count", str(demonstration), *RULE, *MEMBERS, "--blanks", "none"])
    assert done.exit_code == 2
    assert "holds papers that say yes or no: leave out --blanks" in done.output


def test_what_a_kind_needs_is_asked_for(cli: CliRunner, tmp_path: Path, demonstration: Path) -> None:
    assert "add --blanks last or none" in cli.invoke(group, ["count", ranked(tmp_path, TENNESSEE)]).output
    done = cli.invoke(group, ["count", str(demonstration), "--quorum", "50"])
    assert "add --threshold, --members" in done.output


def test_the_help_says_how_equal_ranks_and_blanks_count(cli: CliRunner) -> None:
    said = " ".join(cli.invoke(group, ["count", "--help"]).output.split())
    for words in ("share its last place", "compared with nobody", "equal fractions", "Ties are reported and never"):
        assert words in said


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
