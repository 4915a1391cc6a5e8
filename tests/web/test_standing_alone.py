"""Commands that read files only run without an installation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FILES = {
    "labels.csv": "A,B\n1,1\n2,1\n2,2\n",
    "spans.csv": "coder,code,start,length\nA,x,0,5\nB,x,0,4\n",
    "ballots.csv": "count,ballot\n3,A>B\n2,B>A\n",
    "votes.csv": "voter,statement,vote\n1,s,1\n2,s,-1\n",
    "groups.csv": "voter,group\n1,a\n2,b\n",
}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, marks=pytest.mark.whole if late else (), id=" ".join(words[:2]))
        for late, words in enumerate(
            [
                ["reliability", "alpha", "labels.csv", "--json"],
                ["reliability", "unitize", "spans.csv", "--continuum", "0:10", "--json"],
                ["decision", "count", "ballots.csv", "--blanks", "none", "--json"],
                ["findings", "consensus", "votes.csv", "groups.csv", "--json"],
            ]
        )
    ],
)
def test_it_needs_no_settings_and_leaves_nothing(tmp_path: Path, words: list[str]) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "consult"), *words],
        cwd=tmp_path,
        env={"PATH": "", "DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout[0] in "[{"
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)


def consult(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "consult"), *words]
    return subprocess.run(command, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, check=False)


@pytest.mark.whole
def test_the_first_command_makes_the_tables_of_an_empty_database(tmp_path: Path) -> None:
    first, second = consult(tmp_path, "consultation", "list", "--json"), consult(tmp_path, "consultation", "list")
    assert (first.returncode, first.stdout) == (0, "[]\n")
    assert "The database was empty: its tables are made now." in first.stderr
    assert second.stderr == ""


@pytest.mark.whole
def test_a_database_that_waits_for_a_migration_is_not_touched(tmp_path: Path) -> None:
    assert consult(tmp_path, "db", "upgrade", "0001").returncode == 0
    refused = consult(tmp_path, "consultation", "list")
    assert refused.returncode == 2
    assert "the database is at 0001" in refused.stderr
    assert "run `consult db upgrade`" in refused.stderr
