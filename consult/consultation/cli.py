"""Commands of the mandate: create a consultation from a file, list what there is."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml
from flask import current_app

from consult.consultation.operations import add_strand, create_consultation
from consult.consultation.queries import consultations, in_language
from consult.consultation.rules import DecisionBase, DecisionRule, Mandate
from consult.membership.queries import coalitions
from consult.shared.database import db

TEXTS = ("title", "question", "already_discussed", "still_open")
DATES = ("opens_on", "closes_on", "withdraw_until")


@click.group("consultation")
def group() -> None:
    """Mandates and their strands."""


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(as_json: bool) -> None:
    """Print every consultation with its strands, their ids and states."""
    found: list[dict[str, Any]] = [
        {
            **({"fictitious": True} if view.fictitious else {}),
            "id": view.id,
            "title": in_language(view.title, "en"),
            "strands": [{"id": s.id, "coalition": s.mark, "state": s.state.value} for s in view.strands],
        }
        for view in consultations(db.session())
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for view in found:
        click.echo("\t".join([view["id"], view["title"], *(["fictitious"] if "fictitious" in view else [])]))
        for strand in view["strands"]:
            click.echo(f"  {strand['id']}\t{strand['coalition']}\t{strand['state']}")


def faults_of(given: Mapping[str, Any]) -> list[str]:
    """Return what is missing or wrong in a mandate file, one line each."""
    faults = [f"{name}: missing, write {{en: …}} with one text per language" for name in TEXTS if not given.get(name)]
    faults += [f"{name}: not a date, write YYYY-MM-DD" for name in DATES if not isinstance(given.get(name), date)]
    rules, bases = {rule.value for rule in DecisionRule}, {base.value for base in DecisionBase}
    if given.get("decision_rule", "majority") not in rules:
        faults.append(f"decision_rule: unknown, write one of {', '.join(sorted(rules))}")
    if given.get("decision_base", "ballots_cast") not in bases:
        faults.append(f"decision_base: unknown, write one of {', '.join(sorted(bases))}")
    return faults


@group.command("create")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def create(file: Path) -> None:
    """Create a consultation from a mandate in YAML, with one strand for every coalition; print its id last."""
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        given = None
    if not isinstance(given, dict):
        click.echo(f"{file.name}:1: not a YAML mapping, write `field: value` lines in UTF-8", err=True)
        sys.exit(2)
    if faults := faults_of(given):
        for fault in faults:
            click.echo(f"{file.name}:{fault}", err=True)
        sys.exit(2)
    mandate = Mandate(
        **{name: given[name] for name in (*TEXTS, *DATES)},
        criteria=given.get("criteria", []),
        languages=given.get("languages", ["en"]),
        meeting_on=given.get("meeting_on"),
        decision_rule=DecisionRule(given.get("decision_rule", "majority")),
        decision_base=DecisionBase(given.get("decision_base", "ballots_cast")),
        decision_threshold=given.get("decision_threshold", 75),
        quorum=given.get("quorum", 50),
    )
    session = db.session()
    consultation_id = create_consultation(session, mandate, fictitious=current_app.config["SETTINGS"].demo)
    for coalition in coalitions(session):
        strand_id = add_strand(session, consultation_id, coalition.id)
        click.echo(f"strand {coalition.mark}: {strand_id}")
    session.commit()
    click.echo(consultation_id)
