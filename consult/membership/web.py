"""Pages of the register: the members of a coalition, one organisation, and the import with its preview."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.membership.exchange.names import known_names
from consult.membership.exchange.register import SIZE_LIMIT, read_register
from consult.membership.forms import RegisterForm, read_filters, read_page
from consult.membership.labels import COLUMNS, KINDS, REGIONS, VALUES, country_name, language_name, worded
from consult.membership.operations import ImportReport, drop_upload, import_register, keep_upload, report_on
from consult.membership.policy import coalition_scope, may_edit, may_read_contacts, this_coalition
from consult.membership.queries import UploadView, coalitions, contacts, counts, filtered, members, standing, upload
from consult.membership.queries import organisation as organisation_view
from consult.membership.rules.cells import Terms
from consult.membership.rules.columns import CoalitionName, Column
from consult.membership.rules.comparing import OrganisationPlan, compare
from consult.membership.rules.given import Reading
from consult.membership.rules.reading import read_sheet
from consult.membership.rules.troubles import Noted, RegisterRefused
from consult.shared.database import db
from consult.shared.errors import InputFault
from consult.shared.text import clean_line
from consult.shared.time import now

blueprint = Blueprint("membership", __name__, url_prefix="/coalitions/<coalition_id>/members")
WORDS = {
    "regions": REGIONS,
    "kinds": KINDS,
    "columns": COLUMNS,
    "values": VALUES,
    "country_name": country_name,
    "language_name": language_name,
}
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One fault or warning in a table: the row ("" for the whole file), what is wrong, what to do."""

    row: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, before anybody confirms it."""

    report: ImportReport
    faults: tuple[Shown, ...]
    fault_count: int
    warnings: tuple[Shown, ...]
    warning_count: int
    lines: tuple[OrganisationPlan, ...]
    columns: tuple[tuple[str, Column], ...]


@blueprint.get("")
@allow(Permission.READ_REGISTER, on=coalition_scope)
def register(coalition_id: str) -> ResponseReturnValue:
    """Show the members of a coalition, searched and filtered."""
    found = members(db.session(), coalition_id)
    filters = read_filters(request.args)
    return render_template(
        "membership/register.html",
        coalition=this_coalition(),
        filters=filters,
        listed=filtered(found, filters, read_page(request.args)),
        held=counts(found),
        languages_held=sorted({tag for member in found for tag in member.languages}, key=language_name),
        may_edit=may_edit(),
        may_read_contacts=may_read_contacts(),
        **WORDS,
    )


@blueprint.get("/<organisation_id>")
@allow(Permission.READ_REGISTER, on=coalition_scope)
def organisation(coalition_id: str, organisation_id: str) -> ResponseReturnValue:
    """Show one member organisation; its contacts only to those who may see contacts."""
    found = organisation_view(db.session(), organisation_id, coalition_id)
    if found is None:
        abort(404)
    return render_template(
        "membership/organisation.html",
        coalition=this_coalition(),
        found=found,
        contacts=contacts(db.session(), organisation_id) if may_read_contacts() else None,
        **WORDS,
    )


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Permission.EDIT_REGISTER, on=coalition_scope)
def send_register(coalition_id: str) -> ResponseReturnValue:
    """Take a file and keep it until its import is confirmed."""
    form = RegisterForm()
    if form.validate_on_submit():
        upload_id = keep_upload(
            db.session(),
            form.file.data.read(SIZE_LIMIT + 1),
            file_name=clean_line(form.file.data.filename or "")[-120:] or "register",
            account_id=signed_in().account_id,
            coalition_id=coalition_id,
            at=now(),
        )
        db.session.commit()
        return redirect(url_for("membership.preview", coalition_id=coalition_id, upload_id=upload_id))
    return render_template("membership/import.html", coalition=this_coalition(), form=form, **WORDS)


@blueprint.get("/import/<upload_id>")
@allow(Permission.EDIT_REGISTER, on=coalition_scope)
def preview(coalition_id: str, upload_id: str) -> ResponseReturnValue:
    """Show what the import would do, with every fault and warning."""
    kept = _kept(coalition_id, upload_id)
    return render_template(
        "membership/preview.html", coalition=this_coalition(), upload=kept, preview=_preview(kept), **WORDS
    )


@blueprint.post("/import/<upload_id>/confirm")
@allow(Permission.EDIT_REGISTER, on=coalition_scope)
def confirm(coalition_id: str, upload_id: str) -> ResponseReturnValue:
    """Import the register that was previewed."""
    session = db.session()
    kept, known = _kept(coalition_id, upload_id), _known()
    session.commit()  # a file is never read inside a write transaction (decision 2)
    reading = _read(kept, known)
    try:
        report = import_register(session, reading)
    except RegisterRefused:
        session.rollback()
        flash(_("Nothing was imported: the register has faults. They are listed below."), "error")
        return redirect(url_for("membership.preview", coalition_id=coalition_id, upload_id=upload_id))
    drop_upload(session, upload_id)
    session.commit()
    flash(_done(report))
    return redirect(url_for("membership.register", coalition_id=coalition_id))


@blueprint.post("/import/<upload_id>/discard")
@allow(Permission.EDIT_REGISTER, on=coalition_scope)
def discard(coalition_id: str, upload_id: str) -> ResponseReturnValue:
    """Let go of a register that was sent in."""
    drop_upload(db.session(), _kept(coalition_id, upload_id).id)
    db.session.commit()
    flash(_("The file was deleted. Nothing was imported."))
    return redirect(url_for("membership.register", coalition_id=coalition_id))


def _kept(coalition_id: str, upload_id: str) -> UploadView:
    found = upload(db.session(), upload_id, signed_in().account_id, coalition_id)
    if found is None:
        abort(404)
    return found


def _known() -> tuple[CoalitionName, ...]:
    return tuple(CoalitionName(found.mark, found.name) for found in coalitions(db.session()))


def _read(kept: UploadView, known: tuple[CoalitionName, ...]) -> Reading:
    """Return the register for this coalition alone: whoever keeps one register may not fill the other."""
    mark = this_coalition().mark
    return read_sheet(read_register(kept.content, known), Terms(known_names(), known, everyone_in=mark, only=mark))


def _preview(kept: UploadView) -> Preview:
    reading = _read(kept, _known())
    plan = compare(reading, standing(db.session()))
    changing = sorted(plan.lines, key=lambda line: not line.changed)
    return Preview(
        report=report_on(plan),
        faults=_shown(plan.faults),
        fault_count=len(plan.faults),
        warnings=_shown(plan.warnings),
        warning_count=len(plan.warnings),
        lines=tuple(changing[:SHOWN]),
        columns=reading.columns,
    )


def _shown(notes: tuple[Noted, ...]) -> tuple[Shown, ...]:
    return tuple(_row(note, worded(note, "")) for note in notes[:SHOWN])


def _row(note: Noted, fault: InputFault) -> Shown:
    return Shown(str(note.row or ""), fault.what[:1].upper() + fault.what[1:], fault.todo[:1].upper() + fault.todo[1:])


def _done(report: ImportReport) -> str:
    return str(
        _(
            "The register is imported. Organisations added: %(created)s, brought up to date: %(updated)s, "
            "unchanged: %(unchanged)s.",
            created=format_decimal(report.created),
            updated=format_decimal(report.updated),
            unchanged=format_decimal(report.unchanged),
        )
    )
