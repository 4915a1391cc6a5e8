"""Commands of collection."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from consult.collection.operations import invite_all
from consult.collection.queries import contacts_of, coverage, coverage_counts, individual_count
from consult.collection.rules import expiry, links_as_csv
from consult.consultation.queries import StrandView, strand
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.time import today


@click.group("collection")
def group() -> None:
    """Invite members and see who has answered."""


def _found(strand_id: str) -> StrandView:
    found = strand(db.session(), strand_id)
    if found is None:
        raise NotFound(f"there is no strand {strand_id}: `consult consultation` lists them")
    return found


@group.command("status")
@click.argument("strand_id", metavar="STRAND")
def status(strand_id: str) -> None:
    """Say how many organisations stand where, and how many people answered in their own name."""
    found = _found(strand_id)
    click.echo(f"{found.coalition_name}: {found.state.value}, closes {found.closes_on.isoformat()}")
    for disposition, count in coverage_counts(db.session(), found.id).items():
        click.echo(f"{disposition.value}\t{count}")
    click.echo(f"individuals\t{individual_count(db.session(), found.id)}")


@group.command("invite")
@click.argument("strand_id", metavar="STRAND")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file of new links.")
def invite(strand_id: str, out: Path) -> None:
    """Invite every contact who has no invitation; the links are written to a file only you can read."""
    found = _found(strand_id)
    session = db.session()
    people = {contact.id: contact for own in contacts_of(session, found.id).values() for contact in own}
    names = {line.organisation_id: line.name for line in coverage(session, found.id)}
    issued = invite_all(session, found.id, expiry(found.closes_on, found.withdraw_until), day=today())
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
    session.commit()
    click.echo(f"{len(issued)} new {'fictitious ' * found.fictitious}invitations in {out}", err=True)
