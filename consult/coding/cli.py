"""Commands of coding."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

import click

from consult.coding.exchange.lines import as_csv, as_json
from consult.coding.queries import (
    AssignmentView,
    CodedLine,
    assignments_of,
    code_counts,
    codebook,
    codebook_state,
    coded_lines,
)
from consult.consultation.queries import StrandView, consultation, demand_release, is_released, strand
from consult.shared.database import db, reading

FORMATS = {".csv": as_csv, ".json": as_json}
ANY_ID = {"ignore_unknown_options": True}  # one id in sixty-four begins with a hyphen
FICTITIOUS = "Fictitious demonstration: nothing here is real."


@click.group("coding")
def group() -> None:
    """Codes on what was said and written."""


@group.command("show", context_settings=ANY_ID)
@click.argument("strand_id")
@click.option("--json", "as_data", is_flag=True, help="Print it as JSON.")
def show(strand_id: str, as_data: bool) -> None:
    """Print who reads what in a strand, how far they are, and, after G6, how often each code counts."""
    with reading():
        session = db.session()
        view = _strand(strand_id)
        given = assignments_of(session, strand_id)
        counts = code_counts(session, strand_id) if is_released(session, strand_id) else {}
        session.rollback()
    if as_data:
        mark = {"fictitious": True} if view.fictitious else {}
        lines = [_line(one) for one in given]
        click.echo(json.dumps({**mark, "assignments": lines, "codes": dict(sorted(counts.items()))}, indent=1))
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


@group.command("export", context_settings=ANY_ID)
@click.argument("strand_id")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--memos", is_flag=True, help="With the coders' memos, for lead consultants only.")
def export(strand_id: str, out: Path, memos: bool) -> None:
    """Write every counted segment of a strand with its words to OUT, as its ending says: .csv or .json.

    Refused before G6. Speakers stand there by pseudonym. What is sealed and what was withdrawn is not there.
    """
    if out.suffix not in FORMATS:
        raise click.UsageError(f"{out.name}: end the name in .csv or .json")
    with reading():
        session = db.session()
        view = _strand(strand_id)
        demand_release(session, strand_id)
        lines = coded_lines(session, strand_id)
        session.rollback()
    columns = [field.name for field in fields(CodedLine) if memos or field.name != "memo"]
    write = FORMATS[out.suffix]
    text = write([asdict(line) for line in lines], columns, fictitious=view.fictitious)
    out.write_text(text, encoding="utf-8", newline="")
    if view.fictitious:
        click.echo(FICTITIOUS, err=True)
    click.echo(f"{len(lines)} segments written to {out}", err=True)


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


def _strand(strand_id: str) -> StrandView:
    found = strand(db.session(), strand_id)
    if found is None:
        raise click.UsageError(f"there is no strand {strand_id}")
    return found
