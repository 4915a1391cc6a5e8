"""Pages of the mandate: the list, the overview, the mandate itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, for_signed_in, reader, signed_in
from consult.access.rules import Permission, Scope
from consult.consultation.forms import TEXTS, WordedMandateForm, begin_form, mandate_form
from consult.consultation.labels import BASES, MODES, RULES, STATES
from consult.consultation.operations import add_strand, change_mandate, create_consultation
from consult.consultation.policy import consultation_scope, scope_of, this_consultation, whole_scope
from consult.consultation.queries import ConsultationView, StrandView, consultations, frame_size, in_language
from consult.consultation.rules import StrandState, mandate_gaps
from consult.membership.queries import CoalitionView, coalitions
from consult.shared.database import db
from consult.shared.wording import NAMES, SHIPPED

blueprint = Blueprint("consultation", __name__)
WORDS = {"states": STATES, "rules": RULES, "bases": BASES, "modes": MODES, "language_names": NAMES}


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the navigation: `state` is done, now, lock or open; no address where the reader may not go."""

    label: str
    note: str
    state: str
    url: str | None


def stages() -> list[Stage]:
    """Return the navigation of the consultation this page is about, as far as its reader may go."""
    found: ConsultationView | None = g.get("consultation")
    if found is None or reader() is None:
        return []
    if not signed_in().roles_in(whole_scope(found)):
        return []  # a 404 page: its reader may not know that there is such a consultation
    strands = [strand for strand in found.strands if signed_in().roles_in(scope_of(strand))]
    return [
        Stage(_("Overview"), "", "done", url_for("consultation.overview", consultation_id=found.id)),
        *(stage for strand in strands for stage in _strand_stages(strand)),
        _joint_stage(found),
    ]


def _strand_stages(strand: StrandView) -> list[Stage]:
    def may(permission: Permission) -> bool:
        return signed_in().may(permission, scope_of(strand))

    found = []
    mark = strand.mark
    if may(Permission.READ_REGISTER):
        url = url_for("membership.register", coalition_id=strand.coalition_id)
        found.append(Stage(_("Members of %(mark)s", mark=mark), strand.coalition_name, "done", url))
    if may(Permission.READ_INSTRUMENT):
        url = url_for("instrument.versions", strand_id=strand.id)
        found.append(Stage(_("Instrument of %(mark)s", mark=mark), _("questions and wordings"), "done", url))
    if may(Permission.READ_COVERAGE):
        url = url_for("collection.coverage", strand_id=strand.id)
        state = "now" if strand.state is StrandState.OPEN else "done" if strand.has(StrandState.CLOSED) else "open"
        found.append(Stage(_("Coverage of %(mark)s", mark=mark), str(STATES[strand.state]), state, url))
    if may(Permission.IMPORT_INTERVIEW):
        url = url_for("interview.interviews", strand_id=strand.id)
        state = "done" if strand.has(StrandState.FROZEN) else "now" if strand.has(StrandState.OPEN) else "open"
        found.append(Stage(_("Interviews of %(mark)s", mark=mark), _("what was said, by pseudonym"), state, url))
    if may(Permission.CODE):
        state = "done" if strand.has(StrandState.RELEASED) else "now"
        url = url_for("coding.board", strand_id=strand.id)
        found.append(Stage(_("Coding of %(mark)s", mark=mark), _("what was said, by theme"), state, url))
    if may(Permission.READ_OWN_FINDINGS):
        ready = strand.has(StrandState.FROZEN)
        url = url_for("findings.board", strand_id=strand.id)
        note = _("in groups of five or more") if ready else _("from the day the data are frozen")
        found.append(Stage(_("Findings of %(mark)s", mark=mark), note, "done" if ready else "lock", url))
    return found


def _joint_stage(found: ConsultationView) -> Stage:
    ready = found.all_have(StrandState.RELEASED)
    may = signed_in().may(Permission.READ_JOINT, whole_scope(found))
    url = url_for("briefing.joint", consultation_id=found.id) if may else None
    note = _("both strands, side by side") if ready else _("sealed until both strands release")
    return Stage(_("Joint findings"), note, "done" if ready else "lock", url)


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
    return render_template(
        "consultation/overview.html",
        title=in_language(found.title, str(get_locale())),
        found=found,
        scope=scope,
        frames={strand.id: frame_size(session, strand.id) for strand in found.strands},
        own={strand.id for strand in found.strands if signed_in().roles_in(scope_of(strand))},
        may={permission.value: signed_in().may(permission, scope) for permission in Permission},
        may_change=found.opened_at is None and signed_in().may_in_every_coalition(Permission.EDIT_MANDATE, scope),
        may_in={
            strand.id: {p.value: signed_in().may(p, scope_of(strand)) for p in Permission} for strand in found.strands
        },
        gaps=mandate_gaps({name: getattr(found, name) for name in TEXTS}, found.languages),
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
                StrandState.PREPARED: _("Publish the instrument, then open collection in strand %(mark)s."),
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
    usual = {"languages": list(SHIPPED), "decision_threshold": 75, "quorum": 50}
    form = begin_form([(coalition.id, coalition.name) for coalition in own], usual)
    if form.validate_on_submit():
        consultation_id = create_consultation(session, form.mandate(), fictitious=current_app.config["SETTINGS"].demo)
        for coalition_id in form.coalitions.data:
            add_strand(session, consultation_id, coalition_id)
        session.commit()
        flash(_("The consultation is prepared. Check the mandate, publish the instrument, then open collection."))
        return redirect(url_for("consultation.overview", consultation_id=consultation_id), 303)
    return _mandate_page(form, _("A new consultation"), url_for("consultation.index"))


def _may_ask() -> list[CoalitionView]:
    """Return the coalitions the reader may begin a consultation for: a role in one consultation is none in the next."""
    return [found for found in coalitions(db.session()) if signed_in().may(Permission.EDIT_MANDATE, Scope(found.id))]


@blueprint.route("/consultations/<consultation_id>/mandate", methods=["GET", "POST"])
@allow(Permission.EDIT_MANDATE, on=consultation_scope, in_every_coalition=True)
def mandate(consultation_id: str) -> ResponseReturnValue:
    """Change the mandate while nobody has answered under it."""
    found = this_consultation()
    if found.opened_at is not None:
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
    values["decision_base"] = found.decision_base.value
    values["criteria"] = "\n".join(in_language(text, "en") for text in found.criteria)
    return values


def _mandate_page(form: WordedMandateForm, title: str, back: str) -> ResponseReturnValue:
    page = render_template("consultation/mandate.html", title=title, form=form, back=back, texts=TEXTS, tags=SHIPPED)
    return page, 422 if request.method == "POST" else 200
