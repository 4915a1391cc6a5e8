"""Bringing in a project or a codebook from another program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from consult.coding.cli.group import group
from consult.coding.exchange.book import read_book
from consult.coding.exchange.refi import Read, SourceReading, read_qdc, read_qdpx
from consult.coding.operations.bringing_in import Bringing, bring_in
from consult.coding.operations.bringing_in_book import bring_in_book
from consult.coding.queries.exchanged import summary
from consult.coding.records import Exchanged
from consult.coding.rules.positions import BY_NAME, named
from consult.membership.queries import coalitions
from consult.shared.database import db
from consult.shared.time import now

COUNTED = ("sources", "codes", "selections", "codings", "memos", "users", "sets", "cases")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--positions",
    default="auto",
    show_default=True,
    help=f"What positions in the file count, where it is known: {', '.join(BY_NAME)}.",
)
@click.option("--dry-run", is_flag=True, help="Say what the file holds and how it was read; write nothing.")
@click.option("--coalition", "mark", help="Mark of the coalition it is for; without it, one of its own is made.")
@click.option("--language", default="en", show_default=True, help="Language of the texts.")
def import_(file: Path, positions: str, dry_run: bool, mark: str | None, language: str) -> None:
    """Bring in a REFI-QDA project (.qdpx) or a codebook (.qdc, .csv, .xlsx) as a consultation of its own.

    A table has one row per code and at least a column "name" or "code"; others, such as "parent", "definition" or
    "use when (fr)", may stand in any order. Prints how the positions of every source were understood, with words they
    cut out, and everything that could not be kept; last of all the id of the new strand. A file with faults is refused
    whole.
    """
    write = READERS.get(file.suffix.lower())
    if write is None:
        raise click.UsageError(f"{file.name}: neither a project (.qdpx) nor a codebook (.qdc, .csv or .xlsx)")
    written = write(file, positions, language)
    if dry_run:
        click.echo("Nothing was written.")
        return
    session = db.session()
    _check_schema(session)
    how = Bringing(
        name=file.stem,
        moment=now(),
        coalition_id=_coalition(mark) if mark else None,
        language=language,
        fictitious=current_app.config["SETTINGS"].demo,
    )
    strand_id = written(session, how)
    session.commit()
    click.echo(strand_id)


Write = Callable[[Session, Bringing], str]


def _project(file: Path, positions: str, _language: str) -> Write:
    """Read a project and say what is in it; return what writes it."""
    forced = None if positions == "auto" else named(positions)
    read = read_qdpx(file, forced) if file.suffix.lower() == ".qdpx" else read_qdc(file)
    _tell(read)
    return lambda session, how: bring_in(session, read.project, how)


def _table(file: Path, _positions: str, language: str) -> Write:
    """Read a codebook from a table and say what is in it; return what writes it."""
    read = read_book(file, language)
    click.echo(f"codes: {sum(bool(code.parent) for code in read.codes)}")
    for line in read.dropped:
        click.echo(f"not kept: {line}")
    return lambda session, how: bring_in_book(session, read.codes, read.dropped, how)


READERS = {".qdpx": _project, ".qdc": _project, ".csv": _table, ".xlsx": _table}


def _check_schema(session: Session) -> None:
    if not inspect(session.connection()).has_table(Exchanged.__tablename__):
        raise click.UsageError("the database has no place for projects yet: run `consult db upgrade`")


def _tell(read: Read) -> None:
    counts = summary(read.project)
    click.echo(", ".join(f"{name}: {counts[name]}" for name in COUNTED))
    for one in read.readings:
        _tell_reading(one)
    for line in read.project.dropped:
        click.echo(f"not kept: {line}")


def _tell_reading(one: SourceReading) -> None:
    if not one.selection_count:
        return
    next_best = f"; next best {one.next_best}, {one.next_score:.0%}" if one.next_best else ""
    click.echo(
        f"{one.source}: {one.selection_count} selections, positions read as {one.reading}, "
        f"{one.score:.0%} of them fit the words{next_best}"
    )
    for sample in one.samples:
        click.echo(f"  {sample}")


def _coalition(mark: str) -> str:
    found = next((one.id for one in coalitions(db.session()) if one.mark == mark), None)
    if found is None:
        raise click.UsageError(f"there is no coalition {mark}")
    return found
