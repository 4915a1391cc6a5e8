"""Writing what is coded in a strand to a file, as the ending of its name says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path

import click
from flask_babel import force_locale

from consult.coding.cli.group import ANY_ID, FICTITIOUS, found_strand, group
from consult.coding.exchange.book import book_as_csv, book_as_xlsx
from consult.coding.exchange.lines import as_csv, as_json
from consult.coding.exchange.refi import as_qdc, as_qdpx
from consult.coding.presentation.passages import file_of
from consult.coding.queries import CodedLine, coded_lines
from consult.coding.queries.book import book_of, has_material
from consult.coding.queries.exchanged import codebook_of, is_brought_in, project_of
from consult.coding.rules.book import BookCode
from consult.consultation.queries import StrandView, demand_release
from consult.shared.database import db, reading

LINES = {".csv": as_csv, ".json": as_json}
PASSAGES = (".docx", ".html", ".xlsx")
Made = tuple[bytes, str]


@group.command("export", context_settings=ANY_ID)
@click.argument("strand_id", metavar="ID")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--codebook", "book", is_flag=True, help="The codebook in .csv, rather than the segments.")
@click.option("--passages", is_flag=True, help="The coded passages in .xlsx, rather than the codebook.")
@click.option("--document", "name", metavar="LABEL", default="", help="One interview or part in .html, not all.")
@click.option("--memos", is_flag=True, help="With the coders' memos in .csv and .json, for lead consultants only.")
def export(strand_id: str, out: Path, book: bool, passages: bool, name: str, memos: bool) -> None:
    """Write what is coded in a strand to OUT, as its ending says.

    .csv and .json: every counted segment with its words. .docx: the same words by code, and .xlsx with --passages: one
    row each, both with what their speaker agreed to. .html: the transcripts with their codes drawn in. .qdpx: the whole
    project, in the format that programs for coding exchange (REFI-QDA), with the coders' memos. .qdc and .xlsx: the
    codebook alone; so is .csv with --codebook, or where nothing but a codebook was imported. All but the codebook are
    refused before G6, except for an imported project. Speakers stand there by pseudonym. What is sealed and what was
    withdrawn is not there.
    """
    ending = out.suffix.lower()
    if ending not in MAKERS:
        raise click.UsageError(f"{out.name}: end the name in {', '.join(sorted(MAKERS))}")
    _demand_fit(out.name, ending, book=book, passages=passages, name=name)
    with reading():
        session = db.session()
        view = found_strand(strand_id)
        brought_in = is_brought_in(session, strand_id)
        is_table = ending == ".csv" and (book or (brought_in and not has_material(session, strand_id)))
        make = _passages if passages else _table if is_table else MAKERS[ending]
        if make not in (_codebook, _table) and not brought_in:
            demand_release(session, strand_id)
        content, what = _passages(view, ending, name=name) if name else make(view, ending, memos)
        session.rollback()
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from error
    if view.fictitious:
        click.echo(FICTITIOUS, err=True)
    click.echo(f"{what} written to {out}", err=True)


def _demand_fit(file: str, ending: str, *, book: bool, passages: bool, name: str) -> None:
    """Refuse options that say nothing of a file with this ending, or against each other."""
    if book and (passages or ending not in (*BOOKS, ".qdc")):
        raise click.UsageError(f"{file}: a codebook's name ends in .csv, .qdc or .xlsx, and it holds no passages")
    if passages and ending not in PASSAGES:
        raise click.UsageError(f"{file}: a file of passages ends in {', '.join(PASSAGES)}; .csv holds segments anyway")
    if name and ending != ".html":
        raise click.UsageError(f"{file}: one document by itself is written as .html only")


def _passages(view: StrandView, ending: str, _memos: bool = False, *, name: str = "") -> Made:
    with force_locale("en"):
        content, count = file_of(db.session(), view, ending.removeprefix("."), name=name)
    if name and not count:
        raise click.UsageError(f"nothing is coded in “{name}”")
    return content, f"{count} passages"


def _lines(view: StrandView, ending: str, memos: bool) -> Made:
    lines = coded_lines(db.session(), view.id)
    columns = [field.name for field in fields(CodedLine) if memos or field.name != "memo"]
    text = LINES[ending]([asdict(line) for line in lines], columns, fictitious=view.fictitious)
    return text.encode(), f"{len(lines)} segments"


def _project(view: StrandView, _ending: str, _memos: bool) -> Made:
    project = project_of(db.session(), view.id)
    if view.fictitious:
        project.root.attrs["name"] = f"{FICTITIOUS} {project.root.attrs['name'].removeprefix(FICTITIOUS).strip()}"
    return as_qdpx(project), f"{len(project.texts)} sources"


def _codebook(view: StrandView, _ending: str, _memos: bool) -> Made:
    project = codebook_of(db.session(), view.consultation_id, view.id)
    count = sum(1 for _code in project.root.inside("Code"))
    if not count:
        raise click.UsageError("this strand has no codebook yet")
    return as_qdc(project), f"{count} codes"


def _table(view: StrandView, ending: str, _memos: bool) -> Made:
    codes = book_of(db.session(), view.consultation_id)
    if not codes:
        raise click.UsageError("this strand has no codebook yet")
    return BOOKS[ending](codes), f"{sum(bool(code.parent) for code in codes)} codes"


BOOKS: dict[str, Callable[[tuple[BookCode, ...]], bytes]] = {".csv": book_as_csv, ".xlsx": book_as_xlsx}
MAKERS: dict[str, Callable[[StrandView, str, bool], Made]] = {
    ".csv": _lines,
    ".json": _lines,
    ".qdpx": _project,
    ".qdc": _codebook,
    ".xlsx": _table,
    ".docx": _passages,
    ".html": _passages,
}
