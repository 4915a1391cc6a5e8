"""Commands of the mandate and the gates: create a consultation from a file, list what there is, pass gates."""

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

from consult.consultation.operations import add_strand, create_consultation, pass_gate
from consult.consultation.presentation import GateLine, Rights, live_gates, timeline
from consult.consultation.queries import (
    ConsultationView,
    Gates,
    consultation,
    consultations,
    gate_book,
    in_language,
    standings,
)
from consult.consultation.rules import (
    ORGANISATION_MODES,
    PER_STRAND,
    DecisionBase,
    DecisionRule,
    Gate,
    Mandate,
    Mode,
)
from consult.membership.queries import coalitions
from consult.shared.database import db, reading
from consult.shared.time import now, today

TEXTS = ("title", "question", "already_discussed", "still_open")
ANY_ID = {"ignore_unknown_options": True}  # an id may begin with a dash
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
    for name, modes in (("mode", ORGANISATION_MODES), ("individual_mode", tuple(Mode))):
        if given.get(name, Mode.CONFIDENTIAL.value) not in [mode.value for mode in modes]:
            faults.append(f"{name}: unknown, write one of {', '.join(mode.value for mode in modes)}")
    return faults


@group.command("create")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def create(file: Path) -> None:
    """Create a consultation from a mandate in YAML, a strand for every coalition with members; print its id last."""
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
        mode=Mode(given.get("mode", Mode.CONFIDENTIAL.value)),
        individual_mode=Mode(given.get("individual_mode", Mode.CONFIDENTIAL.value)),
    )
    session = db.session()
    consultation_id = create_consultation(session, mandate, fictitious=current_app.config["SETTINGS"].demo)
    for coalition in coalitions(session):
        if not coalition.member_count:
            click.echo(f"no strand for {coalition.mark}: it has no members", err=True)
            continue
        strand_id = add_strand(session, consultation_id, coalition.id)
        click.echo(f"strand {coalition.mark}: {strand_id}")
    session.commit()
    click.echo(consultation_id)


@group.command("gates", context_settings=ANY_ID)
@click.argument("consultation_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def gates_command(consultation_id: str, as_json: bool) -> None:
    """Print every gate: passed and when, or planned for when, and what it waits for.

    The command line knows no reader: before both strands have released it says of a strand only what holds.
    """
    with reading():
        session, found = db.session(), _found(consultation_id)
        book, known = gate_book(session, found.id), _gates()
        standing = standings(session, known, live_gates(found, book.passed), found, book, now())
        lines = timeline(found, known, book, standing, rights=Rights(figures=frozenset({""})), today=today())
        session.rollback()
    if as_json:
        document = [_document(line) for line in lines]
        mark = {"fictitious": True} if found.fictitious else {}
        click.echo(json.dumps({**mark, "id": found.id, "gates": document}, ensure_ascii=False, indent=1))
        return
    if found.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    for line in lines:
        click.echo(f"{line.code}\t{line.name}\tplanned {line.planned_on.isoformat()}")
        for words in line.warnings:
            click.echo(f"  ! {words}")
        for cell in _document(line)["at"]:
            click.echo("  " + "\t".join([cell["strand"] or "both", cell["state"], cell["passed_on"] or ""]).rstrip())
            for one in cell["conditions"] if cell["state"] in ("ready", "waiting") else ():
                click.echo(f"    [{'x' if one['holds'] else ' '}] {one['label']}: {one['said']}")


@group.command("pass", context_settings=ANY_ID)
@click.argument("consultation_id", metavar="ID")
@click.argument("gate", type=click.Choice([gate.value for gate in Gate], case_sensitive=False))
@click.option("--strand", "mark", help="The coalition whose strand passes it, for G1 to G5: A or B.")
def pass_command(consultation_id: str, gate: str, mark: str | None) -> None:
    """Pass a gate; refused, with the reasons, where it does not hold."""
    wanted, found = Gate(gate.lower()), _found(consultation_id)
    strand_id = next((strand.id for strand in found.strands if strand.mark == mark), None)
    if (wanted in PER_STRAND) is (mark is None) or (mark is not None and strand_id is None):
        marks = ", ".join(strand.mark for strand in found.strands)
        raise click.UsageError(f"G1 to G5 are passed by one strand (--strand, one of {marks}), the others by none")
    session = db.session()
    pass_gate(
        session,
        _gates(),
        wanted,
        consultation_id=found.id,
        strand_id=strand_id,
        account_id=None,
        moment=now(),
    )
    session.commit()
    click.echo(f"{wanted.value.upper()} is passed.")


def _found(consultation_id: str) -> ConsultationView:
    found = consultation(db.session(), consultation_id)
    if found is None:
        raise click.UsageError(f"there is no consultation {consultation_id}: `consult consultation list` names them")
    return found


def _gates() -> Gates:
    known: Gates = current_app.extensions["gates"]
    return known


def _document(line: GateLine) -> dict[str, Any]:  # Any: JSON
    return {
        "gate": line.code,
        "name": line.name,
        "planned_on": line.planned_on.isoformat(),
        "warnings": list(line.warnings),
        "at": [
            {
                "strand": cell.strand.mark if cell.strand else None,
                "state": cell.state.value,
                "passed_on": cell.passage.passed_at.date().isoformat() if cell.passage else None,
                "conditions": [
                    {
                        "key": one.key,
                        "label": one.label,
                        "holds": one.holds,
                        "said": one.attestation.reason if one.attestation else one.said,
                        "attested_by": one.attestation.by if one.attestation else None,
                    }
                    for one in cell.conditions
                ],
            }
            for cell in line.cells
        ],
    }
