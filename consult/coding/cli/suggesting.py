"""Proposing codes for what nobody has coded yet: printed, never given; and what coders made of proposals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click

from consult.coding.cli.group import ANY_ID, FICTITIOUS, found_strand, group
from consult.coding.exchange.lines import as_csv
from consult.coding.queries.exchanged import is_brought_in
from consult.coding.queries.suggesting import Where, suggestible
from consult.coding.queries.suggestions import LoggedAnswer, answers_logged
from consult.coding.rules.suggesting import LEAST, PRECISION, Outlook, Proposal, best_learner, suggest
from consult.consultation.queries import demand_release
from consult.shared.database import db, reading

Line = dict[str, Any]  # Any: JSON


@group.command("suggest", context_settings=ANY_ID)
@click.argument("strand_id", metavar="ID")
@click.option(
    "--precision",
    type=click.FloatRange(0.5, 0.95),
    default=PRECISION,
    show_default=True,
    help="The share of proposals that must surely be right on documents held back.",
)
@click.option("--json", "as_data", is_flag=True, help="Print one JSON document.")
def suggest_codes(strand_id: str, precision: float, as_data: bool) -> None:
    """Print which codes the passages that nobody has coded may bear, learned from those that were.

    Nothing is given. A code is off in a language below fifty examples, and silent where documents that were held back
    do not bear out the precision; what they showed is printed for every code: how much was proposed, how much of it
    was right, and how much of what coders gave it found. Nothing of what is still read blind is learned from or
    proposed for. Refused before G6, except for an imported project: the command line knows no reader.
    """
    with reading():
        session = db.session()
        view = found_strand(strand_id)
        if not is_brought_in(session, strand_id):
            demand_release(session, strand_id)
        material = suggestible(session, strand_id)
        session.rollback()
    learner = best_learner()
    outlooks, proposals = suggest(material.read, material.waiting, learner, precision)
    codes = [_outlook(one) for one in outlooks]
    proposed = [_proposal(one, material.places) for one in proposals]
    if as_data:
        told: Line = {"fictitious": True} if view.fictitious else {}
        told |= {"id": strand_id, "learner": learner.__name__, "declared_precision": precision, "least_examples": LEAST}
        told |= {"codes": codes, "suggestions": proposed}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if view.fictitious:
        click.echo(FICTITIOUS, err=True)
    _table(codes, ("code", "language", "examples", "documents", "state", "proposed", "right", "given"))
    click.echo()
    _table(proposed, ("source", "passage", "start", "end", "code", "score"))


@group.group("suggestions")
def suggestions() -> None:
    """Codes proposed to coders on the workbench."""


@suggestions.command("log", context_settings=ANY_ID)
@click.argument("strand_id", metavar="ID")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def write_log(strand_id: str, out: Path) -> None:
    """Write to OUT, as CSV, which proposed codes coders took and which they did not.

    Who, when, where, the code, its score, and the fingerprint of the codings it was learned from; no words. Refused
    before G6, except for an imported project.
    """
    if out.suffix.lower() != ".csv":
        raise click.UsageError(f"{out.name}: end the name in .csv")
    with reading():
        session = db.session()
        view = found_strand(strand_id)
        if not is_brought_in(session, strand_id):
            demand_release(session, strand_id)
        lines = [asdict(one) for one in answers_logged(session, strand_id)]
        session.rollback()
    columns = [field.name for field in fields(LoggedAnswer)]
    try:
        out.write_bytes(as_csv(lines, columns, fictitious=view.fictitious).encode())
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from error
    if view.fictitious:
        click.echo(FICTITIOUS, err=True)
    click.echo(f"{len(lines)} answers written to {out}", err=True)


def _outlook(one: Outlook) -> Line:
    figures = one.figures
    return {
        "code": one.code,
        "language": one.language,
        "examples": one.examples,
        "documents": one.documents,
        "state": one.state.value,
        "proposed": figures.proposed if figures else None,
        "right": figures.right if figures else None,
        "given": figures.given if figures else None,
        "precision": figures.precision if figures else None,
        "coverage": figures.coverage if figures else None,
    }


def _proposal(one: Proposal, places: Mapping[str, Where]) -> Line:
    where = places[one.passage_id]
    return {
        "source": where.source,
        "passage": where.passage,
        "start": where.start,
        "end": where.end,
        "code": one.code,
        "score": round(one.score, 4),
        "threshold": round(one.threshold, 4),
    }


def _table(lines: Sequence[Line], names: Sequence[str]) -> None:
    click.echo("\t".join(names))
    for line in lines:
        click.echo("\t".join("" if line[name] is None else str(line[name]) for name in names))
