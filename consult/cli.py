"""The `consult` command: each domain's commands under one name."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask import current_app, has_app_context

import consult.access.cli
import consult.briefing.cli
import consult.coding.cli
import consult.collection.cli
import consult.consultation.cli
import consult.decision.cli
import consult.demo.cli
import consult.findings.cli
import consult.instrument.cli
import consult.interview.cli
import consult.meeting.cli
import consult.membership.cli
import consult.reliability.cli
from consult.app import ROOT, create_app
from consult.consultation.queries import key_faults
from consult.settings import BadSetting, Settings
from consult.shared import catalogues, schema
from consult.shared.commands import is_standing_alone
from consult.shared.database import db
from consult.shared.errors import ConsultError, InputRefused
from consult.shared.working import work


@click.group()
def command() -> None:
    """Carry a coalition's consultation from the mandate to the decision."""


def in_the_app(group: click.Group) -> click.Group:
    """Return `group` with every command of it run inside the application."""
    for name, member in list(group.commands.items()):
        if isinstance(member, click.Group):
            in_the_app(member)
        elif member.callback:
            member.callback = _with_app(member.callback)
            group.commands[name] = member
    return group


def _with_app(callback: Callable[..., Any] | None) -> Callable[..., Any]:
    assert callback is not None

    def run(*args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            return callback(*args, **kwargs)
        if is_standing_alone(callback):
            with TemporaryDirectory() as folder, create_app(_nowhere(Path(folder))).app_context():
                return callback(*args, **kwargs)
        with create_app().app_context():
            if callback not in OF_THE_SCHEMA:
                _make_tables()
            return callback(*args, **kwargs)

    return update_wrapper(run, callback)


def _make_tables() -> None:
    """Make the tables of a database that is still empty; leave with a message where it waits for a migration."""
    with db.engine.connect() as connection:
        at = schema.current(connection)
    if at is None:
        schema.upgrade(db.engine)
        click.echo("The database was empty: its tables are made now.", err=True)
    elif at != schema.head():
        click.echo(f"the database is at {at}, not {schema.head()}: run `consult db upgrade`", err=True)
        sys.exit(2)


def _nowhere(folder: Path) -> Settings:
    """Return settings of no installation, for what reads files only but speaks like everything else."""
    return Settings("sqlite://", secrets.token_urlsafe(), "http://localhost", folder)


@command.group("db")
def database() -> None:
    """Keep the database's schema."""


@database.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Bring the schema up to date."""
    schema.upgrade(db.engine, revision)
    click.echo(f"The database is at {schema.head()}.")


@command.group("i18n")
def i18n() -> None:
    """Keep the program's words in every language."""


@i18n.command("compile")
def i18n_compile() -> None:
    """Make the catalogues readable for the program."""
    click.echo(f"{catalogues.compile_all()} catalogues compiled", err=True)


@i18n.command("extract")
def i18n_extract() -> None:
    """Bring the catalogues up to date with the code."""
    for path in catalogues.extract():
        click.echo(path.relative_to(ROOT), err=True)


@i18n.command("check")
def i18n_check() -> None:
    """Say what is missing or wrong in the catalogues."""
    found = list(catalogues.faults())
    for line in found[:200]:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    click.echo("Every string is translated in every language.")


@command.command("check")
def check() -> None:
    """Say whether this installation is fit to serve: settings, schema, keys, catalogues."""
    with db.engine.connect() as connection:
        at = schema.current(connection)
    faults = [] if at == schema.head() else [f"the database is at {at}, not {schema.head()}: run `consult db upgrade`"]
    faults += [] if faults else key_faults(db.session())
    faults += [f"{tag} is not compiled: run `consult i18n compile`" for tag in _uncompiled()]
    for line in faults:
        click.echo(line, err=True)
    if faults:
        sys.exit(2)
    click.echo("Ready.")


@command.command("worker")
@click.option("--parent", type=int, help="Stop when this process is no longer the parent.")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due.")
def worker(parent: int | None, until_idle: bool) -> None:
    """Send mail and do what comes round by the clock, until stopped; `serve` and `demo` run one of their own."""
    done = work(current_app.extensions["jobs"], parent=parent, until_idle=until_idle)
    click.echo(f"{done} jobs done", err=True)


def _uncompiled() -> list[str]:
    return [
        path.parts[-3]
        for path in sorted(Path(catalogues.FOLDER).glob("*/LC_MESSAGES/messages.po"))
        if not path.with_suffix(".mo").exists()
    ]


for domain in (
    consult.access.cli,
    consult.membership.cli,
    consult.consultation.cli,
    consult.instrument.cli,
    consult.collection.cli,
    consult.interview.cli,
    consult.coding.cli,
    consult.reliability.cli,
    consult.findings.cli,
    consult.briefing.cli,
    consult.meeting.cli,
    consult.decision.cli,
):
    command.add_command(in_the_app(domain.group))
OF_THE_SCHEMA = {db_upgrade.callback, check.callback, i18n_compile.callback}
"""Commands that say what the schema is, or have nothing to do with it."""
in_the_app(database)
check.callback = _with_app(check.callback)
worker.callback = _with_app(worker.callback)
for member in consult.demo.cli.commands(create_app):
    command.add_command(member)


def main() -> None:
    """Run the command line; what is refused on purpose exits 2, one line per fault."""
    try:
        command(standalone_mode=True)
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)
    except (BadSetting, ConsultError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
