"""The list of consultations, the overview of one, its mandate."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, for_signed_in, signed_in
from consult.access.rules import Permission, Scope
from consult.consultation.forms import TEXTS, WordedMandateForm, begin_form, mandate_form
from consult.consultation.labels import BASES, MODES, RULES, STATES
from consult.consultation.operations import add_strand, change_mandate, create_consultation
from consult.consultation.policy import consultation_scope, scope_of, this_consultation, whole_scope
from consult.consultation.presentation import Rights, timeline
from consult.consultation.queries import (
    ConsultationView,
    consultations,
    frame_size,
    gaps_of,
    gate_book,
    in_language,
    passed_gates,
)
from consult.consultation.rules import Gate, Mode, Passed, StrandState
from consult.consultation.web.blueprint import blueprint
from consult.membership.queries import CoalitionView, coalitions
from consult.shared.database import db
from consult.shared.time import today
from consult.shared.wording import NAMES, SHIPPED

WORDS = {"states": STATES, "rules": RULES, "bases": BASES, "modes": MODES, "language_names": NAMES}


def visible_consultations() -> list[ConsultationView]:
    """Return the consultations in which the reader holds anything."""
    return [view for view in consultations(db.session()) if signed_in().roles_in(whole_scope(view))]


@blueprint.get("/consultations")
@for_signed_in("lists only consultations in which the reader holds a role")
def index() -> ResponseReturnValue:
    """Show the reader's consultations."""
    return render_template(
        "consultation/index.html",
        title=_("Your consultations"),
        found=visible_consultations(),
        may_begin=bool(_may_ask()),
        in_language=in_language,
        **WORDS,
    )


@blueprint.get("/consultations/<consultation_id>")
@allow(Permission.READ_CONSULTATION, on=consultation_scope)
def overview(consultation_id: str) -> ResponseReturnValue:
    """Show the mandate, the strands' states and the next step."""
    found = this_consultation()
    session = db.session()
    scope = whole_scope(found)
    book = gate_book(session, found.id)
    return render_template(
        "consultation/overview.html",
        title=in_language(found.title, str(get_locale())),
        found=found,
        scope=scope,
        frames={strand.id: frame_size(session, strand.id) for strand in found.strands},
        own={strand.id for strand in found.strands if signed_in().roles_in(scope_of(strand))},
        may={permission.value: signed_in().may(permission, scope) for permission in Permission},
        may_change=Passed(Gate.MANDATE) not in book.passed
        and signed_in().may_in_every_coalition(Permission.EDIT_MANDATE, scope),
        may_in={
            strand.id: {p.value: signed_in().may(p, scope_of(strand)) for p in Permission} for strand in found.strands
        },
        gaps=gaps_of(found),
        gate_lines=timeline(found, current_app.extensions["gates"], book, {}, rights=Rights(), today=today()),
        next_steps=next_steps(found),
        in_language=in_language,
        **WORDS,
    )


def next_steps(found: ConsultationView) -> list[tuple[str, str, str]]:
    """Return what the reader is to do next, as (sentence, button, address)."""
    steps = []
    for strand in found.strands:
        may = signed_in().may(Permission.STEP_STRAND, scope_of(strand))
        if may and not strand.has(StrandState.FROZEN):
            words = {
                StrandState.PREPARED: _("Pass the first gates, then open collection in strand %(mark)s."),
                StrandState.OPEN: _("Invite the members of strand %(mark)s and close the gaps in its coverage."),
                StrandState.CLOSED: _("Freeze the data of strand %(mark)s once the time to withdraw is over."),
            }[strand.state]
            url = url_for("collection.coverage", strand_id=strand.id)
            steps.append((words % {"mark": strand.mark}, _("Go to the coverage"), url))
        if strand.state is StrandState.FROZEN and signed_in().may(Permission.RELEASE_STRAND, scope_of(strand)):
            words = _("Read the findings of strand %(mark)s and release them.", mark=strand.mark)
            steps.append((words, _("Read the findings"), url_for("findings.board", strand_id=strand.id)))
    if found.all_have(StrandState.RELEASED) and signed_in().may(Permission.READ_JOINT, whole_scope(found)):
        url = url_for("briefing.joint", consultation_id=found.id)
        steps.append((_("Both strands have released their findings."), _("Read them side by side"), url))
    return steps


@blueprint.route("/consultations/new", methods=["GET", "POST"])
@allow(Permission.EDIT_MANDATE)
def begin() -> ResponseReturnValue:
    """Begin a consultation with one strand for each coalition chosen; none but the reader's own are offered."""
    session = db.session()
    own = _may_ask()
    if not own:
        abort(403)
    usual = {"languages": list(SHIPPED), "decision_threshold": 75, "quorum": 50, "decision_rule": "majority"}
    usual |= {"mode": Mode.CONFIDENTIAL.value, "individual_mode": Mode.CONFIDENTIAL.value}
    form = begin_form([(coalition.id, coalition.name) for coalition in own], usual)
    if form.validate_on_submit():
        consultation_id = create_consultation(session, form.mandate(), fictitious=current_app.config["SETTINGS"].demo)
        for coalition_id in form.coalitions.data:
            add_strand(session, consultation_id, coalition_id)
        session.commit()
        flash(_("The consultation is prepared. Check the mandate, answer on readiness, then have both boards sign."))
        return redirect(url_for("consultation.overview", consultation_id=consultation_id), 303)
    return _mandate_page(form, _("A new consultation"), url_for("consultation.index"))


def _may_ask() -> list[CoalitionView]:
    """Return the coalitions the reader may begin a consultation for: a role in one consultation is none in the next."""
    return [found for found in coalitions(db.session()) if signed_in().may(Permission.EDIT_MANDATE, Scope(found.id))]


@blueprint.route("/consultations/<consultation_id>/mandate", methods=["GET", "POST"])
@allow(Permission.EDIT_MANDATE, on=consultation_scope, in_every_coalition=True)
def mandate(consultation_id: str) -> ResponseReturnValue:
    """Change the mandate while it is not locked by G0."""
    found = this_consultation()
    if Passed(Gate.MANDATE) in passed_gates(db.session(), found.id):
        abort(409)
    form = mandate_form(_values(found))
    back = url_for("consultation.overview", consultation_id=found.id)
    if form.validate_on_submit():
        change_mandate(db.session(), found.id, form.mandate())
        db.session.commit()
        flash(_("The mandate is saved."))
        return redirect(back, 303)
    return _mandate_page(form, _("The mandate"), back)


def _values(found: ConsultationView) -> dict[str, Any]:
    values: dict[str, Any] = {f"{name}-{tag}": getattr(found, name).get(tag, "") for name in TEXTS for tag in SHIPPED}
    plain = ("opens_on", "closes_on", "withdraw_until", "meeting_on", "decision_threshold", "quorum")
    values |= {name: getattr(found, name) for name in plain}
    values |= {"languages": list(found.languages), "decision_rule": found.decision_rule.value}
    values |= {name: getattr(found, name).value for name in ("decision_base", "mode", "individual_mode")}
    values |= {f"criteria-{tag}": "\n".join(text.get(tag, "") for text in found.criteria) for tag in SHIPPED}
    return values


def _mandate_page(form: WordedMandateForm, title: str, back: str) -> ResponseReturnValue:
    page = render_template("consultation/mandate.html", title=title, form=form, back=back, texts=TEXTS, tags=SHIPPED)
    return page, 422 if request.method == "POST" else 200
