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
        ["reliability", "alpha", "labels.csv", "--json"],
        ["reliability", "unitize", "spans.csv", "--continuum", "0:10", "--json"],
        ["decision", "count", "ballots.csv", "--blanks", "none", "--json"],
        ["findings", "consensus", "votes.csv", "groups.csv", "--json"],
    ],
    ids=lambda words: " ".join(words[:2]),
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
