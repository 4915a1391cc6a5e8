"""The command line does what the pages do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from consult.consultation.cli import group
from consult.consultation.queries import consultations
from consult.consultation.records import Consultation
from consult.consultation.rules import Mode
from consult.membership.records import Coalition
from tests.builders import world

MANDATE = """
title: {en: The future}
question: {en: "What should become of us?"}
already_discussed: {en: Sharing staff.}
still_open: {en: Everything else.}
criteria: [{en: Members stay heard}]
languages: [en]
opens_on: 2026-03-02
closes_on: 2026-04-13
withdraw_until: 2026-04-27
decision_threshold: 66
"""


def test_a_mandate_file_makes_a_consultation_with_a_strand_each(
    session: Session, cli: CliRunner, tmp_path: Path
) -> None:
    world(session)
    session.add(Coalition(mark="C", name="Coalition C", agreement="None yet"))
    session.commit()
    file = tmp_path / "mandate.yaml"
    file.write_text(f"{MANDATE}individual_mode: anonymous\n")
    done = cli.invoke(group, ["create", str(file)])
    assert done.exit_code == 0, done.output
    assert "no strand for C: it has no members" in done.stderr
    made = next(view for view in consultations(session) if view.id == done.stdout.split()[-1])
    assert [strand.mark for strand in made.strands] == ["A", "B"]
    assert made.decision_threshold == 66
    assert (made.mode, made.individual_mode) == (Mode.CONFIDENTIAL, Mode.ANONYMOUS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("opens_on: soon", "opens_on: not a date"),
        ("title: ", "title: missing"),
        ("decision_base: everybody", "decision_base: unknown"),
        ("mode: anonymous", "mode: unknown, write one of attributed, confidential"),
        ("individual_mode: open", "individual_mode: unknown"),
        ("question: {en: What?}", "1: not a YAML mapping"),
    ],
)
def test_a_faulty_mandate_file_is_refused_line_by_line(
    session: Session, cli: CliRunner, tmp_path: Path, change: str, said: str
) -> None:
    file = tmp_path / "mandate.yaml"
    file.write_text(f"{MANDATE}{change}\n")
    done = cli.invoke(group, ["create", str(file)])
    assert done.exit_code == 2
    assert f"mandate.yaml:{said}" in done.stderr
    assert consultations(session) == ()


def test_the_list_names_every_strand(session: Session, cli: CliRunner) -> None:
    made = world(session)
    done = cli.invoke(group, ["list", "--json"])
    (found,) = json.loads(done.stdout)
    assert {strand["id"] for strand in found["strands"]} == set(made.strands.values())


@pytest.mark.parametrize("fictitious", [True, False])
def test_the_list_says_which_consultation_is_fictitious(session: Session, cli: CliRunner, fictitious: bool) -> None:
    made = world(session)
    session.get_one(Consultation, made.consultation_id).fictitious = fictitious
    session.commit()
    (found,) = json.loads(cli.invoke(group, ["list", "--json"]).stdout)
    assert found.get("fictitious", False) is fictitious
    assert ("fictitious" in cli.invoke(group, ["list"]).stdout) is fictitious


@pytest.mark.parametrize("demo_mode", [True], ids=["demonstration"])
def test_whatever_a_demonstration_is_given_is_fictitious(session: Session, cli: CliRunner, tmp_path: Path) -> None:
    world(session)
    file = tmp_path / "mandate.yaml"
    file.write_text(MANDATE)
    done = cli.invoke(group, ["create", str(file)])
    made = next(view for view in consultations(session) if view.id == done.stdout.split()[-1])
    assert made.fictitious
