"""The command line prints what the pages show, and hides what they hide."""

from __future__ import annotations

import json

from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.findings.cli import group
from tests.builders_findings import TOTALS, released_world


def test_an_item_is_printed_as_json(session: scoped_session[Session], cli: CliRunner) -> None:
    made = released_world(session())
    session.commit()
    done = cli.invoke(group, ["show", "--item", "F2", "--row", "joint_house", "--json", "--", made.strands["A"]])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.output)
    row = next(line for line in printed["rows"] if line["value"] == "could_live_with")
    assert printed["base"] == TOTALS["A"]["answered"]
    assert (row["n"], row["percent"]) == (TOTALS["A"]["joint"], round(100 * 24 / 42, 1))


def test_hidden_counts_are_null_and_say_so(session: scoped_session[Session], cli: CliRunner) -> None:
    made = released_world(session())
    session.commit()
    done = cli.invoke(
        group, ["show", "--item", "F6.conditions", "--row", "joint_house", "--json", "--", made.strands["A"]]
    )
    row = next(line for line in json.loads(done.output)["rows"] if line["value"] == "safety")
    assert row["n"] is None
    assert row["suppressed"] is True


def test_a_break_holds_every_published_group(session: scoped_session[Session], cli: CliRunner) -> None:
    made = released_world(session())
    session.commit()
    options = ["--item", "F2", "--row", "joint_house", "--by", "region", "--json"]
    done = cli.invoke(group, ["show", *options, "--", made.strands["A"]])
    by = json.loads(done.output)["rows"][0]["by"]
    assert {name: cell["n"] for name, cell in by.items()} == {"africa": 8, "americas": 6, "europe": 10}


def test_an_item_without_figures_is_refused_with_those_there_are(
    session: scoped_session[Session], cli: CliRunner
) -> None:
    made = released_world(session())
    session.commit()
    done = cli.invoke(group, ["show", "--item", "J2.risk", "--", made.strands["A"]])
    assert done.exit_code == 2
    assert "G1.who" in done.output
