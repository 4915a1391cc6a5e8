"""Commands of collection."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from consult.collection.cli.exporting import export
from consult.collection.cli.importing import found_strand, import_answers
from consult.collection.exchange.bounces import NotANotice, read_notice
from consult.collection.operations import IssuedInvitation, invite_all, post, record_bounces, remind_all
from consult.collection.queries import contacts_of, coverage, coverage_counts, individual_count
from consult.collection.queries.mails import next_wave
from consult.collection.rules import MailKind, Unit, expiry, links_as_csv
from consult.consultation.queries import StrandView
from consult.instrument.queries import newest_version
from consult.shared.database import db
from consult.shared.errors import InputFault, InputRefused, NotFound
from consult.shared.time import now, today


@click.group("collection")
def group() -> None:
    """Invite members and see who has answered."""


group.add_command(import_answers)
group.add_command(export)


@group.command("status")
@click.argument("strand_id", metavar="STRAND")
def status(strand_id: str) -> None:
    """Say how many organisations stand where, and how many people answered in their own name."""
    found = found_strand(strand_id)
    click.echo(f"{found.coalition_name}: {found.state.value}, closes {found.closes_on.isoformat()}")
    for disposition, count in coverage_counts(db.session(), found.id).items():
        click.echo(f"{disposition.value}\t{count}")
    click.echo(f"individuals\t{individual_count(db.session(), found.id)}")


@group.command("invite")
@click.argument("strand_id", metavar="STRAND")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the new links to this file.")
@click.option("--mail", is_flag=True, help="Have the worker mail the new links.")
@click.option("--wave", is_flag=True, help="Remind whoever has not answered or declined, instead of inviting.")
def invite(strand_id: str, out: Path | None, *, mail: bool, wave: bool) -> None:
    """Invite every contact who has no invitation, or remind whoever is silent.

    The links are mailed, or written to a file only you can read: they are stored nowhere.
    """
    found = found_strand(strand_id)
    if mail is bool(out):
        raise click.UsageError("choose one: --mail, or --out FILE")
    session = db.session()
    settings = current_app.config["SETTINGS"]
    if mail and settings.mail_server is None:
        raise click.UsageError("--mail needs CONSULT_SMTP_URL and CONSULT_MAIL_FROM to be set")
    until = expiry(found.closes_on, found.withdraw_until)
    if wave:
        issued = remind_all(session, found.id, until, wave=next_wave(session, found.id), day=today())
    else:
        issued = invite_all(session, found.id, until, day=today())
    what = f"{'fictitious ' * found.fictitious}{'reminders' if wave else 'invitations'}"
    if out is None:
        kind = MailKind.REMINDER if wave else MailKind.INVITATION
        posted = post(session, found.id, issued, kind=kind, settings=settings, moment=now())
        session.commit()
        click.echo(f"{posted} new {what} wait to be mailed, {len(issued) - posted} have no address", err=True)
        return
    _write_links(found, issued, out)
    session.commit()
    click.echo(f"{len(issued)} new {what} in {out}", err=True)


def _write_links(found: StrandView, issued: list[IssuedInvitation], out: Path) -> None:
    session = db.session()
    people = {contact.id: contact for own in contacts_of(session, found.id).values() for contact in own}
    names = {line.organisation_id: line.name for line in coverage(session, found.id)}
    base = current_app.config["SETTINGS"].base_url
    rows = [
        (
            names[new.organisation_id],
            people[new.contact_id].name if new.contact_id else "",
            people[new.contact_id].email if new.contact_id else "",
            new.language,
            f"{base}/i/{new.token}",
        )
        for new in issued
    ]
    out.touch(mode=0o600)
    out.write_text(links_as_csv(rows, fictitious=found.fictitious), encoding="utf-8")


@group.command("bounces")
@click.argument("strand_id", metavar="STRAND")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def bounces(strand_id: str, paths: tuple[Path, ...]) -> None:
    """Record mails that came back: each FILE is one notice as the mail server sent it (.eml)."""
    found = found_strand(strand_id)
    notices, faults = [], []
    for path in paths:
        try:
            notices.append(read_notice(path.read_bytes()))
        except NotANotice as refused:
            faults.append(InputFault(path.name, str(refused), "leave it out, or save the notice itself as a file"))
    if faults:
        raise InputRefused(faults)
    done = record_bounces(db.session(), found.id, notices, day=today())
    db.session.commit()
    click.echo(f"{done.new} came back, {done.known} known before, {done.foreign} of no mail of this strand", err=True)


@group.command("file")
@click.argument("strand_id", metavar="STRAND")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--unit", type=click.Choice([unit.value for unit in Unit]), default="organisation", show_default=True)
@click.option("--lang", required=True, help="The language of the file: one of the consultation's.")
@click.option("--short", is_flag=True, help="The short form.")
def answer_file(strand_id: str, out: Path, unit: str, lang: str, *, short: bool) -> None:
    """Write the answer file of STRAND to OUT: one page that works without a network and holds no name."""
    found = found_strand(strand_id)
    version = newest_version(db.session(), found.id)
    if version is None:
        raise NotFound("no instrument is published yet: `consult instrument publish` does it")
    if lang not in found.languages:
        languages = ", ".join(found.languages)
        raise InputRefused([InputFault("--lang", f"the consultation is not in {lang}", f"choose one of {languages}")])
    make = current_app.extensions["answer_file"]
    order = "1"  # who gets the file is not known, so everybody gets the futures in one order
    text = make(
        found, version_id=version.id, content_hash=version.content_hash, unit=Unit(unit), short=short, language=lang,
        seed=order,
    )  # fmt: skip
    out.write_text(text, encoding="utf-8")
    click.echo(f"{len(text.encode()) // 1024} KB in {out}", err=True)
