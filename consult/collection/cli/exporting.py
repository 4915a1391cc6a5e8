"""The command that takes the submitted answers of a strand out, for whoever may read them."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from consult.access.queries import accounts
from consult.access.rules import Permission, Scope, covers, normal_email, permits
from consult.collection.cli.importing import found_strand
from consult.collection.operations.reading import log_taken_out
from consult.collection.presentation import answers_file
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView
from consult.consultation.rules import StrandState
from consult.shared.database import db
from consult.shared.errors import InputFault, InputRefused, NotAllowedNow
from consult.shared.time import now

LABELLED = (".sav", ".zip")


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
    if lang and lang not in found.languages:
        languages = ", ".join(found.languages)
        raise InputRefused([InputFault("--lang", f"the consultation is not in {lang}", f"choose one of {languages}")])
    made = answers_file(session, found, Unit(unit), kind, language=lang or found.languages[0], words=words)
    log_taken_out(session, found, Unit(unit), kind=kind, words=words, by=account_id, at=now())
    session.commit()
    out.touch(mode=0o600)
    out.write_bytes(made.content)
    click.echo(f"{made.count} {'fictitious ' * found.fictitious}answers in {out}", err=True)


def _may_take_out(session: Session, found: StrandView, email: str, *, leads: bool) -> str:
    """Return the account's id; raise `NotAllowedNow` unless it reads answers here, and leads where it has to."""
    account = next((one for one in accounts(session) if one.email == normal_email(email) and one.active), None)
    scope = Scope(found.coalition_id, found.consultation_id)
    own = [grant.value for grant in account.grants if covers(grant.value, scope)] if account else []
    wanted = [Permission.READ_ANSWERS, *([Permission.LEAD_CODING] if leads else [])]
    if account is None or not all(permits(own, permission) for permission in wanted):
        raise NotAllowedNow("Nothing was exported: this account may not read these answers.")
    return account.id
