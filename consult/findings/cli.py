"""Commands of findings."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from consult.collection.queries.loaded import is_loaded
from consult.consultation.queries import StrandView, demand_release, strand
from consult.findings.exchange.votes_csv import SIZE_LIMIT, read_groups, read_votes
from consult.findings.labels import ATTRIBUTES
from consult.findings.presentation.plain import document, lines, table_document
from consult.findings.queries import strand_findings
from consult.findings.queries.elsewhere import (
    Asked,
    Counted,
    NoSuchFigure,
    counted_elsewhere,
)
from consult.findings.queries.lattice import Why, ordered, within
from consult.findings.rules.consensus import Heard, group_informed
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import INSTEAD, FigureKey, StrandFindings
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import THEMES
from consult.instrument.queries import newest_version, structure_of
from consult.instrument.rules import Part, PartType
from consult.shared.commands import stands_alone
from consult.shared.database import db, reading
from consult.shared.errors import InputRefused, NotFound

Line = dict[str, Any]  # Any: JSON
BY = (*ATTRIBUTES, "coalition")
ANY_ID = {"ignore_unknown_options": True}  # an id may begin with a dash
# Why there is no such break, on the command line.
WHY: Mapping[Why | None, str] = {
    Why.KIND: "only what has options to choose from is",
    Why.ROUTED: "it was asked further of some, and groups would tell what they answered before",
    Why.ASKED_AGAIN: "it was asked again, and groups would tell who changed",
    Why.ELSEWHERE: "answers loaded from elsewhere are broken down by one attribute",
    Why.GROUPS: "fewer than five could be named apart",
    Why.FEW: "with so few answers, most of the table would be hidden",
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Refused(click.ClickException):
    """Something asked for that is not there: one sentence, without the usage."""

    exit_code = 2


def _attributes(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """Return one attribute, or two in the order lattices have them."""
    names = (given or "").split(",")
    wrong = next((one for one in names if given is not None and one not in BY), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not one of {', '.join(map(repr, BY))}.")
    if len(names) > 2 or len(set(names)) < len(names):
        raise click.BadParameter("break down by one attribute, or by two that differ.")
    return ",".join(ordered(given)) if given and len(names) > 1 else given


@click.group("findings")
def group() -> None:
    """Figures of a strand, once every strand has released, as far as they may be shown."""


@group.command("show", context_settings=ANY_ID)
@click.argument("strand_id", metavar="STRAND")
@click.option("--item", "part", required=True, metavar="PART", help="A part of the instrument, such as F2 or G1.who.")
@click.option("--row", metavar="ROW", help="One row of a matrix; without it, every row.")
@click.option("--unit", type=click.Choice([ORGANISATION, INDIVIDUAL]), default=ORGANISATION, show_default=True)
@click.option("--by", metavar="ATTR[,ATTR]", callback=_attributes, help=f"Break the counts down: {', '.join(BY)}.")
@click.option("--weight", metavar="COL", help="A column of weights, where answers from elsewhere were loaded with it.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def show(
    strand_id: str, part: str, row: str | None, unit: str, by: str | None, weight: str | None, as_json: bool
) -> None:
    """Print one item of a released strand; what is hidden on the pages is hidden here."""
    asked = Asked(unit, part, by or "", weight or "")
    with reading():
        session = db.session()
        view = strand(session, strand_id)
        if view is None:
            raise NotFound(f"there is no strand {strand_id}: `consult consultation list` names them")
        demand_release(session, strand_id)
        try:
            figures = _figures(session, strand_id, asked)
        except NoSuchFigure as none:
            raise Refused(str(none)) from none
        finally:
            session.rollback()
    if row is not None and row not in figures:
        known = ", ".join(one for one in figures if one != INSTEAD)
        raise Refused(f"there is no figure of {part} for row {row}: choose one of {known}")
    figures = figures if row is None else {row: figures[row]}
    if as_json:
        click.echo(json.dumps({**_mark(view), **document(figures, asked_row=row, by=asked.by)}, indent=1))
        return
    _warn(view)
    for one, figure in figures.items():
        _print(one, figure)


def _figures(session: Session, strand_id: str, asked: Asked) -> Mapping[str, Counted]:
    """Return the figures of one part by row: those published, or of answers from elsewhere what is asked for."""
    if is_loaded(session, strand_id):
        return counted_elsewhere(session, strand_id, asked)
    if asked.weight:
        raise NoSuchFigure("no weights were loaded with these answers: leave --weight out")
    found = strand_findings(session, strand_id)
    newest = newest_version(session, strand_id)
    part = structure_of(session, newest.id).parts.get(asked.part) if newest else None
    rows = _rows(part) if part else ("",)
    merged = {one.key: one.parts for one in found.shown_groups(asked.unit, asked.by) if one.merged}
    keys = {one: FigureKey(asked.unit, asked.part, one, asked.by) for one in rows}
    tables = {
        one: Counted(table, merged=merged, part=part, mean=found.means.get(str(replace(key, by=""))))
        for one, key in keys.items()
        if (table := found.figure(key)) is not None
    }
    if not tables and asked.by:
        tables = _out_of_the_lattice(session, strand_id, asked, part)
    if not tables:
        raise NoSuchFigure(_missing(found, asked.unit, asked.part, asked.by))
    return tables


def _out_of_the_lattice(session: Session, strand_id: str, asked: Asked, part: Part | None) -> dict[str, Counted]:
    """Return a break nobody chose to publish, as far as the lattice holds it."""
    found = within(session, strand_id, FigureKey(asked.unit, asked.part, by=asked.by))
    if found.why not in (None, Why.NO_FIGURE):
        raise NoSuchFigure(f"{asked.part} is not broken down by {asked.by} among {asked.unit}s: {WHY[found.why]}")
    return {row: Counted(table, part=part) for row, table in found.tables.items()}


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
        click.echo(json.dumps({**_mark(view), "unit": unit, **table_document(Counted(table))}, indent=1))
        return
    _warn(view)
    _print("", Counted(table))


@group.command("consensus")
@click.argument("votes_file", metavar="VOTES.csv", type=FILE)
@click.argument("groups_file", metavar="GROUPS.csv", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the statements as JSON.")
@stands_alone
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


def _rows(part: Part) -> tuple[str, ...]:
    """Return the rows that are counted apart: those of a matrix or of points, and reasons for no answer."""
    apart = part.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE, PartType.ALLOCATION)
    return (*(part.rows if apart else ("",)), *((INSTEAD,) if part.instead else ()))


def _missing(found: StrandFindings, unit: str, part: str, by: str) -> str:
    parts = sorted({key.split("/")[1] for key in found.figures if key.startswith(f"{unit}/")})
    if part in parts and by:
        return f"{part} is not broken down by {by} among {unit}s"
    return f"no figure of {part} among {unit}s: choose one of {', '.join(parts)}"


def _print(row: str, figure: Counted) -> None:
    for line in lines(row, figure):
        click.echo(line)
