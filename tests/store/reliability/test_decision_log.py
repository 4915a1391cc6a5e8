"""The log of decisions from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.coding.rules.adjudicating import Verdict
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.reliability.cli import group
from consult.shared.errors import NotAllowedNow
from tests.builders import world
from tests.store.coding.test_adjudicating_store import Table


def decided(session: Session) -> Table:
    table = Table(session, world(session)).finished()
    table.decide("TERM-COND", Verdict.SECOND, reason="=It is said «in writing».")
    return table


def test_the_log_is_a_row_for_each_decision_and_each_open_disagreement(
    session: scoped_session[Session], tmp_path: Path
) -> None:
    table = decided(session())
    for one in session.query(Strand):
        one.state = StrandState.RELEASED
    session.commit()
    out = tmp_path / "log.csv"
    done = CliRunner().invoke(group, ["log", table.strand.id, str(out)])
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(one["document"], one["turn"], one["code"], one["decision"]) for one in rows] == [
        ("T9", "2", "RES-MONEY", "open"),
        ("T9", "2", "TERM-COND", "second"),
    ]
    assert rows[1]["reason"] == "'=It is said «in writing»."
    assert rows[1]["by"] == "Lea"


def test_the_log_waits_for_the_release(session: scoped_session[Session], tmp_path: Path) -> None:
    table = decided(session())
    session.commit()
    done = CliRunner().invoke(group, ["log", table.strand.id, str(tmp_path / "log.csv")])
    assert isinstance(done.exception, NotAllowedNow)
    assert not (tmp_path / "log.csv").exists()


def test_a_strand_that_is_none_is_said_in_one_sentence(session: scoped_session[Session], tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["log", "nothing", str(tmp_path / "log.csv")])
    assert done.exit_code == 2
    assert "there is no strand nothing" in done.stderr
