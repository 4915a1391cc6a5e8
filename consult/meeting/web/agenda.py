"""The meeting's plan: when and where, its agenda, and who is to come."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.access.rules import Permission
from consult.consultation.queries import ConsultationView, in_language
from consult.consultation.rules import StrandState
from consult.meeting import labels
from consult.meeting.forms.agenda import MeetingForm, SessionForm, meeting_form, session_form
from consult.meeting.operations.agenda import add_session, change_meeting, move_session, plan_meeting, remove_session
from consult.meeting.policy import (
    consultation_scope,
    meeting_scope,
    session_scope,
    this_consultation,
    this_meeting,
    this_session,
    whole_scope,
)
from consult.meeting.presentation.agenda import agenda_page, days_of
from consult.meeting.queries.agenda import MeetingView, SessionView, delegations_of, meeting_of, sessions
from consult.meeting.rules.agenda import NOTICE_DAYS, hour
from consult.meeting.rules.kinds import SessionKind
from consult.meeting.web.acting import done
from consult.meeting.web.blueprint import blueprint
from consult.membership.labels import REGIONS, language_name
from consult.shared.database import db
from consult.shared.wording import SHIPPED

WORDS: dict[str, Any] = {
    "groups": labels.GROUPS,
    "session_kinds": labels.SESSION_KINDS,
    "meeting_states": labels.MEETING_STATES,
    "regions": REGIONS,
    "language_name": language_name,
    "notice_days": NOTICE_DAYS,
    "tags": SHIPPED,
}


def tag() -> str:
    """Return the reader's language."""
    return str(get_locale() or "en")


def path(found: ConsultationView, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the way to a page of the meeting; without `more` the agenda itself is where it ends."""
    agenda_url = url_for("meeting.agenda", consultation_id=found.id) if more else None
    overview = url_for("consultation.overview", consultation_id=found.id)
    return [(in_language(found.title, tag()), overview), (_("Joint meeting"), agenda_url), *more]


def may_run(found: ConsultationView) -> bool:
    """Tell whether the reader runs the meeting: it is both coalitions', so it takes the right in both."""
    return signed_in().may_in_every_coalition(Permission.RUN_MEETING, whole_scope(found))


@blueprint.get("/consultations/<consultation_id>/meeting")
@allow(Permission.READ_MEETING, on=consultation_scope)
def agenda(consultation_id: str) -> ResponseReturnValue:
    """Show the agenda and the delegations; before there is a meeting, what is needed to plan one."""
    found = this_consultation()
    planned = meeting_of(db.session(), consultation_id)
    return _unplanned(found, _plan_form(found)) if planned is None else _planned(found, planned)


def _planned(found: ConsultationView, planned: MeetingView) -> str:
    session = db.session()
    return render_template(
        "meeting/agenda.html",
        title=in_language(planned.title, tag()) or _("Joint meeting"),
        where=path(found),
        meeting=planned,
        page=agenda_page(planned, sessions(session, planned.id), delegations_of(session, planned.id), tag()),
        may_run=may_run(found),
        **WORDS,
    )


def _unplanned(found: ConsultationView, form: MeetingForm) -> str:
    return render_template(
        "meeting/unplanned.html",
        title=_("Joint meeting"),
        where=path(found),
        found=found,
        ready=found.all_have(StrandState.RELEASED),
        may_run=may_run(found),
        form=form,
        **WORDS,
    )


def _plan_form(found: ConsultationView) -> MeetingForm:
    day = found.meeting_on
    usual = {"languages": list(found.languages), "begins_on": day, "ends_on": day}
    return meeting_form({**usual, "announced_on": day - timedelta(days=3 * 7) if day else None})


@blueprint.post("/consultations/<consultation_id>/meeting")
@allow(Permission.RUN_MEETING, on=consultation_scope, in_every_coalition=True)
def plan(consultation_id: str) -> ResponseReturnValue:
    """Plan the meeting; what was typed stays where something is missing."""
    found = this_consultation()
    form = _plan_form(found)
    if form.validate_on_submit():
        act = partial(plan_meeting, db.session(), consultation_id, **form.values())
        if done(act, _("The meeting is planned. Now put its sessions on the agenda and register who comes.")):
            return redirect(url_for("meeting.agenda", consultation_id=consultation_id), 303)
    if meeting_of(db.session(), consultation_id) is not None:
        return redirect(url_for("meeting.agenda", consultation_id=consultation_id), 303)
    return _unplanned(found, form), 422


@blueprint.route("/meetings/<meeting_id>/change", methods=["GET", "POST"])
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def change(meeting_id: str) -> ResponseReturnValue:
    """Change what is announced of the meeting."""
    found = this_meeting()
    names = ("title", "place", "begins_on", "ends_on", "languages", "announced_on")
    form = meeting_form({name: getattr(found, name) for name in names})
    if form.validate_on_submit():
        act = partial(change_meeting, db.session(), meeting_id, **form.values())
        if done(act, _("The meeting is changed.")):
            return _to_agenda()
    return _form_page("meeting/change.html", _("The meeting"), form)


@blueprint.route("/meetings/<meeting_id>/sessions", methods=["GET", "POST"])
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def put_on(meeting_id: str) -> ResponseReturnValue:
    """Put a session on the agenda; the next one follows it on the same day."""
    found = this_meeting()
    form = session_form(days_of(found), _next(found))
    if form.validate_on_submit():
        act = partial(add_session, db.session(), meeting_id, **form.values())
        if done(act, _("The session is on the agenda.")):
            return redirect(url_for("meeting.put_on", meeting_id=meeting_id), 303)
    return _form_page("meeting/session.html", _("A new session"), form, changing=None)


def _next(found: MeetingView) -> dict[str, Any]:
    """Return what stands in the form: the day and hour the last session of the agenda ends."""
    there = sessions(db.session(), found.id)
    if not there:
        return {"held_on": found.begins_on.isoformat(), "kind": SessionKind.WELCOME.value}
    last = there[-1]
    return {"held_on": last.held_on.isoformat(), "begins": hour(last.ends), "kind": SessionKind.PLENARY.value}


@blueprint.route("/sessions/<session_id>/change", methods=["GET", "POST"])
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def move(session_id: str) -> ResponseReturnValue:
    """Change a session in which nothing was said yet."""
    found = this_session()
    form = session_form(days_of(this_meeting()), _values(found))
    if form.validate_on_submit():
        act = partial(move_session, db.session(), session_id, **form.values())
        if done(act, _("The session is changed.")):
            return _to_agenda()
    return _form_page("meeting/session.html", _("Change the session"), form, changing=found)


def _values(found: SessionView) -> dict[str, Any]:
    return {
        "title": found.title,
        "held_on": found.held_on.isoformat(),
        "begins": hour(found.begins),
        "ends": hour(found.ends),
        "kind": found.kind.value,
    }


@blueprint.post("/sessions/<session_id>/remove")
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def take_off(session_id: str) -> ResponseReturnValue:
    """Take a session off the agenda, if nothing was said in it."""
    done(partial(remove_session, db.session(), session_id), _("The session is off the agenda."))
    return _to_agenda()


def _to_agenda() -> ResponseReturnValue:
    return redirect(url_for("meeting.agenda", consultation_id=this_meeting().consultation_id), 303)


def _form_page(template: str, title: str, form: MeetingForm | SessionForm, **values: Any) -> ResponseReturnValue:
    found = this_consultation()
    page = render_template(
        template,
        title=title,
        where=path(found, (title, None)),
        back=url_for("meeting.agenda", consultation_id=found.id),
        meeting=this_meeting(),
        form=form,
        tags=SHIPPED,
        **values,
    )
    return page, 422 if request.method == "POST" else 200
