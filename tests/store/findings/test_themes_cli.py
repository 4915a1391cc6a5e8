"""The command line prints the themes the pages show, and hides what they hide."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.consultation.records import Consultation
from consult.findings.cli import group
from consult.findings.queries import strand_findings
from tests.builders import World
from tests.builders_findings import released_world
from tests.builders_themes import HIDDEN, NAMES, RAISED, with_themes


@pytest.fixture
def made(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> World:
    world = released_world(session())
    session.commit()
    monkeypatch.setattr(
        "consult.findings.cli.strand_findings", lambda opened, one: with_themes(strand_findings(opened, one))
    )
    return world


def test_shown_counts_are_printed_and_hidden_ones_are_null(made: World, cli: CliRunner) -> None:
    done = cli.invoke(group, ["themes", "--json", "--", made.strands["A"]])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.output)
    rows = {line["value"]: line for line in printed["rows"]}
    assert (printed["unit"], printed["base"], set(rows)) == ("organisation", 42, set(NAMES))
    assert {code: rows[code]["n"] for code in RAISED if code not in HIDDEN} == {
        code: count for code, count in RAISED.items() if code not in HIDDEN
    }
    for code in (*HIDDEN, "STR-TRUST"):
        assert rows[code] == {"value": code, "n": None, "percent": None, "base": 42, "suppressed": True}


def test_a_break_and_the_other_unit_are_counts_of_their_own(made: World, cli: CliRunner) -> None:
    done = cli.invoke(group, ["themes", "--by", "region", "--json", "--", made.strands["A"]])
    line = json.loads(done.output)["rows"][list(NAMES).index("RES-MONEY")]
    assert set(line["by"]) == {"africa", "americas", "europe"}
    alone = cli.invoke(group, ["themes", "--unit", "individual", "--", made.strands["A"]])
    assert "base\t26" in alone.output
    assert "RES-JOBS\t11" in alone.output
    assert "RES-MONEY\tfewer than 5" in alone.output


def test_what_there_is_not_is_refused(made: World, cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    done = cli.invoke(group, ["themes", "--unit", "individual", "--by", "region", "--", made.strands["A"]])
    assert done.exit_code == 2
    assert "not broken down by region among individuals" in done.output
    monkeypatch.setattr("consult.findings.cli.strand_findings", lambda s, i: replace(strand_findings(s, i), figures={}))
    done = cli.invoke(group, ["themes", "--", made.strands["A"]])
    assert done.exit_code == 2
    assert "nothing that organisations of this strand said has been coded" in done.output


@pytest.mark.parametrize("as_json", [True, False])
def test_figures_of_the_demonstration_say_so(
    made: World, cli: CliRunner, session: scoped_session[Session], as_json: bool
) -> None:
    session.get_one(Consultation, made.consultation_id).fictitious = True
    session.commit()
    done = cli.invoke(group, ["themes", *(["--json"] if as_json else []), "--", made.strands["A"]])
    assert "ictitious" in done.output
