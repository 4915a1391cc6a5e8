"""The appraisal: criteria of the mandate against the six futures and doing nothing, with its sensitivity."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView, in_language
from consult.decision.forms.appraising import read_score, read_weights
from consult.decision.forms.reading import own_first
from consult.decision.operations.appraising import score as give_score
from consult.decision.operations.appraising import weigh
from consult.decision.policy import consultation_scope, this_consultation, whole_scope
from consult.decision.presentation.appraising import appraisal_page
from consult.decision.presentation.evidence import choices
from consult.decision.presentation.words import names_of, worded
from consult.decision.queries.appraising import AppraisalView, appraisal_of
from consult.decision.rules.appraisal import APPRAISED, HIGHEST, LOWEST, MOST_WEIGHT
from consult.decision.web.blueprint import blueprint
from consult.findings.presentation import tag
from consult.shared.database import db
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.telling import tell
from consult.shared.wording import NAMES

SECTIONS = ("matrix", "totals", "sensitivity", "reasons")


@blueprint.get("/consultations/<consultation_id>/appraisal")
@allow(Permission.READ_PROPOSAL, on=consultation_scope)
def appraisal(consultation_id: str) -> ResponseReturnValue:
    """Show the matrix with totals, reasons, evidence and sensitivity."""
    session, asked = db.session(), this_consultation()
    found = _found(asked)
    may_edit = signed_in().may_in_every_coalition(Permission.EDIT_PROPOSAL, whole_scope(asked))
    return render_template(
        "decision/appraisal.html",
        title=_("Appraisal of the options"),
        consultation_title=in_language(asked.title, tag()),
        asked=asked,
        found=found,
        page=appraisal_page(session, asked, found, tag()),
        may_edit=may_edit and found.locked_at is not None and not found.voted_on,
        most_weight=MOST_WEIGHT,
        sections=list(zip(SECTIONS, (_("Scores"), _("Totals"), _("Sensitivity"), _("Reasons")), strict=True)),
    )


def _found(asked: ConsultationView) -> AppraisalView:
    found = appraisal_of(db.session(), asked.id)
    if found is None:
        abort(404)
    return found


@blueprint.post("/consultations/<consultation_id>/appraisal/weights")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def weights(consultation_id: str) -> ResponseReturnValue:
    """Say how much each criterion counts."""
    asked = this_consultation()
    typed = read_weights(request.form, len(asked.criteria))
    try:
        if typed is None:
            raise NotAllowedNow(N_("A weight is a whole number from 0 to %(most)s."), most=MOST_WEIGHT)
        for criterion, weight in enumerate(typed):
            weigh(db.session(), asked.id, criterion=criterion, weight=weight)
        db.session.commit()
        flash(_("The weights are saved. Look at the sensitivity below before anybody says that an option leads."))
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
    return redirect(url_for("decision.appraisal", consultation_id=asked.id, _anchor="matrix"), 303)


@blueprint.get("/consultations/<consultation_id>/appraisal/<int:criterion>/<option>", endpoint="score")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def show_score(consultation_id: str, criterion: int, option: str) -> ResponseReturnValue:
    """Show the form for one option on one criterion."""
    asked = this_consultation()
    view = _found(asked).scores.get((criterion, option))
    typed: MultiDict[str, str] = MultiDict()
    if view is not None:
        typed["score"] = str(view.score)
        typed.update({f"reason.{language}": text for language, text in view.reason.items()})
        typed.setlist("score.evidence", [str(ref) for ref in view.evidence])
    return _score_page(asked, criterion, option, typed)


@blueprint.post("/consultations/<consultation_id>/appraisal/<int:criterion>/<option>", endpoint="give_score")
@allow(Permission.EDIT_PROPOSAL, on=consultation_scope, in_every_coalition=True)
def save_score(consultation_id: str, criterion: int, option: str) -> ResponseReturnValue:
    """Keep one score with its reason and evidence; whatever is wrong, what was typed stays."""
    asked = this_consultation()
    typed = read_score(request.form, asked.languages)
    if not _is_there(asked, criterion, option):
        abort(404)
    try:
        if typed.wrong:
            raise NotAllowedNow(
                N_("This is no reference: %(refs)s. Choose one from the list."), refs=", ".join(typed.wrong)
            )
        give_score(
            db.session(),
            asked.id,
            criterion=criterion,
            option=option,
            score=typed.score,
            reason=typed.reason,
            evidence=typed.evidence,
        )
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        return _score_page(asked, criterion, option, request.form, tell(refused)), 422
    flash(_("The score is saved."))
    return redirect(url_for("decision.appraisal", consultation_id=asked.id, _anchor="matrix"), 303)


def _is_there(asked: ConsultationView, criterion: int, option: str) -> bool:
    return criterion < len(asked.criteria) and option in APPRAISED


def _score_page(
    asked: ConsultationView, criterion: int, option: str, typed: MultiDict[str, str], fault: str = ""
) -> str:
    if not _is_there(asked, criterion, option):
        abort(404)
    session = db.session()
    citable = choices(session, asked.id, tag())
    return render_template(
        "decision/score.html",
        title=names_of(session, asked, tag()).option(option),
        consultation_title=in_language(asked.title, tag()),
        asked=asked,
        criterion=worded(asked.criteria[criterion], tag()),
        typed=typed,
        fault=fault,
        points=range(LOWEST, HIGHEST + 1),
        tags=own_first(asked.languages, tag()),
        choices=citable,
        cited_names={one.ref: one.label for one in citable},
        language_names=NAMES,
        to=url_for("decision.give_score", consultation_id=asked.id, criterion=criterion, option=option),
    )
