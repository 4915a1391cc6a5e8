"""One member organisation in the coverage: where it stands, and what is done next to hear it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.collection import labels
from consult.collection.operations import ask_after_all, leave_out, mark_unreachable, plan_step
from consult.collection.queries import CoverageView, contacts_of, coverage
from consult.collection.rules import NOT_YET_HEARD, Disposition, NextStep
from consult.collection.web.blueprint import blueprint
from consult.collection.web.words import language_name
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.consultation.rules import StrandState
from consult.membership.labels import KINDS, REGIONS
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import today

MAY_BE_LEFT_OUT = (Disposition.NOT_INVITED, Disposition.INVITED, Disposition.UNREACHABLE)


def _line(organisation_id: str) -> CoverageView:
    """Return where an organisation of the frame stands, or end the request."""
    lines = coverage(db.session(), this_strand().id)
    found = next((line for line in lines if line.organisation_id == organisation_id), None)
    return found if found is not None else abort(404)


@blueprint.get("/strands/<strand_id>/organisations/<organisation_id>")
@allow(Permission.INVITE, on=strand_scope)
def standing(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Show where an organisation stands, whom to write to, and what is planned."""
    asking, line = this_strand(), _line(organisation_id)
    sees_contacts = signed_in().may(Permission.READ_REGISTER, scope_of(asking))
    return render_template(
        "collection/standing.html",
        title=line.name,
        strand=asking,
        consultation_title=in_language(asking.title, str(get_locale())),
        line=line,
        contacts=contacts_of(db.session(), asking.id).get(organisation_id, ()) if sees_contacts else (),
        is_open=asking.state is StrandState.OPEN,
        is_unheard=line.disposition in NOT_YET_HEARD,
        may_be_left_out=line.disposition in MAY_BE_LEFT_OUT,
        dispositions=labels.DISPOSITIONS,
        advice=labels.NEXT_STEPS[line.disposition],
        steps=labels.STEPS,
        tiles=labels.TILES,
        regions=REGIONS,
        kinds=KINDS,
        language_name=language_name,
    )


@blueprint.post("/strands/<strand_id>/organisations/<organisation_id>/plan")
@allow(Permission.INVITE, on=strand_scope)
def plan(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Write down the next step, who takes it, and by when."""
    wanted, due = request.form.get("step", ""), request.form.get("due", "")

    def write() -> str:
        if wanted not in ("", *NextStep):
            abort(400)
        plan_step(
            db.session(),
            strand_id,
            organisation_id,
            step=NextStep(wanted) if wanted else None,
            taken_by=request.form.get("taken_by", ""),
            due=_day(due),
        )
        return str(_("The next step is written down."))

    return _written(organisation_id, write)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise NotAllowedNow(N_("Write the day as year-month-day, like 2026-05-31.")) from None


@blueprint.post("/strands/<strand_id>/organisations/<organisation_id>/left-out")
@allow(Permission.INVITE, on=strand_scope)
def left_out(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Record that an organisation is not asked, and why."""

    def write() -> str:
        leave_out(db.session(), strand_id, organisation_id, reason=request.form.get("reason", ""), day=today())
        return str(_("Recorded: this organisation is not asked. The coverage shows the reason."))

    return _written(organisation_id, write)


@blueprint.post("/strands/<strand_id>/organisations/<organisation_id>/asked")
@allow(Permission.INVITE, on=strand_scope)
def asked(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Ask an organisation after all."""

    def write() -> str:
        ask_after_all(db.session(), strand_id, organisation_id, day=today())
        return str(_("Recorded: this organisation is asked after all."))

    return _written(organisation_id, write)


@blueprint.post("/strands/<strand_id>/organisations/<organisation_id>/unreachable")
@allow(Permission.INVITE, on=strand_scope)
def unreachable(strand_id: str, organisation_id: str) -> ResponseReturnValue:
    """Record that every way of reaching an organisation has failed; a later invitation takes it back."""

    def write() -> str:
        mark_unreachable(db.session(), strand_id, organisation_id, day=today())
        return str(_("Recorded: this organisation could not be reached. A new link takes it back."))

    return _written(organisation_id, write)


def _written(organisation_id: str, write: Callable[[], str]) -> ResponseReturnValue:
    """Let an organisation's line be written while collection is open, and go back to it."""
    asking, line = this_strand(), _line(organisation_id)
    page = url_for("collection.standing", strand_id=asking.id, organisation_id=line.organisation_id)
    try:
        if asking.state is not StrandState.OPEN:
            raise NotAllowedNow(N_("Collection is not open."))
        said = write()
    except NotAllowedNow as refused:
        return refused_now(page, refused)
    db.session.commit()
    flash(said)
    return redirect(page, 303)


def refused_now(page: str, refused: NotAllowedNow) -> ResponseReturnValue:
    """Go back to a page that says why nothing was changed."""
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(page, 303)
