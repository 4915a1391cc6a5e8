"""Polls for whoever runs the meeting: open one, enter paper, close it, ask again. No number before the close."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.findings.presentation import tag
from consult.meeting.forms.polling import poll_form, slips_form
from consult.meeting.operations.polling import close_poll, enter_slips, open_poll
from consult.meeting.policy import meeting_scope, this_meeting
from consult.meeting.presentation.polls import series_of
from consult.meeting.presentation.reading import of_texts
from consult.meeting.queries.agenda import delegations_of
from consult.meeting.queries.polling import polls_of, turnout
from consult.meeting.web.blueprint import blueprint
from consult.meeting.web.record import path
from consult.meeting.web.scopes import poll_scope, this_poll
from consult.shared.database import db
from consult.shared.erasing import erase_traces
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now

HELD = ("poll_slip", "poll_voter")


@blueprint.get("/meetings/<meeting_id>/polls", endpoint="polls")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def show_polls(meeting_id: str) -> ResponseReturnValue:
    """Show the poll that is open, with how many have answered, and what the closed ones found."""
    return _page()


def _page(*, slips: Any = None, status: int = 200) -> ResponseReturnValue:  # Any: a WTForms form
    meeting, session = this_meeting(), db.session()
    polls = polls_of(session, meeting.id)
    on = next((one for one in polls if one.is_open), None)
    again = next((one for one in polls if one.id == request.args.get("again") and not one.is_open), None)
    page = render_template(
        "meeting/polls.html",
        title=_("Polls"),
        meeting=meeting,
        on=on,
        question=of_texts(on.question, tag()) if on else None,
        turnout=turnout(session, on.id) if on else None,
        slips=(slips or slips_form(delegations_of(session, meeting.id))) if on else None,
        form=None if on else poll_form(meeting.languages, again.question if again else {}),
        again=again,
        series=series_of(polls, tag()),
        where=path(of_texts(meeting.title, tag()).text, _("Polls")),
    )
    return page, status


@blueprint.post("/meetings/<meeting_id>/polls", endpoint="begin_poll")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def begin(meeting_id: str) -> ResponseReturnValue:
    """Open a poll, or repeat one that is closed."""
    form = poll_form(this_meeting().languages, {})
    if not form.validate():
        return _refuse(meeting_id, _("The question is too long: write at most 300 characters."))
    try:
        follows_id = request.form.get("follows") or None
        open_poll(db.session(), meeting_id, question=form.question(), moment=now(), follows_id=follows_id)
        db.session.commit()
    except NotAllowedNow as refused:
        return _refuse(meeting_id, tell(refused))
    flash(_("The poll is open on every phone."))
    return redirect(url_for("meeting.polls", meeting_id=meeting_id), 303)


@blueprint.post("/polls/<poll_id>/slips", endpoint="enter_paper")
@allow(Permission.RUN_MEETING, on=poll_scope, in_every_coalition=True)
def enter(poll_id: str) -> ResponseReturnValue:
    """Enter slips of paper."""
    meeting_id = this_poll().meeting_id
    form = slips_form(delegations_of(db.session(), meeting_id))
    if not form.validate():
        return _page(slips=form, status=422)
    try:
        enter_slips(db.session(), poll_id, delegation_ids=form.delegations.data or [], counts=form.counts())
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        form.form_errors = [*form.form_errors, tell(refused)]
        return _page(slips=form, status=409)
    flash(_("The slips are entered."))
    return redirect(url_for("meeting.polls", meeting_id=meeting_id), 303)


@blueprint.post("/polls/<poll_id>/close", endpoint="end_poll")
@allow(Permission.RUN_MEETING, on=poll_scope, in_every_coalition=True)
def end(poll_id: str) -> ResponseReturnValue:
    """Close a poll: its numbers are on the record, the screen and this page from then on."""
    meeting_id = this_poll().meeting_id
    try:
        close_poll(db.session(), poll_id, now())
        db.session.commit()
    except NotAllowedNow as refused:
        return _refuse(meeting_id, tell(refused))
    erase_traces(db.engine, HELD)  # the files would still hold the rows in the order of answering
    flash(_("The poll is closed."))
    return redirect(url_for("meeting.polls", meeting_id=meeting_id), 303)


def _refuse(meeting_id: str, reason: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=reason), "warning")
    return redirect(url_for("meeting.polls", meeting_id=meeting_id), 303)
