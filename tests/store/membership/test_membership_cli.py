"""The register from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.membership.cli import group
from consult.membership.records import Coalition, Organisation
from consult.membership.rules.troubles import CoalitionRefused
from tests.unit.membership.registers import ORDINARY, A, B, as_csv, as_xlsx

CREATE = ["--create-coalition", f"A={A.name}", "--create-coalition", f"B={B.name}"]


@pytest.fixture
def run(cli: CliRunner) -> Callable[..., Result]:
    return lambda *arguments: cli.invoke(group, [str(one) for one in arguments])


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "members.csv"
    path.write_bytes(as_csv(ORDINARY, delimiter=";", charset="utf-8-sig"))
    return path


def stored(session: scoped_session[Session]) -> int:
    return session.scalar(select(func.count()).select_from(Organisation)) or 0


def test_a_register_is_imported_with_its_coalitions(run: Any, register: Path, session: scoped_session[Session]) -> None:
    done = run("import", register, *CREATE)
    assert done.exit_code == 0, done.output
    assert "Organisations: 4 created, 0 updated, 0 unchanged." in done.stdout
    assert "warning: members.csv:1: what stands above the headings was left out (rows 1–1)" in done.stderr
    assert stored(session) == 4
    assert run("import", register, *CREATE).exit_code == 0  # coalitions of the same name are no fault
    assert run("list").stdout.splitlines() == [f"A\t{A.name}\t3", f"B\t{B.name}\t3"]
    assert "Red Valdoriega\tMX\tamericas\tnational_coalition\tes" in run("list", "A").stdout


def test_a_workbook_is_imported_alike(run: Any, tmp_path: Path, session: scoped_session[Session]) -> None:
    path = tmp_path / "members.xlsx"
    path.write_bytes(as_xlsx(ORDINARY))
    assert run("import", path, *CREATE).exit_code == 0
    assert stored(session) == 4


def test_a_dry_run_writes_nothing(run: Any, register: Path, session: scoped_session[Session]) -> None:
    done = run("import", register, *CREATE, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["created"], report["memberships_added"], report["dry_run"]) == (4, 6, True)
    assert (stored(session), session.scalar(select(func.count()).select_from(Coalition))) == (0, 0)


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_faults_are_listed_by_row_and_nothing_is_imported(
    run: Any, tmp_path: Path, session: scoped_session[Session], option: list[str]
) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(
        as_csv(
            [
                ["Name", "Country", "Coalition"],
                ["Good", "Peru", "A"],
                ["Bad", "Frnace", "Z"],
                ["", "", ""],
                ["", "Chile", "A"],
            ]
        )
    )
    done = run("import", path, *CREATE, *option)
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"members.csv:3: no coalition is called “Z”, write one of these: A ({A.name}), B ({B.name})",
        "members.csv:3: no country is called “Frnace”, write “France” if that is meant, or its two-letter code",
        "members.csv:5: the name of the organisation is missing, write it, or delete the row",
    ]
    assert stored(session) == 0
    assert session.scalar(select(func.count()).select_from(Coalition)) == 0


def test_faults_can_be_read_by_a_machine(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(b"")
    done = run("import", path, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["faults"][0]["place"] == "members.csv"


def test_one_coalition_may_be_meant_for_every_row(run: Any, tmp_path: Path, session: scoped_session[Session]) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(as_csv([["Name", "Country"], ["Good", "Peru"]]))
    assert run("add-coalition", "A", A.name).exit_code == 0
    assert run("import", path).exit_code == 2
    assert "Known: A" in run("import", path, "--coalition", "X").stderr
    assert run("import", path, "--coalition", "A").exit_code == 0
    assert stored(session) == 1


def test_wrong_options_are_said(run: Any, register: Path) -> None:
    assert run("import", register, "--create-coalition", "A").exit_code == 2
    assert run("import", "nowhere.csv").exit_code == 2
    assert run("add-coalition", "A", A.name).exit_code == 0
    assert run("import", register, "--create-coalition", "A=Another").exit_code == 2
    assert "Known: A" in run("list", "B").stderr
    assert isinstance(run("add-coalition", "A", "Another").exception, CoalitionRefused)
    assert json.loads(run("list", "--json").stdout) == [{"mark": "A", "name": A.name, "members": 0}]


@pytest.mark.parametrize("demo_mode", [True, False], ids=["demonstration", "installation"])
def test_a_demonstration_marks_every_line_of_its_lists(run: Any, register: Path, demo_mode: bool) -> None:
    assert run("import", register, *CREATE).exit_code == 0
    for which in ([], ["A"]):
        rows = json.loads(run("list", *which, "--json").stdout)
        assert {row.get("fictitious", False) for row in rows} == {demo_mode}
        assert all(("fictitious" in line) is demo_mode for line in run("list", *which).stdout.splitlines())
