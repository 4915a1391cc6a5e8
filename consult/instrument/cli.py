"""Commands of the instrument: show, check, export, publish."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import yaml

from consult.consultation.queries import strand as strand_called
from consult.instrument.operations import publish, reference_document
from consult.instrument.queries import document, newest_version
from consult.instrument.rules import (
    InstrumentRefused,
    Structure,
    Wordings,
    broken_placeholders,
    missing,
    read_structure,
    read_wording,
    reference_structure,
    reference_wordings,
    unknown_keys,
)
from consult.shared.database import db
from consult.shared.time import now


@click.group("instrument")
def group() -> None:
    """Questions, wordings and their published versions."""


def _read(folder: Path | None) -> tuple[Structure, Wordings]:
    if folder is None:
        structure = reference_structure()
        return structure, reference_wordings(structure)
    structure = read_structure((folder / "structure.yaml").read_text(encoding="utf-8"))
    texts, states = {}, {}
    for tag in structure.languages:
        path = folder / "wording" / f"{tag}.yaml"
        if path.exists():
            texts[tag], states[tag] = read_wording(path.read_text(encoding="utf-8"), path.name)
    return structure, Wordings(texts, states)


def _read_or_exit(folder: Path | None) -> tuple[Structure, Wordings]:
    try:
        return _read(folder)
    except FileNotFoundError as error:
        click.echo(f"{error.filename}: there is no such file, put structure.yaml and wording/ in the folder", err=True)
    except InstrumentRefused as refused:
        for fault in refused.faults:
            click.echo(f"{fault.place}: {fault.what}, {fault.remedy}", err=True)
    sys.exit(2)


FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)


@group.command("check")
@FOLDER
def check(folder: Path | None) -> None:
    """Check an instrument in FOLDER (default: the reference instrument): structure, words, placeholders."""
    structure, wordings = _read_or_exit(folder)
    faults = [
        f"wording/{tag}.yaml:{key}: {what}"
        for tag in structure.languages
        for what, keys in (
            ("no text, write one", missing(structure, wordings, tag)),
            ("nothing uses this text, remove it or mend its key", unknown_keys(structure, wordings, tag)),
            ("other {placeholders} than in English, keep them", broken_placeholders(structure, wordings, tag)),
        )
        for key in keys
        if not key.startswith("list.goals.")
    ]
    for line in faults:
        click.echo(line, err=True)
    if faults:
        sys.exit(2)
    click.echo(
        f"{len(structure.items)} items, {len(structure.parts)} parts, {len(structure.languages)} languages: whole."
    )


@group.command("show")
@FOLDER
@click.option("--language", default="en", show_default=True)
def show(folder: Path | None, language: str) -> None:
    """Print what is asked, item by item."""
    structure, wordings = _read_or_exit(folder)
    for item in structure.items:
        click.echo(f"{item.code}\t{wordings.find(f'item.{item.code}', language)}")
        for part in item.parts:
            click.echo(f"  {part.key}\t{part.type.value}\t{part.unit.value}\t{' '.join(part.options)}")


@group.command("publish")
@click.argument("strand")
@FOLDER
@click.option("--goals", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="{code: {language: text}}")
@click.option("--reason", required=True, help="Why this version, for members to read.")
def publish_command(strand: str, folder: Path | None, goals: Path | None, reason: str) -> None:
    """Publish an instrument as the next version of STRAND."""
    structure, wordings = _read_or_exit(folder)
    worded = yaml.safe_load(goals.read_text(encoding="utf-8")) if goals else {}
    made = reference_document(structure, wordings, worded)
    session = db.session()
    version_id = publish(session, strand_id=strand, document=made, reason=reason, moment=now())
    session.commit()
    click.echo(version_id)


@group.command("export")
@click.argument("strand")
def export(strand: str) -> None:
    """Print the newest published version of STRAND as JSON; an invented one says first that it is fictitious."""
    session = db.session()
    newest, asking = newest_version(session, strand), strand_called(session, strand)
    if newest is None:
        raise click.ClickException("This strand has no published version yet.")
    mark = {"fictitious": True} if asking and asking.fictitious else {}
    click.echo(json.dumps({**mark, **document(session, newest.id)}, ensure_ascii=False, indent=1))
