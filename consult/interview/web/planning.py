"""Interviews that are to be held: who is missing, who is to be heard, what they agreed to, and how far each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.policy import scope_of, strand_scope, this_strand
from consult.interview.forms import PersonForm, PlanForm, person_form, plan_form
from consult.interview.labels import PLAN_STATES, PLAN_STEPS
from consult.interview.operations.planning import (
    add_person,
    change_plan,
    move_plan,
    plan_interview,
    remove_person,
    set_planned_consent,
)
from consult.interview.policy import KEEPS, may_open_plan, plan_scope, reads_every, this_plan
from consult.interview.presentation import gaps_of, plan_lines, planned_person
from consult.interview.queries import members
from consult.interview.queries.plans import planned_organisations, planned_people, plans_of, unheard
from consult.interview.rules.planning import AHEAD, CAN_BE_TAKEN_IN, PlanFault, PlanState
from consult.interview.web.blueprint import blueprint
from consult.interview.web.people import interviewers
from consult.membership.rules.words import name_key
from consult.shared.database import db
from consult.shared.telling import tell
from consult.shared.text import clean_line
from consult.shared.time import today
from consult.shared.wording import SHIPPED, resolve


@blueprint.route("/strands/<strand_id>/interviews/plan", methods=["GET", "POST"])
@allow(KEEPS, on=strand_scope)
def plans(strand_id: str) -> ResponseReturnValue:
    """Show the planned interviews beside what the coverage says is not heard; write a new one down."""
    session, asking = db.session(), this_strand()
    form = _form()
    if request.method == "POST" and form.validate():
        try:
            plan_id = plan_interview(session, strand_id, form.plan(), today())
        except PlanFault as refused:
            session.rollback()
            flash(tell(refused), "error")
        else:
            session.commit()
            return redirect(url_for("interview.plan", plan_id=plan_id), 303)
    scope = scope_of(asking)
    page = render_template(
        "interview/plans.html",
        title=_("Planned interviews of strand %(mark)s", mark=asking.mark),
        strand=asking,
        form=form,
        lines=plan_lines(one for one in plans_of(session, strand_id) if may_open_plan(one, scope)),
        every=reads_every(scope),
        gaps=_gaps(strand_id),
    )
    return page, 422 if form.errors else 200


def _gaps(strand_id: str) -> object:
    """Return who was not heard, for whoever may read the coverage and every plan."""
    scope = scope_of(this_strand())
    if not signed_in().may(Permission.READ_COVERAGE, scope) or not reads_every(scope):
        return None
    return gaps_of(unheard(db.session(), strand_id), planned_organisations(db.session(), strand_id))


def _form() -> PlanForm:
    tag = resolve(SHIPPED, [str(get_locale())])
    asked = {name: request.args.get(name, "") for name in ("region", "organisation_kind", "language")}
    usual = {"language": tag, "interviewer": signed_in().account_id, "kind": "semi_structured"}
    return plan_form(interviewers(this_strand()), usual | {name: value for name, value in asked.items() if value})


@blueprint.route("/planned-interviews/<plan_id>", methods=["GET", "POST"])
@allow(KEEPS, on=plan_scope)
def plan(plan_id: str) -> ResponseReturnValue:
    """Show one planned interview; change it, its people and how far it is."""
    found, asking = this_plan(), this_strand()
    people = planned_people(db.session(), plan_id)
    form = plan_form(interviewers(asking), {**_values(), "interviewer": found.interviewer_account_id or ""})
    person = person_form()
    if request.method == "POST":
        act = ACTS.get(request.form.get("go", "")) or abort(400)
        if act(form, person):
            return redirect(url_for("interview.plan", plan_id=plan_id), 303)
    page = render_template(
        "interview/plan.html",
        title=_("Planned interview %(label)s", label=found.label),
        strand=asking,
        found=found,
        state=PLAN_STATES[found.state],
        steps=[(one.value, PLAN_STEPS[one]) for one in AHEAD[found.state]],
        open=found.state in CAN_BE_TAKEN_IN,
        form=form,
        person=person,
        people=[planned_person(one) for one in people],
        names=[one.name for one in members(db.session(), asking.id)] if _reads_register() else (),
    )
    return page, 422 if form.errors or person.errors else 200


def _reads_register() -> bool:
    return signed_in().may(Permission.READ_COVERAGE, scope_of(this_strand()))


def _values() -> Mapping[str, object]:
    found = this_plan()
    return {name: getattr(found, name) for name in PlanForm.OWN}


def _do(work: Callable[[], object], words: str) -> bool:
    """Do one thing and say so; tell why not where it cannot be done."""
    try:
        work()
    except PlanFault as refused:
        db.session.rollback()
        flash(tell(refused), "error")
    else:
        db.session.commit()
        flash(words)
    return True


def _save(form: PlanForm, _person: PersonForm) -> bool:
    if not form.validate():
        return False
    return _do(lambda: change_plan(db.session(), this_plan().id, form.plan()), _("The plan is saved."))


def _step(_form: PlanForm, _person: PersonForm) -> bool:
    to = request.form.get("state", "")
    if to not in set(PlanState):
        abort(400)
    return _do(lambda: move_plan(db.session(), this_plan().id, PlanState(to), today()), _("The plan is saved."))


def _add(_form: PlanForm, person: PersonForm) -> bool:
    if not person.validate():
        return False
    name = clean_line(person.organisation.data or "")
    ids = {member.key: member.id for member in members(db.session(), this_strand().id)} if name else {}
    if name and name_key(name) not in ids:
        flash(_("No member of this strand has this name. Write it as it stands in the register."), "error")
        return False
    new = person.person(ids.get(name_key(name)) if name else None)
    return _do(lambda: add_person(db.session(), this_plan().id, new, today()), _("The plan is saved."))


def _own_person() -> str:
    """Return the person a form is about; another plan's is not found."""
    wanted = request.form.get("person", "")
    if all(one.id != wanted for one in planned_people(db.session(), this_plan().id)):
        abort(404)
    return wanted


def _consent(_form: PlanForm, person: PersonForm) -> bool:
    person_id = _own_person()
    if not person.validate():
        return False
    given = person.person()
    return _do(
        lambda: set_planned_consent(db.session(), person_id, given, today()),
        _("The consent is saved, with today’s date."),
    )


def _forget(_form: PlanForm, _person: PersonForm) -> bool:
    person_id = _own_person()
    return _do(lambda: remove_person(db.session(), person_id), _("The plan is saved."))


ACTS: Mapping[str, Callable[[PlanForm, PersonForm], bool]] = {
    "save": _save,
    "step": _step,
    "add": _add,
    "consent": _consent,
    "forget": _forget,
}
