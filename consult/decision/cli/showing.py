"""Showing the result of a ballot, and what is due."""

from __future__ import annotations

import json

import click

from consult.consultation.queries import consultation
from consult.decision.cli.group import group
from consult.decision.cli.papers import Line, print_counts
from consult.decision.queries.following import actions_of, destructions_of
from consult.decision.queries.voting import ballot, result
from consult.decision.rules.following import CheckStanding, standing_of
from consult.shared.database import db, reading
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import today


@group.command("ballot")
@click.argument("ballot_id", metavar="BALLOT")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def show_ballot(ballot_id: str, as_json: bool) -> None:
    """Print the result of a closed ballot; before it is closed nobody sees one, here neither."""
    with reading():
        session = db.session()
        held, found = ballot(session, ballot_id), result(session, ballot_id)
        view = consultation(session, held.consultation_id) if held else None
        session.rollback()
    if held is None or view is None:
        raise NotFound(f"there is no ballot {ballot_id}")
    if found is None:
        raise NotAllowedNow("The ballot is not closed: before that there is no result for anybody.")
    more: Line = {"papers_sha256": found.papers_hash, **({"fictitious": True} if view.fictitious else {})}
    if view.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    print_counts({one.mark: one.count for one in found.coalitions}, held.rule, as_json=as_json, more=more)


@group.command("due")
@click.argument("consultation_id", metavar="CONSULTATION")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show_due(consultation_id: str, as_json: bool) -> None:
    """Print what is due: what was promised to be destroyed, and the checks of actions."""
    with reading():
        session, day = db.session(), today()
        if consultation(session, consultation_id) is None:
            raise NotFound(f"there is no consultation {consultation_id}")
        promises, actions = destructions_of(session, consultation_id), actions_of(session, consultation_id)
        session.rollback()
    lines: list[Line] = [
        {"destroy": what.value, "due_on": one.due_on.isoformat(), "days_late": one.promise.days_late(day)}
        for what, one in promises.items()
        if one.promise.is_due(day)
    ]
    lines += [
        {"action": f"D-{one.decision_number}.{one.number}", "check": check.months, "due_on": check.due_on.isoformat()}
        for one in actions
        for check in one.checks
        if standing_of(check, day) is CheckStanding.DUE
    ]
    if as_json:
        click.echo(json.dumps(lines, indent=1))
        return
    for line in lines:
        click.echo("\t".join(f"{name} {value}" for name, value in line.items()))
