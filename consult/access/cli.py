"""Commands of access: the first account of an installation is made here."""

from __future__ import annotations

import json

import click
from flask import current_app

from consult.access import operations, queries
from consult.access.forms import PASSWORD_AT_LEAST
from consult.access.rules import GrantValue, Role
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.identifiers import readable_code
from consult.shared.time import now


@click.group("access")
def group() -> None:
    """Keep accounts and what they may do."""


@group.group("account")
def account() -> None:
    """Keep accounts."""


@account.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Whose account it is.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--coalition", help="Where the role holds: a coalition's mark (A) or identifier.")
@click.option("--consultation", help="Where the role holds: a consultation's identifier.")
@click.option("--ask-password", is_flag=True, help="Ask for the password instead of making one.")
def add(email: str, name: str, role: str, coalition: str | None, consultation: str | None, ask_password: bool) -> None:
    """Make an account with one role; its password is printed once."""
    password = _asked() if ask_password else readable_code()
    password_hash = operations.hash_password(password)
    grant = GrantValue(Role(role), _coalition(coalition), _consultation(consultation))
    made = operations.create_account(db.session(), email=email, name=name, password_hash=password_hash)
    operations.grant_role(db.session(), made.id, grant, at=now())
    db.session.commit()
    click.echo(f"{made.email} may sign in." if ask_password else f"{made.email} may sign in with {password}")


@account.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def show(as_json: bool) -> None:
    """List accounts and what they were granted."""
    mark = {"fictitious": True} if current_app.config["SETTINGS"].demo else {}
    for row in queries.accounts(db.session()):
        roles = [grant.value.role.value for grant in row.grants]
        if as_json:
            click.echo(json.dumps({**mark, "id": row.id, "email": row.email, "active": row.active, "roles": roles}))
        else:
            click.echo("\t".join([row.email, row.name, "" if row.active else "inactive", ", ".join(roles)]))


def _asked() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < PASSWORD_AT_LEAST:
        raise click.UsageError(f"choose a password of at least {PASSWORD_AT_LEAST} characters")
    return password


def _coalition(named: str | None) -> str | None:
    known = queries.places(db.session()).coalitions
    found = next((key for key, (mark, _name) in known.items() if named in (key, mark)), None)
    if named and not found:
        raise NotFound(f"there is no coalition {named}")
    return found


def _consultation(named: str | None) -> str | None:
    if named and named not in queries.places(db.session()).consultations:
        raise NotFound(f"there is no consultation {named}")
    return named
