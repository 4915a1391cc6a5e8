"""Days on which transcripts and contacts are destroyed, and destroying them."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView
from consult.decision.forms.deciding import read_day
from consult.decision.labels import PROMISED
from consult.decision.operations.destroying import destroy, promise_destruction
from consult.decision.policy import consultation_scope, this_consultation
from consult.decision.presentation.destroyed import destruction_cards
from consult.decision.queries.following import destructions_of
from consult.decision.rules.kinds import Promised
from consult.decision.web.blueprint import blueprint
from consult.decision.web.deciding import path
from consult.shared.database import db
from consult.shared.erasing import erase_traces
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.text import clean_line
from consult.shared.time import now, today


@blueprint.get("/consultations/<consultation_id>/destruction", endpoint="destruction")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def show_destruction(consultation_id: str) -> ResponseReturnValue:
    """Show what was promised, what goes and what stays."""
    asked = this_consultation()
    here = url_for("decision.decision", consultation_id=asked.id)
    return render_template(
        "decision/destruction.html",
        title=_("Days of destruction"),
        where=path(asked, (_("Decision"), here), (_("Days of destruction"), None)),
        asked=asked,
        cards=destruction_cards(destructions_of(db.session(), asked.id), today()),
    )


@blueprint.post("/consultations/<consultation_id>/destruction", endpoint="promise_destruction")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def promise(consultation_id: str) -> ResponseReturnValue:
    """Promise a day, or bring one forward."""
    asked = this_consultation()
    if request.form.get("what") not in set(Promised):
        abort(400)
    what, due_on = Promised(request.form["what"]), read_day(request.form, "due_on")
    try:
        if due_on is None:
            raise NotAllowedNow(N_("Say by which day it is destroyed."))
        promise_destruction(db.session(), asked.id, what=what, due_on=due_on)
        db.session.commit()
        flash(_("The day is promised; members read it on the decision page."))
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(asked, what)


@blueprint.post("/consultations/<consultation_id>/destruction/<what>", endpoint="destroy")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def destroy_now(consultation_id: str, what: str) -> ResponseReturnValue:
    """Destroy what was promised, once its name was typed; then write its traces out of the database's files."""
    if what not in set(Promised):
        abort(404)
    asked, promised = this_consultation(), Promised(what)
    typed = clean_line(request.form.get("name", "")).casefold()
    if typed not in (str(PROMISED[promised]).casefold(), promised.value):
        flash(_("Nothing was destroyed: type the name of what is to be destroyed, as it stands there."), "warning")
        return _back(asked, promised)
    try:
        destroy(db.session(), asked.id, what=promised, account_id=signed_in().account_id, moment=now())
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(tell(refused), "warning")
        return _back(asked, promised)
    erase_traces(db.engine)
    flash(_("%(what)s: destroyed. It is in the access log.", what=PROMISED[promised]))
    return _back(asked, promised)


def _back(asked: ConsultationView, what: Promised) -> ResponseReturnValue:
    return redirect(url_for("decision.destruction", consultation_id=asked.id, _anchor=what.value), 303)
