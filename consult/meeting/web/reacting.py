"""Taking down, for those without a phone, what is answered to a finding and what is moved; settling amendments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow
from consult.access.rules import Permission
from consult.findings.presentation import tag
from consult.meeting.forms.reacting import amendment_form, taken_down_form
from consult.meeting.labels import AMENDMENT_STATES
from consult.meeting.operations.amending import move_amendment, settle_amendment
from consult.meeting.operations.reacting import react, withdraw_reaction
from consult.meeting.policy import meeting_scope, this_meeting
from consult.meeting.presentation.findings import by_place, findings, names, unnamed
from consult.meeting.presentation.reading import of_texts
from consult.meeting.presentation.record import reaction_line
from consult.meeting.queries.agenda import delegations_of
from consult.meeting.queries.amending import amendments_of
from consult.meeting.queries.reacting import ReactionView, reactions_of
from consult.meeting.rules.kinds import AmendmentState, Group, MeetingState
from consult.meeting.rules.reacting import is_shut
from consult.meeting.web.blueprint import blueprint
from consult.meeting.web.record import path
from consult.meeting.web.scopes import amendment_scope, reaction_scope, this_amendment
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now


@blueprint.route("/meetings/<meeting_id>/answers", methods=["GET", "POST"], endpoint="reacting")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def take_answers(meeting_id: str) -> ResponseReturnValue:
    """Show what was answered and moved, and take down what comes aloud or on paper."""
    meeting = this_meeting()
    form = taken_down_form(delegations_of(db.session(), meeting_id), meeting.languages)
    if form.validate_on_submit():
        try:
            react(db.session(), meeting_id, moment=now(), **form.values())
            db.session.commit()
        except NotAllowedNow as refused:
            _say(refused)
            return _page(form, amendment_form(meeting.languages))
        flash(_("The answer is on the record."))
        return redirect(url_for("meeting.reacting", meeting_id=meeting_id), 303)
    return _page(form, amendment_form(meeting.languages))


def _page(form: Any, amending: Any) -> ResponseReturnValue:  # Any: WTForms forms
    meeting, language = this_meeting(), tag()
    known = findings(db.session(), meeting.consultation_id, language)
    named = names(known)
    page = render_template(
        "meeting/reacting.html",
        title=_("Answers and amendments"),
        meeting=meeting,
        form=form,
        amending=amending,
        groups=by_place(known),
        reactions=[
            (one.id, (named.get(one.target) or unnamed(one.target_kind)).label, reaction_line(one, language))
            for one in (_heard(each, meeting.state) for each in reversed(reactions_of(db.session(), meeting.id)))
            if one.withdrawn_at is None
        ],
        amendments=amendments_of(db.session(), meeting.id),
        states=AMENDMENT_STATES,
        where=path(of_texts(meeting.title, language).text, _("Answers and amendments")),
    )
    return page, 422 if request.method == "POST" else 200


def _heard(one: ReactionView, state: MeetingState) -> ReactionView:
    """Leave out what stayed in the room, once the meeting is over."""
    return replace(one, text="", translations={}) if is_shut(one.attribution, state) else one


@blueprint.post("/meetings/<meeting_id>/amendments")
@allow(Permission.RUN_MEETING, on=meeting_scope, in_every_coalition=True)
def amend(meeting_id: str) -> ResponseReturnValue:
    """Take down an amendment."""
    meeting = this_meeting()
    amending = amendment_form(meeting.languages)
    if not amending.validate():
        return _page(taken_down_form(delegations_of(db.session(), meeting_id), meeting.languages), amending)
    try:
        move_amendment(
            db.session(),
            meeting_id,
            group=Group(amending.group.data),
            language=amending.language.data,
            text=amending.text.data,
            translations=amending.translations,
            moment=now(),
        )
        db.session.commit()
        flash(_("The amendment is moved."))
    except NotAllowedNow as refused:
        _say(refused)
        return _page(taken_down_form(delegations_of(db.session(), meeting_id), meeting.languages), amending)
    return redirect(url_for("meeting.reacting", meeting_id=meeting_id), 303)


@blueprint.post("/amendments/<amendment_id>/settle")
@allow(Permission.RUN_MEETING, on=amendment_scope, in_every_coalition=True)
def settle(amendment_id: str) -> ResponseReturnValue:
    """Say what became of an amendment."""
    meeting_id = this_amendment().meeting_id
    wanted = request.form.get("state", "")
    state = AmendmentState(wanted) if wanted in set(AmendmentState) else AmendmentState.MOVED
    try:
        settle_amendment(db.session(), amendment_id, state=state, moment=now())
        db.session.commit()
        flash(_("What became of the amendment is on the record."))
    except NotAllowedNow as refused:
        return back(meeting_id, refused)
    return redirect(url_for("meeting.reacting", meeting_id=meeting_id), 303)


@blueprint.post("/reactions/<reaction_id>/withdraw")
@allow(Permission.RUN_MEETING, on=reaction_scope, in_every_coalition=True)
def take_back_answer(reaction_id: str) -> ResponseReturnValue:
    """Take an answer back at its speaker's wish."""
    meeting_id = this_meeting().id
    try:
        withdraw_reaction(db.session(), reaction_id, now())
        db.session.commit()
        flash(_("The words are gone from the record."))
    except NotAllowedNow as refused:
        return back(meeting_id, refused)
    return redirect(url_for("meeting.reacting", meeting_id=meeting_id), 303)


def back(meeting_id: str, refused: NotAllowedNow) -> ResponseReturnValue:
    """Say why nothing was changed, and show the page anew."""
    _say(refused)
    return redirect(url_for("meeting.reacting", meeting_id=meeting_id), 303)


def _say(refused: NotAllowedNow) -> None:
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
