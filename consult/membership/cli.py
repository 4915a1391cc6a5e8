"""Commands of the register."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from consult.membership.exchange.names import known_names
from consult.membership.exchange.register import SIZE_LIMIT, read_register
from consult.membership.labels import worded
from consult.membership.operations import ImportReport, add_coalition, import_register, report_on
from consult.membership.queries import coalitions, members, standing
from consult.membership.rules.cells import Terms
from consult.membership.rules.columns import CoalitionName
from consult.membership.rules.comparing import compare, with_coalitions
from consult.membership.rules.given import Reading
from consult.membership.rules.reading import read_sheet
from consult.membership.rules.troubles import Noted, RegisterRefused
from consult.shared.database import db, reading
from consult.shared.errors import InputFault


@click.group("membership")
def group() -> None:
    """Coalitions and their registers of member organisations."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--coalition", "mark", metavar="MARK", help="The coalition of every row that names none.")
@click.option("--create-coalition", "new", metavar="MARK=NAME", multiple=True, help="Add a coalition first.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_file(file: Path, mark: str | None, new: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Import a register from a CSV or XLSX FILE: all of it, or nothing and a line for each fault."""
    session = db.session()
    with file.open("rb") as opened:
        content = opened.read(SIZE_LIMIT + 1)
    with reading():
        known = tuple(CoalitionName(found.mark, found.name) for found in coalitions(session))
        before = standing(session) if dry_run else None
        session.commit()  # ends the reading transaction: reading the file needs none
    added = _to_add(new, known)
    given = _read(content, (*known, *added), mark)
    with force_locale("en"):
        try:
            if before is not None:
                plan = compare(given, with_coalitions(before, [one.mark for one in added]))
                _refuse(plan.faults)
                report = report_on(plan)
            else:
                _refuse(given.faults)
                for one in added:
                    add_coalition(session, one.mark, one.name)
                report = import_register(session, given)
                session.commit()
        except RegisterRefused as refused:
            session.rollback()
            _say_faults(refused.faults, given.warnings, file.name, as_json=as_json)
            sys.exit(2)
        _say_report(report, file.name, dry_run=dry_run, as_json=as_json)


def _to_add(new: tuple[str, ...], known: tuple[CoalitionName, ...]) -> list[CoalitionName]:
    """Return the coalitions to add; one that is there under the same mark and name needs no adding."""
    added: list[CoalitionName] = []
    for pair in new:
        mark, equals, name = (part.strip() for part in pair.partition("="))
        if not (mark and equals and name):
            raise click.BadParameter(f"{pair!r} is not of the form MARK=NAME", param_hint="--create-coalition")
        one = CoalitionName(mark, name)
        if one in known:
            continue
        if any(mark == other.mark or name == other.name for other in (*known, *added)):
            raise click.BadParameter(f"{mark} or {name!r} is taken", param_hint="--create-coalition")
        added.append(one)
    return added


def _read(content: bytes, known: tuple[CoalitionName, ...], mark: str | None) -> Reading:
    marks = [one.mark for one in known]
    if mark is not None and mark not in marks:
        hint = ", ".join(marks) or "none yet; add one with --create-coalition"
        raise click.BadParameter(f"there is no coalition {mark}. Known: {hint}", param_hint="--coalition")
    return read_sheet(read_register(content, known), Terms(known_names(), known, everyone_in=mark))


def _refuse(faults: tuple[Noted, ...]) -> None:
    if faults:
        raise RegisterRefused(faults)


def _notes(notes: tuple[Noted, ...], file_name: str) -> list[InputFault]:
    return [worded(note, file_name) for note in notes]


def _say_faults(faults: tuple[Noted, ...], warnings: tuple[Noted, ...], file_name: str, *, as_json: bool) -> None:
    if as_json:
        found = {"faults": _notes(faults, file_name), "warnings": _notes(warnings, file_name)}
        click.echo(json.dumps({key: [asdict(note) for note in notes] for key, notes in found.items()}))
    for fault in _notes(faults, file_name):
        click.echo(str(fault), err=True)


def _say_report(report: ImportReport, file_name: str, *, dry_run: bool, as_json: bool) -> None:
    warnings = _notes(report.warnings, file_name)
    if as_json:
        numbers = asdict(report) | {"warnings": [asdict(warning) for warning in warnings], "dry_run": dry_run}
        click.echo(json.dumps(numbers))
        return
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    for line in _lines(report, dry_run=dry_run):
        click.echo(line)


def _lines(report: ImportReport, *, dry_run: bool) -> list[str]:
    return [
        "Nothing was written: this is what would happen." if dry_run else "The register is imported.",
        f"Organisations: {report.created} created, {report.updated} updated, {report.unchanged} unchanged.",
        f"Memberships: {report.memberships_added} added, {report.memberships_updated} updated.",
        f"Contacts: {report.contacts_added} added, {report.contacts_updated} updated.",
    ]


@group.command("list")
@click.argument("mark", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_members(mark: str | None, as_json: bool) -> None:
    """List the coalitions, or the members of the one called MARK; contacts are never listed."""
    session = db.session()
    with reading():
        found = coalitions(session)
        if mark is None:
            _say_rows([{"mark": one.mark, "name": one.name, "members": one.member_count} for one in found], as_json)
            return
        chosen = next((one for one in found if one.mark == mark), None)
        if chosen is None:
            known = ", ".join(one.mark for one in found) or "none yet"
            raise click.BadParameter(f"there is no coalition {mark}. Known: {known}", param_hint="MARK")
        _say_rows(
            [
                {
                    "name": member.name,
                    "country": member.country,
                    "region": member.region.value,
                    "kind": member.kind.value,
                    "languages": " ".join(member.languages),
                }
                for member in members(session, chosen.id)
            ],
            as_json,
        )


def _say_rows(rows: Sequence[Mapping[str, object]], as_json: bool) -> None:
    """Print rows; those of a demonstration are marked."""
    fictitious = current_app.config["SETTINGS"].demo
    if as_json:
        mark = {"fictitious": True} if fictitious else {}
        click.echo(json.dumps([{**row, **mark} for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join([*map(str, row.values()), *(["fictitious"] if fictitious else [])]))


@group.command("add-coalition")
@click.argument("mark")
@click.argument("name")
def add(mark: str, name: str) -> None:
    """Add the coalition NAME, told apart by its MARK (A, B)."""
    session = db.session()
    add_coalition(session, mark, name)
    session.commit()
    click.echo(f"Coalition {mark} ({name}) is added.")
