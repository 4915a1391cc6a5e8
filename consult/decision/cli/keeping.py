"""Destroying what was promised, from the command line."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from consult.access.queries import accounts
from consult.access.rules import Permission, Scope, covers, normal_email, permits
from consult.consultation.queries import ConsultationView, consultation
from consult.decision.cli.group import group
from consult.decision.operations.destroying import destroy
from consult.decision.rules.kinds import Promised
from consult.shared.database import db
from consult.shared.erasing import erase_traces
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now


@group.command("destroy")
@click.argument("consultation_id", metavar="CONSULTATION")
@click.argument("what", type=click.Choice([one.value for one in Promised]))
@click.option("--by", "email", required=True, help="E-mail address of whose act it is.")
@click.confirmation_option(prompt="What is destroyed cannot be brought back. Destroy it?")
def destroy_promised(consultation_id: str, what: str, email: str) -> None:
    """Destroy what was promised, on its day or after it; nothing before."""
    session = db.session()
    asked = consultation(session, consultation_id)
    if asked is None:
        raise NotFound(f"there is no consultation {consultation_id}")
    counts = destroy(session, asked.id, what=Promised(what), account_id=_keeper(session, asked, email), moment=now())
    session.commit()
    erase_traces(db.engine)
    for name, number in counts.items():
        click.echo(f"{name}\t{number}")


def _keeper(session: Session, asked: ConsultationView, email: str) -> str:
    """Return the account with an address; raise `NotAllowedNow` unless it keeps decisions for every coalition."""
    found = next((one for one in accounts(session) if one.email == normal_email(email) and one.active), None)
    if found is not None:
        scopes = [Scope(coalition_id, asked.id) for coalition_id in asked.coalition_ids]
        own = [[grant.value for grant in found.grants if covers(grant.value, scope)] for scope in scopes]
        if all(permits(grants, Permission.KEEP_DECISIONS) for grants in own):
            return found.id
    raise NotAllowedNow("Nothing was destroyed: this account does not keep decisions for both coalitions.")
