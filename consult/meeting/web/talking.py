"""The facilitator's console: which session is on, who could be asked next, taking down what is said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.meeting.forms.talking import (
    CardForm,
    ClusterForm,
    InterventionForm,
    card_form,
    cluster_form,
    intervention_form,
)
from consult.meeting.operations.agenda import close_meeting, close_session, open_meeting, open_session
from consult.meeting.operations.talking import take_down, withdraw_intervention
from consult.meeting.policy import (
    intervention_scope,
    meeting_scope,
    session_scope,
    this_consultation,
    this_meeting,
    this_session,
)
from consult.meeting.presentation.console import ConsolePage, chosen_of, console_page, table_of
from consult.meeting.queries.agenda import DelegationView, delegations_of, sessions
from consult.meeting.queries.ideas import ideas_of
from consult.meeting.queries.talking import floor, interventions_of
from consult.meeting.rules.kinds import Attribution, Medium, SessionKind
from consult.meeting.web.acting import done
from consult.meeting.web.agenda import WORDS, path, tag
from consult.meeting.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.time import now


@blueprint.get("/meetings/<meeting_id>/console")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def console(meeting_id: str) -> ResponseReturnValue:
    """Show the console; `session` in the address chooses in which session it works, `speaker` who is about to speak."""
    return show(request.args.get("session"))


@blueprint.get("/meetings/<meeting_id>/console/part")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def console_part(meeting_id: str) -> ResponseReturnValue:
    """Give the part of the console that grows, for its script."""
    page, _delegations = _worked(request.args.get("session"))
    return render_template("meeting/console_live.html", meeting=this_meeting(), page=page, **WORDS)


def show(
    session_id: str | None,
    *,
    said: InterventionForm | None = None,
    card: CardForm | None = None,
    naming: ClusterForm | None = None,
    ticked: frozenset[str] = frozenset(),
) -> str:
    """Render the console at work in a session, with whatever form was not filled in right."""
    found = this_meeting()
    page, delegations = _worked(session_id)
    chosen = page.chosen.session if page.chosen else None
    cards = ideas_of(db.session(), chosen.id) if chosen and chosen.kind is SessionKind.IDEAS else None
    return render_template(
        "meeting/console.html",
        title=_("Console"),
        where=path(this_consultation(), (_("Console"), None)),
        meeting=found,
        page=page,
        form=said or _blank(page.waiting, delegations),
        card=card or card_form(found.languages, {"medium": Medium.PAPER.value, "language": tag()}),
        naming=naming or cluster_form(found.languages, {"language": tag()}),
        table=table_of(cards) if cards else None,
        ticked=ticked,
        **WORDS,
    )


def _worked(session_id: str | None) -> tuple[ConsolePage, tuple[DelegationView, ...]]:
    """Return what the console shows while it works in a session, and every delegation."""
    session, meeting = db.session(), this_meeting()
    agenda, delegations = sessions(session, meeting.id), delegations_of(session, meeting.id)
    spoken = interventions_of(session, meeting.id)
    heard = floor(session, meeting.id, delegations, spoken)
    return console_page(agenda, chosen_of(agenda, session_id), heard, spoken, meeting.state), delegations


def _blank(waiting: Sequence[DelegationView], delegations: Sequence[DelegationView]) -> InterventionForm:
    """Return the form before anything is typed: whoever has not written yet first, and whoever was chosen to speak."""
    ordered = [*waiting, *(one for one in delegations if one not in waiting)]
    speaker = next((one for one in delegations if one.id == request.args.get("speaker")), None)
    usual = {
        "delegation": speaker.id if speaker else "",
        "language": speaker.language if speaker else tag(),
        "translation_language": "en",
        "attribution": Attribution.GROUP.value,
    }
    return intervention_form(ordered, this_meeting().languages, usual)


def to_console(session_id: str | None = None, place: str = "") -> ResponseReturnValue:
    """Send the facilitator back to the console, in the session it worked in."""
    url = url_for("meeting.console", meeting_id=this_meeting().id, session=session_id, _anchor=place or None)
    return redirect(url, 303)


@blueprint.post("/meetings/<meeting_id>/step")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def step_meeting(meeting_id: str) -> ResponseReturnValue:
    """Open the meeting, or close it."""
    acts = {
        "open": (open_meeting, _("The meeting is open. Begin with its first session.")),
        "closed": (close_meeting, _("The meeting is closed; its record is final.")),
    }
    act, words = acts.get(request.form.get("to", ""), (None, ""))
    if act is None:
        abort(400)
    done(partial(act, db.session(), meeting_id, now()), words)
    return to_console()


@blueprint.post("/sessions/<session_id>/step")
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def step_session(session_id: str) -> ResponseReturnValue:
    """Have a session on, or end it."""
    acts = {
        "open": (open_session, _("The session is on.")),
        "closed": (close_session, _("The session is over.")),
    }
    act, words = acts.get(request.form.get("to", ""), (None, ""))
    if act is None:
        abort(400)
    done(partial(act, db.session(), session_id, now()), words)
    return to_console(session_id)


@blueprint.post("/sessions/<session_id>/interventions")
@allow(Permission.RUN_MEETING, on=session_scope, in_every_coalition=True)
def hear(session_id: str) -> ResponseReturnValue:
    """Take down what was said, or what was written on paper; what was typed stays where something is missing."""
    found, held = this_meeting(), this_session()
    silent = held.kind is SessionKind.SILENT_WRITING
    form = intervention_form(delegations_of(db.session(), found.id), found.languages, {})
    if form.validate_on_submit():
        act = partial(
            take_down,
            db.session(),
            session_id,
            medium=Medium.PAPER if silent else Medium.SPOKEN,
            silent=silent,
            moment=now(),
            **form.values(),
        )
        if done(act, _("It is taken down.")):
            return to_console(session_id, "hear")
    return show(session_id, said=form), 422


@blueprint.post("/interventions/<intervention_id>/withdraw")
@allow(Permission.RUN_MEETING, on=intervention_scope, in_every_coalition=True)
def take_back(intervention_id: str) -> ResponseReturnValue:
    """Take words back at their speaker's wish."""
    act = partial(withdraw_intervention, db.session(), intervention_id, now())
    done(act, _("The words are gone. That somebody spoke stays."))
    return to_console(this_session().id, "said")
