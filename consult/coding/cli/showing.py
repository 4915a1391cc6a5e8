"""Showing who reads what in a strand, what is coded in it, and its codebook."""

from __future__ import annotations

import json
from typing import Any

import click

from consult.coding.cli.group import ANY_ID, FICTITIOUS, found_strand, group
from consult.coding.queries import AssignmentView, assignments_of, code_counts, codebook, codebook_state
from consult.coding.queries.exchanged import is_brought_in, material_only, project_of, summary
from consult.consultation.queries import consultation, is_released
from consult.shared.database import db, reading


@group.command("show", context_settings=ANY_ID)
@click.argument("strand_id", metavar="ID")
@click.option("--json", "as_data", is_flag=True, help="Print how much of what there is, and every coded passage.")
def show(strand_id: str, as_data: bool) -> None:
    """Print who reads what in a strand, how far they are, and, after G6, how often each code counts.

    As JSON: how many sources, codes, selections, codings, memos, users, sets and cases the strand's project has, what
    of an imported file could not be kept ("dropped"), and every selection with its words and codes ("texts"). Before
    G6 nothing coded is told of a consultation that members answer; an imported project waits for no gate.
    """
    with reading():
        session = db.session()
        view = found_strand(strand_id)
        given = assignments_of(session, strand_id)
        open_to_all = is_released(session, strand_id) or is_brought_in(session, strand_id)
        counts = code_counts(session, strand_id) if open_to_all else {}
        project = None
        if as_data:
            project = project_of(session, strand_id) if open_to_all else material_only(session, strand_id)
        session.rollback()
    if project is not None:
        told: dict[str, Any] = {"fictitious": True} if view.fictitious else {}  # Any: JSON
        told |= {"id": strand_id, **summary(project)}
        told |= {"withheld_until_g6": not open_to_all, "assignments": [_line(one) for one in given]}
        click.echo(json.dumps({**told, "code_counts": dict(sorted(counts.items()))}, ensure_ascii=False, indent=1))
        return
    if view.fictitious:
        click.echo(FICTITIOUS, err=True)
    click.echo("material\tcoder\treading\tcoded\tof\tfinished")
    for one in given:
        line = _line(one)
        click.echo("\t".join(str(line[name]) for name in ("material", "coder", "reading", "coded", "of", "finished")))
    for key, count in sorted(counts.items()):
        click.echo(f"{key}\t{count}")


def _line(one: AssignmentView) -> dict[str, str | int]:
    return {
        "id": one.id,
        "material": one.label,
        "coder": one.coder_name,
        "reading": "second" if one.second else "first",
        "coded": one.coded_count,
        "of": one.passage_count,
        "finished": one.done_on.isoformat() if one.done_on else "",
    }


@group.command("codebook", context_settings=ANY_ID)
@click.argument("consultation_id")
@click.option("--language", "tag", default="en", show_default=True, help="Language of the names and definitions.")
def show_codebook(consultation_id: str, tag: str) -> None:
    """Print a consultation's codebook: every code with its name and when it is used."""
    with reading():
        session = db.session()
        found = consultation(session, consultation_id)
        state = codebook_state(session, consultation_id)
        codes = codebook(session, consultation_id, tag)
        session.rollback()
    if found is None:
        raise click.UsageError(f"there is no consultation {consultation_id}")
    if found.fictitious:
        click.echo(FICTITIOUS, err=True)
    for one in codes:
        added = f"added {one.added_on} by {one.added_by}: {one.reason}" if one.added_on else ""
        click.echo("\t".join([one.key, one.shortcut, one.name, one.use_when, added]).rstrip())
    if state and state.frozen_at:
        click.echo(f"Frozen on {state.frozen_at.date()}.", err=True)
