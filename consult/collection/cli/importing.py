"""The command that brings answers in: those of one member in an answer file, or a whole file from elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from consult.collection.exchange.answer_file import FileRefused
from consult.collection.exchange.answers_elsewhere import AnswerReader
from consult.collection.exchange.answers_map import read_map
from consult.collection.exchange.answers_plan import Plan, Planner
from consult.collection.exchange.answers_sheet import AnswerSheet, read_sheet
from consult.collection.exchange.instrument_file import read_instrument
from consult.collection.labels import fault_message
from consult.collection.operations.bringing_in import bring_in_for
from consult.collection.operations.loading_answers import Loading, load_answers
from consult.collection.queries import coverage
from consult.collection.rules import Unit
from consult.collection.rules.elsewhere import AnswersMap, GivenAnswer
from consult.consultation.queries import StrandView, strand
from consult.instrument.rules import InstrumentRefused, Structure, Wordings, to_document
from consult.membership.labels import worded
from consult.shared.database import db
from consult.shared.errors import InputFault, InputRefused, NotFound
from consult.shared.time import now

FAULTS_SAID = 100
FILE = click.Path(exists=True, path_type=Path, dir_okay=False)


def found_strand(strand_id: str) -> StrandView:
    """Return a strand; raise `NotFound` with what to do."""
    found = strand(db.session(), strand_id)
    if found is None:
        raise NotFound(f"there is no strand {strand_id}: `consult consultation` lists them")
    return found


@click.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--strand", "strand_id", help="The strand an answer file belongs to.")
@click.option("--organisation", help="Whose answer file it is: name or id, as `membership` lists them.")
@click.option("--unit", type=click.Choice([unit.value for unit in Unit]), help="Whose answer it holds.")
@click.option("--instrument", type=FILE, help="For answers from elsewhere: what was asked, as YAML or exported JSON.")
@click.option("--map", "map_file", type=FILE, help="For answers from elsewhere: which column holds what, as YAML.")
@click.option("--dry-run", is_flag=True, help="Only say what would be brought in.")
def import_answers(
    path: Path,
    strand_id: str | None,
    organisation: str | None,
    unit: str | None,
    instrument: Path | None,
    map_file: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Bring answers in FILE: an answer file of one member, or (--instrument) a CSV of answers given elsewhere.

    An answer file goes into the draft of the member. Answers from elsewhere become a strand of their own, whose id is
    the last line printed. With any fault nothing at all is kept.
    """
    of_member = {"--strand": strand_id, "--organisation": organisation, "--unit": unit}
    given = [name for name, value in of_member.items() if value is not None]
    if instrument is not None or map_file is not None:
        if given:
            raise click.UsageError(f"{', '.join(given)} go with an answer file, not with answers from elsewhere")
        if instrument is None:
            raise click.UsageError("--map needs --instrument: the questions that were asked")
        _import_elsewhere(path, instrument, map_file, dry_run=dry_run)
        return
    if strand_id is None or organisation is None or unit is None:
        missing = ", ".join(name for name in of_member if name not in given)
        raise click.UsageError(f"{missing} missing for an answer file (or --instrument for answers from elsewhere)")
    _import_answer_file(path, found_strand(strand_id), organisation, Unit(unit), dry_run=dry_run)


def _import_answer_file(path: Path, found: StrandView, organisation: str, unit: Unit, *, dry_run: bool) -> None:
    session = db.session()
    lines = coverage(session, found.id)
    ids = [line.organisation_id for line in lines if organisation in (line.organisation_id, line.name)]
    if len(ids) != 1:
        raise InputRefused([InputFault("--organisation", "no one member of this strand is called so", "give its id")])
    try:
        done = bring_in_for(session, found, ids[0], unit, path.read_bytes(), moment=now())
    except FileRefused as refused:
        raise InputRefused([InputFault(path.name, str(refused), "nothing was brought in")]) from refused
    faults = [
        *(InputFault(f"{path.name}:{f.part}", fault_message(f), "mend it in the answer file") for f in done.faults),
        *(InputFault(f"{path.name}:{key}", "the draft says something else", "let the member choose on their own page")
          for key in done.conflict),
    ]  # fmt: skip
    if faults:
        session.rollback()
        raise InputRefused(faults)
    (session.rollback if dry_run else session.commit)()
    click.echo(f"{'would be ' * dry_run}brought in\t{len(done.taken)}")
    click.echo(f"the same already\t{len(done.same)}")
    click.echo(f"not asked here\t{done.not_asked}")
    if done.code and not dry_run:
        click.echo(f"receipt code\t{done.code}")
        click.echo("Give this code to whoever answered: it is the only way back to this answer.", err=True)


def _import_elsewhere(path: Path, instrument: Path, map_file: Path | None, *, dry_run: bool) -> None:
    answers_map, structure, wordings, marked = _read_terms(instrument, map_file)
    sheet = _read_sheet(path)
    planner = Planner(structure, sheet.headings, answers_map, path.name)
    plan = planner.plan()
    _refuse(planner.faults)
    answers = _read_answers(structure, plan, sheet, path)
    if plan.unread:
        click.echo(f"not read: {', '.join(plan.unread)}", err=True)
    counts = {unit.value: sum(one.unit is unit for one in answers) for unit in Unit}
    said = ", ".join(f"{count} of {unit}s" for unit, count in counts.items())
    if dry_run:
        click.echo(f"Nothing was written: {len(answers)} answers would be loaded ({said}).")
        return
    loading = Loading(
        title=f"Answers from elsewhere: {path.name}",
        document=to_document(structure, wordings),
        languages=structure.languages,
        fictitious=marked or plan.fictitious or current_app.config["SETTINGS"].demo,
    )
    session = db.session()
    strand_id = load_answers(session, loading, answers, moment=now())
    session.commit()
    click.echo(f"{len(answers)} answers are loaded ({said}).", err=True)
    click.echo(strand_id)


def _read_terms(instrument: Path, map_file: Path | None) -> tuple[AnswersMap, Structure, Wordings, bool]:
    """Return the map, the instrument, and whether the instrument is marked as fictitious."""
    try:
        answers_map = read_map(map_file.read_text(encoding="utf-8-sig"), map_file.name) if map_file else AnswersMap()
        return answers_map, *read_instrument(instrument, answers_map.goals)
    except InstrumentRefused as refused:
        raise InputRefused([InputFault(one.place, one.what, one.remedy) for one in refused.faults]) from refused
    except UnicodeDecodeError as error:
        names = " or ".join(one.name for one in (instrument, map_file) if one)
        raise InputRefused([InputFault(names, "not UTF-8 text", "save it as UTF-8")]) from error


def _read_sheet(path: Path) -> AnswerSheet:
    sheet = read_sheet(path.read_bytes())
    with force_locale("en"):
        found = [worded(one, path.name) for one in sheet.faults]
        _refuse([InputFault(one.place, one.what, "save the answers as CSV and load them again") for one in found])
        for one in sheet.warnings:
            click.echo(f"warning: {worded(one, path.name)}", err=True)
    return sheet


def _read_answers(structure: Structure, plan: Plan, sheet: AnswerSheet, path: Path) -> list[GivenAnswer]:
    reader = AnswerReader(structure, plan, path.name)
    answers = reader.read(sheet)
    _refuse(reader.faults)
    if not answers:
        _refuse([InputFault(path.name, "no row holds an answer", "put one answer in each row below the headings")])
    return answers


def _refuse(faults: list[InputFault]) -> None:
    if len(faults) > FAULTS_SAID:
        more = InputFault("…", f"{len(faults) - FAULTS_SAID} more faults", "mend these first")
        raise InputRefused([*faults[:FAULTS_SAID], more])
    if faults:
        raise InputRefused(faults)
