"""A delegation's phone: in with the room's code, then what is on, and everything that can be said from a seat.

The delegation stands in the signed cookie; nothing here needs a script.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import for_everyone, for_invited
from consult.findings.presentation import tag
from consult.meeting.forms.polling import answer_form
from consult.meeting.forms.reacting import reaction_form, said_form, written_form
from consult.meeting.labels import ATTRIBUTIONS, GROUPS, STANCES
from consult.meeting.operations.agenda import arrive
from consult.meeting.operations.amending import move_amendment
from consult.meeting.operations.ideas import lay_card
from consult.meeting.operations.polling import cast
from consult.meeting.operations.reacting import react, withdraw_reaction
from consult.meeting.operations.talking import take_down
from consult.meeting.presentation.findings import by_place, findings, names, unnamed
from consult.meeting.presentation.reading import of_texts
from consult.meeting.queries.agenda import SessionView, delegation_by_code, sessions
from consult.meeting.queries.polling import has_answered, open_poll_of
from consult.meeting.queries.reacting import reaction, reactions_by
from consult.meeting.queries.seating import Seat, seat
from consult.meeting.rules.kinds import Attribution, Level, Medium, MeetingState, SessionKind
from consult.meeting.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.identifiers import digest, normal_code
from consult.shared.telling import tell
from consult.shared.time import now
from consult.shared.typed import typed
from consult.shared.wording import SHIPPED, language


class NoSeat(NotFound):
    """A phone's page without a delegation in the signed cookie, or with one that is no more."""


@blueprint.errorhandler(NoSeat)
def no_seat(_error: NoSeat) -> ResponseReturnValue:
    """Ask for the room's code again; whoever typed something first sees it on a page that can be sent again."""
    db.session.rollback()
    if (held := typed()) is not None and held.texts:
        page = render_template("meeting/no_seat.html", title=_("Enter the room again"), held=held, sends=True)
        return page, 403
    return redirect(url_for("meeting.room"), 303)


def seated() -> Seat:
    """Return the seat of this phone; raise `NoSeat` unless the cookie holds a delegation that is still there."""
    delegation_id = session.get("delegation")
    found = seat(db.session(), delegation_id) if isinstance(delegation_id, str) else None
    if found is None:
        raise NoSeat("no seat")
    return found


@blueprint.route("/room", methods=["GET", "POST"])
@for_everyone("asks for a delegation's code, tries of which are counted; it shows nothing before the code is right")
def room() -> ResponseReturnValue:
    """Let a delegation in with its code."""
    if request.method == "GET":
        return render_template("meeting/room.html", title=_("Enter the room"), fault="", typed="")
    tries, key = current_app.extensions["consult.code_tries"], f"room {request.remote_addr}"
    if not tries.take(key, now()):
        return _shut(_("Too many codes were tried from here. Wait a quarter of an hour, or ask the facilitator."), 429)
    found = delegation_by_code(db.session(), digest(normal_code(request.form.get("code", "")[:40])))
    if found is None:
        return _shut(_("No delegation has this code. Check every letter and digit, or ask the facilitator."), 422)
    tries.forget(key)
    try:
        arrive(db.session(), found.id, now())
        db.session.commit()
    except NotAllowedNow:
        db.session.rollback()  # the meeting is over; what was said can still be read, and taken back
    session["delegation"] = found.id
    if found.language in SHIPPED:
        session["language"] = found.language
    return redirect(url_for("meeting.phone"), 303)


def _shut(fault: str, status: int) -> ResponseReturnValue:
    typed = request.form.get("code", "")[:40]
    return render_template("meeting/room.html", title=_("Enter the room"), fault=fault, typed=typed), status


def show(template: str, at: Seat, title: str, **values: Any) -> str:  # Any: template values
    """Render a page of a phone with what all of them show."""
    return render_template(
        f"meeting/{template}.html",
        title=title,
        at=at,
        meeting_title=of_texts(at.title, tag()),
        languages=[language(one) for one in at.languages if one in SHIPPED] or [language("en")],
        **values,
    )


@blueprint.get("/room/now")
@for_invited
def phone() -> ResponseReturnValue:
    """Show what is on, what can be done from this seat, and what was said from it."""
    at = seated()
    on = session_on(at)
    poll = open_poll_of(db.session(), at.meeting_id) if at.is_open else None
    known = names(findings(db.session(), at.consultation_id, tag()))
    return show(
        "phone",
        at,
        _("Your seat in the room"),
        group=GROUPS[at.group],
        on=of_texts(on.title, tag()) if on else None,
        kind=on.kind.value if on else "",
        poll=of_texts(poll.question, tag()) if poll else None,
        answered=poll is not None and has_answered(db.session(), poll.id, at.delegation_id),
        closed=at.state is MeetingState.CLOSED,
        own=[
            (one, (known.get(one.target) or unnamed(one.target_kind)).label, STANCES[one.stance])
            for one in reversed(reactions_by(db.session(), at.delegation_id))
        ],
        attributions=ATTRIBUTIONS,
    )


def session_on(at: Seat) -> SessionView | None:
    """Return the session that is on."""
    return next((one for one in sessions(db.session(), at.meeting_id) if one.is_open), None)


@blueprint.route("/room/answer", methods=["GET", "POST"])
@for_invited
def phone_react() -> ResponseReturnValue:
    """Answer a finding."""
    at = seated()
    form = reaction_form(at.languages, tag(), request.args.get("to", ""))

    def kept() -> None:
        values = form.values()
        react(db.session(), at.meeting_id, delegation_id=at.delegation_id, medium=Medium.PHONE, moment=now(), **values)

    if form.validate_on_submit() and done(kept, _("Your answer is on the record.")):
        return redirect(url_for("meeting.phone"), 303)
    groups = by_place(findings(db.session(), at.consultation_id, tag()))
    return show("phone_react", at, _("Answer a finding"), form=form, groups=groups), _status()


@blueprint.post("/room/answers/<reaction_id>/withdraw")
@for_invited
def phone_take_back(reaction_id: str) -> ResponseReturnValue:
    """Take one's own answer back: the words are gone."""
    at = seated()
    found = reaction(db.session(), reaction_id)
    if found is None or found.delegation_id != at.delegation_id:
        raise NotFound("reaction")
    done(lambda: withdraw_reaction(db.session(), reaction_id, now()), _("Your words are gone."))
    return redirect(url_for("meeting.phone"), 303)


@blueprint.route("/room/writing", methods=["GET", "POST"])
@for_invited
def phone_write() -> ResponseReturnValue:
    """Write in silence, while a session of silent writing is on."""
    at = seated()
    form = written_form(at.languages, tag())
    on = session_on(at)
    is_on = on is not None and on.kind is SessionKind.SILENT_WRITING

    def kept() -> None:
        take_down(
            db.session(),
            on.id if on else "",
            delegation_id=at.delegation_id,
            language=form.language.data,
            text=form.text.data,
            attribution=Attribution(form.attribution.data),
            medium=Medium.PHONE,
            silent=True,
            moment=now(),
        )

    if is_on and form.validate_on_submit() and done(kept, _("What you wrote is kept.")):
        return redirect(url_for("meeting.phone_write"), 303)
    lead = _("Everybody writes at the same time and nobody speaks. Write as often as you like, one thought at a time.")
    return show(
        "phone_words", at, _("Silent writing"), form=form, lead=lead, is_on=is_on, button=_("Keep this")
    ), _status()


@blueprint.route("/room/idea", methods=["GET", "POST"])
@for_invited
def phone_idea() -> ResponseReturnValue:
    """Lay an idea card nobody signs, while a session for ideas is on."""
    at = seated()
    form = said_form(at.languages, tag())
    on = session_on(at)
    is_on = on is not None and on.kind is SessionKind.IDEAS

    def kept() -> None:
        lay_card(
            db.session(),
            on.id if on else "",
            language=form.language.data,
            text=form.text.data,
            medium=Medium.PHONE,
        )

    if is_on and form.validate_on_submit() and done(kept, _("Your card is on the table.")):
        return redirect(url_for("meeting.phone_idea"), 303)
    lead = _("One idea on each card. Nobody signs: whose a card is, and when it came, is kept nowhere.")
    return show(
        "phone_words", at, _("An idea card"), form=form, lead=lead, is_on=is_on, button=_("Lay the card")
    ), _status()


@blueprint.route("/room/amendment", methods=["GET", "POST"])
@for_invited
def phone_amend() -> ResponseReturnValue:
    """Move an amendment in the name of one's group."""
    at = seated()
    form = said_form(at.languages, tag())

    def kept() -> None:
        move_amendment(
            db.session(),
            at.meeting_id,
            group=at.group,
            language=form.language.data,
            text=form.text.data,
            moment=now(),
        )

    can = at.is_open and at.is_polled
    if can and form.validate_on_submit() and done(kept, _("Your amendment is moved.")):
        return redirect(url_for("meeting.phone"), 303)
    lead = _(
        "What is to be changed in what will be proposed, in one or two sentences. It stands under your group’s name."
    )
    return show(
        "phone_words", at, _("Move an amendment"), form=form, lead=lead, is_on=can, button=_("Move the amendment")
    ), _status()


@blueprint.route("/room/poll", methods=["GET", "POST"])
@for_invited
def phone_poll() -> ResponseReturnValue:
    """Answer the open poll, once and for good."""
    at = seated()
    form = answer_form()

    def kept() -> None:
        poll_id = request.form.get("poll", "")
        cast(db.session(), poll_id, delegation_id=at.delegation_id, level=Level(form.level.data))

    if form.validate_on_submit() and done(kept, _("Your answer is counted. It is final.")):
        return redirect(url_for("meeting.phone"), 303)
    poll = open_poll_of(db.session(), at.meeting_id)
    return show(
        "phone_poll",
        at,
        _("Poll of the delegations"),
        form=form,
        poll=poll,
        question=of_texts(poll.question, tag()) if poll else None,
        answered=poll is not None and has_answered(db.session(), poll.id, at.delegation_id),
    ), _status()


@blueprint.post("/room/leave")
@for_invited
def phone_leave() -> ResponseReturnValue:
    """Forget the delegation on this phone."""
    session.pop("delegation", None)
    return redirect(url_for("meeting.room"), 303)


def done(act: Any, words: str) -> bool:  # Any: a function without arguments
    """Do something and say so; where it is refused, say why, and that nothing was changed."""
    try:
        act()
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return False
    flash(words)
    return True


def _status() -> int:
    return 422 if request.method == "POST" else 200
