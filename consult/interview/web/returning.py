"""Returning a transcript to who was interviewed: a link for each, shown once, and what came of it."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.policy import allow, signed_in
from consult.interview.forms import ReturnForm, return_form
from consult.interview.operations.returning import issue_return, revoke_return
from consult.interview.policy import KEEPS, interview_scope, its_strands, this_interview
from consult.interview.queries import ParticipantView
from consult.interview.queries.returns import ReturnView, returns_of
from consult.interview.rules import SpeakerRole
from consult.interview.rules.returning import WINDOW, is_open
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.time import now, today
from consult.shared.wording import SHIPPED, resolve


@blueprint.route("/interviews/<interview_id>/return", methods=["GET", "POST"])
@allow(KEEPS, on=interview_scope)
def returns(interview_id: str) -> ResponseReturnValue:
    """Show who was sent what they said and what they made of it; make a link, which is shown now and never again."""
    form = _form()
    if request.method == "GET" or not form.validate():
        return _page(form), 422 if form.errors else 200
    try:
        token = issue_return(
            db.session(),
            form.speaker.data,
            last_day=form.last_day.data,
            language=form.language.data,
            by=signed_in().account_id,
            moment=now(),
        )
    except NotAllowedNow as refused:
        db.session.rollback()
        form.last_day.errors = [tell(refused)]
        return _page(form), 409
    db.session.commit()
    asked = next(one.pseudonym for one in _speakers() if one.id == form.speaker.data)
    return _page(form, link=f"{current_app.config['SETTINGS'].base_url}/t/{token}", asked=asked)


@blueprint.post("/interviews/<interview_id>/return/<return_id>")
@allow(KEEPS, on=interview_scope)
def end_return(interview_id: str, return_id: str) -> ResponseReturnValue:
    """End a link."""
    if return_id not in {one.id for one in returns_of(db.session(), interview_id)}:
        abort(404)
    revoke_return(db.session(), return_id, now())
    db.session.commit()
    flash(_("The link opens nothing any more. What was corrected and withdrawn through it stays."))
    return redirect(url_for("interview.returns", interview_id=interview_id), 303)


def _page(form: ReturnForm, *, link: str = "", asked: str = "") -> str:
    found, moment = this_interview(), now()
    newest: dict[str, ReturnView] = {}
    for one in returns_of(db.session(), found.id):
        newest.setdefault(one.participant_id, one)
    lines = [(person, newest.get(person.id)) for person in _speakers()]
    return render_template(
        "interview/returns.html",
        title=_("Return what was said in interview %(label)s", label=found.label),
        found=found,
        strands=its_strands(),
        lines=lines,
        open_ids={one.id for one in newest.values() if is_open(one.last_day, one.revoked_at, moment)},
        form=form,
        link=link,
        asked=asked,
    )


def _speakers() -> list[ParticipantView]:
    """Return who can be sent anything: whoever was interviewed and did not withdraw."""
    if its_strands()[0].transcripts_destroyed_on:
        return []
    people = this_interview().participants
    return [one for one in people if one.role is SpeakerRole.INTERVIEWEE and one.withdrawn_on is None]


def _form() -> ReturnForm:
    people = _speakers()
    spoken = resolve(SHIPPED, [people[0].language if people else None, this_interview().language])
    return return_form(((one.id, one.pseudonym) for one in people), today() + WINDOW, spoken)
