"""Proposed codes: taking them on the workbench or not, what was learned, learning it anew, and the log."""

from __future__ import annotations

from dataclasses import asdict, fields

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.coding.exchange.lines import as_csv
from consult.coding.operations.suggesting import answer_suggestion, ask_to_learn
from consult.coding.policy import assignment_scope, this_assignment
from consult.coding.presentation import tag
from consult.coding.presentation.proposals import told
from consult.coding.queries import codebook
from consult.coding.queries.blind import blind
from consult.coding.queries.suggestions import (
    LoggedAnswer,
    ProposedAt,
    answered,
    answers_logged,
    fingerprint_of,
    is_being_learned,
    learned_of,
)
from consult.coding.web.blueprint import blueprint, refused
from consult.coding.web.workbench import must_be_mine, place
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.consultation.queries import in_language
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.time import now

COLUMNS = tuple(field.name for field in fields(LoggedAnswer))


@blueprint.post("/coding/<assignment_id>/proposals", endpoint="answer_proposal")
@allow(Permission.CODE, on=assignment_scope)
def take_or_not(assignment_id: str) -> ResponseReturnValue:
    """Take a proposed code, or have it proposed here no more."""
    must_be_mine()
    form, start = request.form, request.form.get("start", "")
    if not (start.isdecimal() and len(start) < 10):
        abort(400)
    where = ProposedAt(form.get("passage", ""), int(start), form.get("code", ""), form.get("seen", ""))
    taken = form.get("go") == "take"
    try:
        segment_id = answer_suggestion(db.session(), this_assignment(), where, taken=taken, moment=now())
    except NotFound:
        abort(404)
    except NotAllowedNow as error:
        return refused(error, place(assignment_id, near=where.passage_id))
    db.session.commit()
    if taken:
        return redirect(place(assignment_id, where.passage_id, segment=segment_id), 303)
    flash(_("%(code)s is not proposed to you here again.", code=where.code_key))
    return redirect(place(assignment_id, where.passage_id, near=where.passage_id), 303)


@blueprint.get("/strands/<strand_id>/coding/proposals", endpoint="proposals")
@allow(Permission.CODE, on=strand_scope)
def show_proposals(strand_id: str) -> ResponseReturnValue:
    """Show what was learned and how right it was on documents held back, and offer to learn anew."""
    session, strand = db.session(), this_strand()
    leads = signed_in().may(Permission.LEAD_CODING, scope_of(strand))
    view = learned_of(session, strand_id)
    is_stale = view is not None and view.fingerprint != fingerprint_of(session, strand_id)
    return render_template(
        "coding/proposals.html",
        title=_("Proposed codes"),
        strand=strand,
        consultation_title=in_language(strand.title, tag()),
        told=told(view, codebook(session, strand.consultation_id, tag()), is_stale=is_stale) if view else None,
        is_being_learned=is_being_learned(session, strand_id),
        answered=answered(session, strand_id, None if leads else signed_in().account_id),
        leads=leads,
    )


@blueprint.post("/strands/<strand_id>/coding/proposals")
@allow(Permission.CODE, on=strand_scope)
def learn(strand_id: str) -> ResponseReturnValue:
    """Have the strand learned anew in the background."""
    ask_to_learn(db.session(), strand_id, now())
    db.session.commit()
    flash(_("It is being learned now. Look again in a minute or two."))
    return redirect(url_for("coding.proposals", strand_id=strand_id), 303)


@blueprint.get("/strands/<strand_id>/coding/proposals.csv")
@allow(Permission.LEAD_CODING, on=strand_scope)
def proposals_log(strand_id: str) -> ResponseReturnValue:
    """Give which proposals were taken and which were not, without words and without what its reader reads blind."""
    session, strand = db.session(), this_strand()
    hidden = blind(session, strand_id, signed_in().account_id).documents
    lines = [asdict(one) for one in answers_logged(session, strand_id, hidden)]
    name = f"{'fictitious-' * strand.fictitious}proposals-{strand.mark}.csv"
    return Response(
        as_csv(lines, COLUMNS, fictitious=strand.fictitious),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
