"""What follows from decisions, for those who keep it: actions, their states, and the checks."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView
from consult.decision.forms.deciding import read_action, read_day, read_state
from consult.decision.forms.reading import own_first, read_texts
from consult.decision.labels import ACTION_STATES
from consult.decision.operations.following import add_action, check_action, set_action_state
from consult.decision.policy import action_scope, consultation_scope, this_consultation
from consult.decision.presentation.followed import action_lines
from consult.decision.presentation.words import worded
from consult.decision.queries.deciding import decisions_of
from consult.decision.queries.following import followed
from consult.decision.rules.following import CHECK_MONTHS
from consult.decision.web.blueprint import blueprint
from consult.decision.web.deciding import path
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.telling import tell
from consult.shared.time import today
from consult.shared.wording import NAMES


@blueprint.get("/consultations/<consultation_id>/follow-up", endpoint="actions")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def show_actions(consultation_id: str) -> ResponseReturnValue:
    """Show every action with its checks; `check` in the address opens the form of one check."""
    return _page(this_consultation(), MultiDict())


@blueprint.post("/consultations/<consultation_id>/follow-up", endpoint="add_action")
@allow(Permission.KEEP_DECISIONS, on=consultation_scope, in_every_coalition=True)
def add(consultation_id: str) -> ResponseReturnValue:
    """Add an action to a decision; whatever is wrong, what was typed stays."""
    asked = this_consultation()
    typed = read_action(request.form, asked.languages)
    try:
        if typed.decision_id not in {one.id for one in decisions_of(db.session(), asked.id)}:
            raise NotAllowedNow(N_("Choose the decision the action follows from."))
        if typed.due_on is None:
            raise NotAllowedNow(N_("Say by which day it is to be done."))
        add_action(db.session(), typed.decision_id, text=typed.text, owner=typed.owner, due_on=typed.due_on)
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        return _page(asked, request.form, tell(refused)), 422
    flash(_("The action is written down, with checks after 6, 12 and 24 months."))
    return _back(asked)


@blueprint.post("/actions/<action_id>/state", endpoint="set_action_state")
@allow(Permission.KEEP_DECISIONS, on=action_scope, in_every_coalition=True)
def set_state(action_id: str) -> ResponseReturnValue:
    """Say how an action stands."""
    state = read_state(request.form)
    if state is None:
        abort(400)
    set_action_state(db.session(), action_id, state)
    db.session.commit()
    flash(_("Saved."))
    return _back(this_consultation(), f"a-{action_id}")


@blueprint.post("/actions/<action_id>/checks", endpoint="check_action")
@allow(Permission.KEEP_DECISIONS, on=action_scope, in_every_coalition=True)
def check(action_id: str) -> ResponseReturnValue:
    """Write down what a check found."""
    asked = this_consultation()
    state, months = read_state(request.form), request.form.get("months", type=int)
    if state is None or months not in CHECK_MONTHS:
        abort(400)
    note = read_texts(request.form, "note", asked.languages)
    day = min(read_day(request.form, "day") or today(), today())
    try:
        check_action(db.session(), action_id, months=months, state=state, note=note, day=day)
        db.session.commit()
        flash(_("What the check found is written down; members read it on the decision page."))
    except (NotAllowedNow, NotFound) as refused:
        db.session.rollback()
        if isinstance(refused, NotFound):
            abort(404)
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return _back(asked, f"a-{action_id}")


def _back(asked: ConsultationView, anchor: str = "actions") -> ResponseReturnValue:
    return redirect(url_for("decision.actions", consultation_id=asked.id, _anchor=anchor), 303)


def _page(asked: ConsultationView, typed: MultiDict[str, str], fault: str = "") -> str:
    entries, actions = followed(db.session(), asked.id)
    lines = action_lines(actions, {one.id: one for one in entries}, tag(), today())
    here = url_for("decision.decision", consultation_id=asked.id)
    return render_template(
        "decision/actions.html",
        title=_("Follow-up"),
        where=path(asked, (_("Decision"), here), (_("Follow-up"), None)),
        asked=asked,
        actions=lines,
        decisions=[(one.id, one.name, worded(one.title, tag())) for one in entries],
        typed=typed,
        fault=fault,
        tags=own_first(asked.languages, tag()),
        language_names=NAMES,
        states=ACTION_STATES,
        today=today(),
    )
