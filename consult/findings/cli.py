"""Commands of findings."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from consult.consultation.queries import StrandView, demand_release, strand
from consult.disclosure.rules import Cell, GatedTable, table_text
from consult.findings.exchange.votes_csv import SIZE_LIMIT, read_groups, read_votes
from consult.findings.labels import ATTRIBUTES
from consult.findings.queries import strand_findings
from consult.findings.rules.consensus import Heard, group_informed
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import FigureKey, StrandFindings
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import THEMES
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import PartType, Structure
from consult.shared.database import db, reading
from consult.shared.errors import InputRefused

Line = dict[str, Any]  # Any: JSON
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("findings")
def group() -> None:
    """Figures of a strand, once every strand has released, as far as they may be shown."""


@group.command("show")
@click.argument("strand_id")
@click.option("--item", "part", required=True, metavar="PART", help="A part of the instrument, such as F2 or G1.who.")
@click.option("--row", metavar="ROW", help="One row of a matrix; without it, every row.")
@click.option("--unit", type=click.Choice([ORGANISATION, INDIVIDUAL]), default=ORGANISATION, show_default=True)
@click.option("--by", type=click.Choice(list(ATTRIBUTES)), help="Break the counts down.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def show(strand_id: str, part: str, row: str | None, unit: str, by: str | None, as_json: bool) -> None:
    """Print one item of a released strand; what is hidden on the pages is hidden here."""
    with reading():
        session = db.session()
        demand_release(session, strand_id)
        found = strand_findings(session, strand_id)
        view = strand(session, strand_id)
        newest = newest_version(session, strand_id)
        rows = _rows(structure_of(session, newest.id), part) if newest else ("",)
        session.rollback()
    tables = {
        one: table
        for one in ([row] if row is not None else rows)
        if (table := found.figure(FigureKey(unit, part, one, by or ""))) is not None
    }
    if not tables:
        raise click.UsageError(_missing(found, unit, part, by))
    if as_json:
        click.echo(json.dumps({**_mark(view), **_document(tables, asked=row)}, indent=1))
        return
    _warn(view)
    for one, table in tables.items():
        _print(one, table)


@group.command("themes")
@click.argument("strand_id")
@click.option("--unit", type=click.Choice([ORGANISATION, INDIVIDUAL]), default=ORGANISATION, show_default=True)
@click.option("--by", type=click.Choice(["region"]), help="Break the counts down.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def themes(strand_id: str, unit: str, by: str | None, as_json: bool) -> None:
    """Print who raised which theme in a released strand; what is hidden on the pages is hidden here."""
    with reading():
        session = db.session()
        demand_release(session, strand_id)
        found, view = strand_findings(session, strand_id), strand(session, strand_id)
        session.rollback()
    table = found.figure(FigureKey(unit, THEMES, by=by or ""))
    if table is None:
        raise click.UsageError(
            f"themes are not broken down by {by} among {unit}s"
            if by and found.figure(FigureKey(unit, THEMES))
            else f"nothing that {unit}s of this strand said has been coded"
        )
    if as_json:
        click.echo(json.dumps({**_mark(view), "unit": unit, **_table(table)}, indent=1))
        return
    _warn(view)
    _print("", table)


@group.command("consensus")
@click.argument("votes_file", metavar="VOTES.csv", type=FILE)
@click.argument("groups_file", metavar="GROUPS.csv", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the statements as JSON.")
def consensus(votes_file: Path, groups_file: Path, as_json: bool) -> None:
    """Print which statements find agreement in every group of voters, the widest consensus first.

    VOTES.csv has the columns voter, statement and vote: 1 agrees, 0 passes, -1 disagrees. GROUPS.csv has the columns
    voter and group. Both are CSV in UTF-8.

    Group-informed consensus (Small and others 2021, Polis) is the product over all groups of (agrees + 1) / (seen + 2):
    of a group's voters, how many agreed, and how many voted at all; a pass counts as seen. A group that did not see a
    statement is a factor of one half. Beside it stands plain agreement: how many of all votes agree. Equal statements
    stand in the order of plain agreement, then of their words.

    Voters who are not in GROUPS.csv, or whose group is empty there, count for plain agreement and for no group; how
    many they are is said. A second vote of a voter on a statement, a second group of a voter and any other vote than
    1, 0 or -1 are faults: each is named with its row, and nothing is counted.
    """
    try:
        cast = read_votes(_content(votes_file), votes_file.name)
        groups = read_groups(_content(groups_file), groups_file.name)
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)
    heard = group_informed(cast, groups)
    alone = len({one.voter for one in cast} - set(groups))
    if alone:
        voters = "1 voter is" if alone == 1 else f"{alone} voters are"
        click.echo(f"{voters} in no group: counted for plain agreement only.", err=True)
    if as_json:
        click.echo(json.dumps([_statement(one) for one in heard], ensure_ascii=False, indent=1))
        return
    _print_heard(heard)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(SIZE_LIMIT + 1)


def _statement(one: Heard) -> Line:
    return {
        "statement": one.statement,
        "consensus": float(one.consensus),
        "agree": one.agree,
        "votes": one.votes,
    }


def _print_heard(heard: Sequence[Heard]) -> None:
    click.echo("consensus\tagree\tstatement")
    for one in heard:
        percent = f" ({float(one.agreement):.0%})" if may_show_percentage(one.votes) else ""
        click.echo(f"{float(one.consensus):.3f}\t{one.agree} of {one.votes}{percent}\t{one.statement}")


def _mark(view: StrandView | None) -> Line:
    return {"fictitious": True} if view and view.fictitious else {}


def _warn(view: StrandView | None) -> None:
    if view and view.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)


def _rows(structure: Structure, part: str) -> tuple[str, ...]:
    """Return the rows that are counted apart: those of a matrix, else none."""
    known = structure.parts.get(part)
    apart = known is not None and known.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE)
    return known.rows if known is not None and apart else ("",)


def _missing(found: StrandFindings, unit: str, part: str, by: str | None) -> str:
    parts = sorted({key.split("/")[1] for key in found.figures if key.startswith(f"{unit}/")})
    if part in parts and by:
        return f"{part} is not broken down by {by} among {unit}s"
    return f"no figure of {part} among {unit}s: choose one of {', '.join(parts)}"


def _document(tables: dict[str, GatedTable], *, asked: str | None) -> Line:
    """Return one table as base and rows; several, as those of each row of the matrix."""
    if len(tables) == 1 and (asked is not None or "" in tables):
        return _table(next(iter(tables.values())))
    return {"items": [{"row": row, **_table(table)} for row, table in tables.items()]}


def _table(table: GatedTable) -> Line:
    return {"base": table.total_base, "rows": [_line(table, row) for row in table.rows]}


def _line(table: GatedTable, row: str) -> Line:
    line: Line = {"value": row, **_count(table.total(row), table.total_base)}
    if len(table.groups) > 1:
        line["by"] = {
            group or "not_shown": _count(table.cell(row, group), base)
            for group, base in zip(table.groups, table.bases, strict=True)
        }
    return line


def _count(cell: Cell, base: int | None) -> Line:
    """Return a count with its percentage from a base of ten on; a hidden one is null and says so."""
    if isinstance(cell, str):
        return {"n": None, "percent": None, "base": base, "suppressed": True}
    return {"n": cell, "percent": round(100 * cell / base, 1) if base and base >= 10 else None, "base": base}


def _print(row: str, table: GatedTable) -> None:
    if row:
        click.echo(f"{row}:")
    click.echo(f"base\t{'-' if table.total_base is None else table.total_base}")
    for one in table.rows:
        cells = [table.total(one)]
        if len(table.groups) > 1:
            cells += [table.cell(one, group) for group in table.groups]
        click.echo("\t".join([one, *map(_text, cells)]))
    if len(table.groups) > 1:
        click.echo("\t".join(["groups", "all", *(group or "not_shown" for group in table.groups)]))


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return "fewer than 5" if cell == table_text(0) else "[c]"
    return str(cell)
