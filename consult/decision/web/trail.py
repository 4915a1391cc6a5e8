"""From receipt to outcome: what one answer counts towards, for whoever has its receipt code."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_everyone
from consult.collection.queries.anonymous import counted_anonymous
from consult.collection.queries.receipt import counted
from consult.decision.presentation.trail import trail
from consult.decision.web.blueprint import blueprint
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.identifiers import digest, normal_code
from consult.shared.time import now


@blueprint.get("/receipt", endpoint="trail")
@for_everyone("asks for a receipt code and shows nothing of anybody")
def ask_code() -> ResponseReturnValue:
    """Ask for a receipt code."""
    return render_template("decision/trail_ask.html", title=_("From your receipt to the outcome"), faults={})


@blueprint.post("/receipt", endpoint="show_trail")
@for_everyone("whoever holds a receipt code sees what its answer counts towards; never what was answered, nor by whom")
def show_trail() -> ResponseReturnValue:
    """Show what an answer counts towards. The code stands in the body alone, and is not shown again."""
    tries, key = current_app.extensions["consult.code_tries"], digest(f"receipt {request.remote_addr}")
    if not tries.take(key, now()):
        abort(429)
    code = request.form.get("code", "")
    found = counted(db.session(), digest(normal_code(code))) or counted_anonymous(db.session(), code)
    if found is None:
        faults = {"code": [_("No answer is found by this code.")]}
        title = _("From your receipt to the outcome")
        return render_template("decision/trail_ask.html", title=title, faults=faults), 422
    tries.forget(key)
    shown = trail(db.session(), found, tag())
    return render_template("decision/trail.html", title=_("What your answer counts towards"), trail=shown)


@blueprint.record_once
def only_reads(state: BlueprintSetupState) -> None:
    """Let the post run as a reading transaction: it is one so that the code stands in no address."""
    state.app.config["READING_ENDPOINTS"].add("decision.show_trail")
