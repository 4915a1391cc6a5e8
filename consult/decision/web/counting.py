"""The scrutineer's page: the count and its arithmetic, and nothing else."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.decision.labels import BALLOT_STATES
from consult.decision.policy import ballot_scope, consultation_scope, this_ballot, this_consultation
from consult.decision.presentation.ballot import rule_words
from consult.decision.presentation.count import count_lines, whole_line
from consult.decision.queries.voting import ballot_of, result
from consult.decision.web.blueprint import blueprint
from consult.shared.database import db


@blueprint.get("/ballots/<ballot_id>/count", endpoint="count")
@allow(Permission.READ_COUNT, on=ballot_scope)
def show_count(ballot_id: str) -> ResponseReturnValue:
    """Show the count line by line once the ballot is closed; before that, that there is none for anybody."""
    held = this_ballot()
    found = result(db.session(), held.id)
    return render_template(
        "decision/count.html",
        title=_("The count"),
        ballot=held,
        rule=rule_words(held.rule),
        coalitions=count_lines(found) if found else (),
        whole=whole_line(found) if found else "",
        papers_hash=found.papers_hash if found else "",
        states=BALLOT_STATES,
    )


@blueprint.get("/consultations/<consultation_id>/count", endpoint="newest_count")
@allow(Permission.READ_COUNT, on=consultation_scope)
def lead_to_count(consultation_id: str) -> ResponseReturnValue:
    """Lead to the count of the newest ballot; before there is one, say so."""
    held = ballot_of(db.session(), this_consultation().id)
    if held is None:
        return render_template("decision/no_count.html", title=_("The count"), consultation=this_consultation())
    return redirect(url_for("decision.count", ballot_id=held.id), 303)
