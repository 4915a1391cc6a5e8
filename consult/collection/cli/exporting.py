"""The command that takes the submitted answers of a strand out, for whoever may read them."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom

import click
from sqlalchemy.orm import Session

from consult.access.queries import accounts
from consult.access.rules import Permission, Scope, covers, normal_email, permits
from consult.collection.cli.importing import found_strand
from consult.collection.exchange.answers_csv import ExportRow, as_csv
from consult.collection.exchange.raw_r import as_r
from consult.collection.exchange.raw_sav import as_sav
from consult.collection.exchange.raw_variables import Variable, variables_of
from consult.collection.operations.reading import log_taken_out
from consult.collection.queries.exporting import counted_with_words
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView
from consult.consultation.rules import StrandState
from consult.instrument.queries import compiled, newest_version, structure_of
from consult.instrument.rules import cells_of
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.database import db
from consult.shared.errors import InputFault, InputRefused, NotAllowedNow, NotFound
from consult.shared.time import now, today

LABELLED = (".sav", ".zip")
TOLD = {
    "not_answered": "not answered",
    "not_asked": "not asked",
    "unranked": "given no place",
    "written": "written",
    "1": "yes",
    "0": "no",
}


@click.command("export")
@click.argument("strand_id", metavar="STRAND")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--unit", type=click.Choice([unit.value for unit in Unit]), default="organisation", show_default=True)
@click.option("--words", is_flag=True, help="With what was written: for the coding team.")
@click.option("--lang", help="The language of labels: one of the consultation's; without it, the first.")
@click.option("--as", "email", required=True, help="The address of the account that takes the answers out.")
def export(strand_id: str, out: Path, unit: str, email: str, *, words: bool, lang: str | None) -> None:
    """Write the submitted answers of a frozen STRAND to OUT, as its ending says: a row each, in no order, no name.

    .csv, or any other: codes. For the strand's own lead consultant alone, with labels, reasons for no answer kept
    apart: .sav, a system file of SPSS; .zip, the codes and a script that reads them into R. The access log says who
    took what.
    """
    found, session = found_strand(strand_id), db.session()
    ending = out.suffix.lower()
    kind = ending.removeprefix(".") if ending in LABELLED else "csv"
    account_id = _may_take_out(session, found, email, leads=words or kind != "csv")
    if words and kind == "sav":
        raise click.UsageError("an SPSS file holds no words: take them as .csv or .zip")
    if not found.has(StrandState.FROZEN):
        raise NotAllowedNow("Nothing is exported before the data are frozen: until then answers change.")
    content, count = _content(session, found, Unit(unit), kind, words=words, lang=lang or found.languages[0])
    log_taken_out(session, found, Unit(unit), kind=kind, words=words, by=account_id, at=now())
    session.commit()
    out.touch(mode=0o600)
    out.write_bytes(content)
    click.echo(f"{count} {'fictitious ' * found.fictitious}answers in {out}", err=True)


def _may_take_out(session: Session, found: StrandView, email: str, *, leads: bool) -> str:
    """Return the account's id; raise `NotAllowedNow` unless it reads answers here, and leads where it has to."""
    account = next((one for one in accounts(session) if one.email == normal_email(email) and one.active), None)
    scope = Scope(found.coalition_id, found.consultation_id)
    own = [grant.value for grant in account.grants if covers(grant.value, scope)] if account else []
    wanted = [Permission.READ_ANSWERS, *([Permission.LEAD_CODING] if leads else [])]
    if account is None or not all(permits(own, permission) for permission in wanted):
        raise NotAllowedNow("Nothing was exported: this account may not read these answers.")
    return account.id


def _content(
    session: Session, found: StrandView, unit: Unit, kind: str, *, words: bool, lang: str
) -> tuple[bytes, int]:
    """Return a file and how many answers it holds."""
    version = newest_version(session, found.id)
    if version is None:
        raise NotFound("no instrument is published yet: `consult instrument publish` does it")
    if lang not in found.languages:
        languages = ", ".join(found.languages)
        raise InputRefused([InputFault("--lang", f"the consultation is not in {lang}", f"choose one of {languages}")])
    structure = structure_of(session, version.id)
    answers = counted_with_words(session, found.id, unit)
    rows = [ExportRow(unit, one.answer.short, one.answer.document, one.words) for one in answers]
    SystemRandom().shuffle(rows)
    if kind == "csv":
        return as_csv(structure, rows, words=words, fictitious=found.fictitious).encode(), len(rows)
    variables = variables_of(compiled(session, version.id, lang), TOLD)
    if kind == "sav":
        title = " ".join(["Fictitious:"] * found.fictitious + [found.coalition_name])
        notes = _notes(found, unit, version.content_hash)
        values = _values(structure, variables, rows)
        return as_sav(variables, values, title=title, notes=notes, day=today()), len(rows)
    text = as_csv(structure, rows, words=words, fictitious=found.fictitious)
    return as_r(text, variables, _notes(found, unit, version.content_hash)), len(rows)


def _values(structure: Structure, variables: tuple[Variable, ...], rows: list[ExportRow]) -> list[list[float]]:
    made = []
    for row in rows:
        cells = cells_of(structure, InstrumentUnit(row.unit), row.short, row.answers, row.words)
        made.append([one.value(cells[one.column]) for one in variables])
    return made


def _notes(found: StrandView, unit: Unit, version_hash: str) -> tuple[str, ...]:
    invented = ("Fictitious demonstration: nothing in this file is real.",) if found.fictitious else ()
    return (
        *invented,
        f"Answers of {'organisations' if unit is Unit.ORGANISATION else 'individuals'}, one each, in no order.",
        "No name, no region, no sealed item. Do not pass this file on.",
        f"Instrument sha256 {version_hash[:40]}",
        f"                  {version_hash[40:]}",
    )
