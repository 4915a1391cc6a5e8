"""Commands of the briefing."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from consult.briefing.exchange.pdf import INSTALL
from consult.briefing.presentation.exporting import MIMETYPES, exported, offered
from consult.briefing.presentation.verifying import as_document, as_lines
from consult.briefing.queries import EditionView, newest_edition, numbered_edition, verified
from consult.consultation.queries import ConsultationView, consultation
from consult.consultation.rules import StrandState
from consult.shared.database import db, reading
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.wording import SHIPPED

ANY_ID = {"ignore_unknown_options": True}  # an id may begin with a dash


@click.group("briefing")
def group() -> None:
    """The frozen editions that both boards read."""


@group.command("verify", context_settings=ANY_ID)
@click.argument("consultation_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of sentences.")
def verify(consultation_id: str, as_json: bool) -> None:
    """Recompute every fingerprint sealed at G4 and the hash of every edition, and say whether they hold.

    Fails (exit code 1) where register, instrument or answers of a strand, or an edition, are not what was sealed. Says
    nothing of what is in them, so it may be run before the release too.
    """
    with reading():
        session = db.session()
        try:
            told = verified(session, consultation_id)
        finally:
            session.rollback()
    click.echo(json.dumps(as_document(told), indent=2) if as_json else "\n".join(as_lines(told)))
    if not told.holds:
        raise SystemExit(1)


@group.command("export", context_settings=ANY_ID)
@click.argument("consultation_id")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    "languages",
    type=click.Choice(SHIPPED),
    multiple=True,
    help="Which language it is worded in (English without it); a .zip takes several.",
)
@click.option("--edition", "number", type=click.IntRange(min=1), help="Its number; without it, the newest.")
def export(consultation_id: str, out: Path, languages: tuple[str, ...], number: int | None) -> None:
    """Write a frozen edition to OUT, as its ending says.

    .xlsx: a workbook that says what it is, and every count. .csv: the same counts as one long table. .docx: the joint
    page as a document. .pdf: the same to be printed. .pptx: the same as slides. .xml: what was asked and every
    frequency, as DDI-Codebook 2.5. .zip: the joint page as index.html, to be read without a network; with several
    languages, each in a folder of its own. What is hidden on the pages is hidden here; the same edition always gives
    the same file. Refused until every strand has released (G6).
    """
    ending = out.suffix.lower().removeprefix(".")
    tags = tuple(dict.fromkeys(languages)) or SHIPPED[:1]
    if ending not in MIMETYPES:
        raise click.UsageError(f"{out.name}: end the name in {', '.join(f'.{one}' for one in MIMETYPES)}")
    if ending not in offered():
        raise click.ClickException(INSTALL)
    if len(tags) > 1 and ending != "zip":
        raise click.UsageError("give one --language: only a .zip holds several")
    with reading():
        session = db.session()
        try:
            found, edition = _asked(session, consultation_id, number)
            content = exported(session, found, edition, tags, ending)
        finally:
            session.rollback()
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from error
    if found.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    click.echo(f"edition {edition.number} (sha256 {edition.content_hash}) written to {out}", err=True)


def _asked(session: Session, consultation_id: str, number: int | None) -> tuple[ConsultationView, EditionView]:
    """Return a released consultation with the edition asked for, as it was frozen."""
    found = consultation(session, consultation_id)
    if found is None:
        raise NotFound(f"there is no consultation {consultation_id}: `consult consultation list` names them")
    if not found.all_have(StrandState.RELEASED):
        raise NotAllowedNow(N_("Findings are sealed until every strand has released them (G6)."))
    edition = newest_edition(session, found.id) if number is None else numbered_edition(session, found.id, number)
    if edition is None:
        raise NotFound("there is no such edition: leave --edition out for the newest")
    if not edition.intact:
        raise NotAllowedNow(N_("The seal of the edition does not hold."))
    return found, edition
