"""The same from the command line."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy.orm import Session

from consult.collection.cli import group
from consult.collection.queries import coverage_counts
from consult.collection.rules import Disposition
from consult.consultation.records import Consultation
from consult.shared.errors import NotFound
from tests.builders import World
from tests.builders_collection import submitted


def test_status_counts_organisations_and_people_apart(session: Session, made: World, cli: CliRunner) -> None:
    submitted(session, made)
    session.commit()
    done = cli.invoke(group, ["status", made.strands["A"]])
    assert done.exit_code == 0
    assert "answered\t1\n" in done.output
    assert "individuals\t0\n" in done.output


def test_inviting_writes_links_that_only_the_caller_can_read(
    session: Session, made: World, cli: CliRunner, tmp_path: Path
) -> None:
    out = tmp_path / "links.csv"
    done = cli.invoke(group, ["invite", made.strands["A"], "--out", str(out)])
    assert done.exit_code == 0
    assert out.read_text(encoding="utf-8").count("/i/") == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert coverage_counts(session, made.strands["A"])[Disposition.INVITED] == 3


def test_the_file_of_a_fictitious_consultation_says_so_in_every_line(
    session: Session, made: World, cli: CliRunner, tmp_path: Path
) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    out = tmp_path / "links.csv"
    done = cli.invoke(group, ["invite", made.strands["A"], "--out", str(out)])
    assert "fictitious" in done.stderr
    with out.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["fictitious"] for row in rows] == ["fictitious"] * 3


def test_an_unknown_strand_is_refused(made: World, cli: CliRunner) -> None:
    done = cli.invoke(group, ["status", "nothing"])
    assert isinstance(done.exception, NotFound)
