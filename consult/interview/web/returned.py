"""What was said, returned to whoever said it: the page behind the link, and the transcript with what can be changed.

Looking at the link sets no cookie and writes nothing; its button lets the browser in to that transcript alone.
"""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, refresh
from flask_babel import gettext as _

from consult.access.policy import for_everyone, for_invited
from consult.consultation.queries import in_language
from consult.interview.operations.correcting import Place, correct_turn
from consult.interview.operations.returning import approve
from consult.interview.operations.withholding import take_back, withdraw_passage
from consult.interview.presentation import changed, returned_lines
from consult.interview.queries.returns import ReturnView, returned_before, returned_by_token, returned_page
from consult.interview.queries.returns import returned as returned_view
from consult.interview.rules.returning import PAGE, ChangedMeanwhile
from consult.interview.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.remembering import remembered
from consult.shared.telling import tell
from consult.shared.time import now
from consult.shared.typed import typed
from consult.shared.wording import SHIPPED, language, resolve

DOOR = "returned"
MOST = 2**31
OFFERED = tuple(language(tag) for tag in SHIPPED)


class NoTranscript(NotFound):
    """A link, or a browser let in by one, that opens no transcript any more."""


@blueprint.errorhandler(NoTranscript)
def no_transcript(_error: Exception) -> ResponseReturnValue:
    """Say what to do with a link that opens nothing: the same whatever was wrong with it, and what was typed."""
    db.session.rollback()
    wish = request.args.get("lang")
    _speak(wish if wish in SHIPPED else None)
    page = render_template(
        "interview/returned_unknown.html",
        title=_("This link does not open anything"),
        languages=OFFERED,
        held=typed(without=("seen",)),
    )
    return page, 404


def behind(token: str) -> ReturnView:
    """Return what a link opens, and have the page speak its language; raise `NoTranscript`."""
    found = returned_by_token(db.session(), token, now())
    if found is None:
        raise NoTranscript("no link")
    explicit = (request.form.get("language"), request.args.get("lang"), session.get("language"), remembered())
    _speak(resolve(SHIPPED, [*explicit, found.language], ""))
    return found


@blueprint.get("/t/<token>")
@for_everyone("the token in the address is the key; the page says who asks, and not a word of what was said")
def returned_landing(token: str) -> ResponseReturnValue:
    """Say what is returned, until when, and what can be done with it."""
    found = behind(token)
    return render_template("interview/returned_landing.html", **_about(found), languages=OFFERED)


@blueprint.post("/t/<token>")
@for_everyone("whoever holds the link spoke; the transcript is reached only with the signed cookie set here")
def let_in(token: str) -> ResponseReturnValue:
    """Open the transcript in this browser."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    found = behind(token)
    session[DOOR] = found.id
    wish = request.form.get("language")
    if wish in SHIPPED:
        session["language"] = wish
    return redirect(url_for("interview.returned"), 303)


@blueprint.record_once
def spare_the_token(state: BlueprintSetupState) -> None:
    """Ask no CSRF token of the button: it would set a cookie, and the token in the address is unguessable."""
    state.app.extensions["csrf"].exempt(let_in)


def _about(found: ReturnView) -> dict[str, Any]:  # Any: template values
    return {"title": _("What you said"), "found": found, "asked": in_language(found.title, str(g.language))}


def _speak(tag: str | None) -> None:
    """Have the page rendered in a language; without one, in the browser's."""
    if tag:
        g.language = tag
        refresh()
    else:
        get_locale()


def opened() -> ReturnView:
    """Return the transcript this browser was let in to; raise `NoTranscript` once its link is over."""
    found = returned_view(db.session(), session.get(DOOR, ""), now())
    if found is None:
        raise NoTranscript("no transcript")
    _speak(session.get("language") or found.language)
    return found


@blueprint.get("/transcript")
@for_invited
def returned() -> ResponseReturnValue:
    """Show a page of the transcript; `change` in the address opens the form that corrects a turn."""
    changing = request.args.get("change", 0, type=int)
    return _show(opened(), request.args.get("page", _page_of(changing), type=int), changing=changing)


def _show(found: ReturnView, number: int, *, changing: int = 0, **values: Any) -> str:  # Any: template values
    page = returned_page(db.session(), found, number)
    return render_template(
        "interview/returned.html",
        **_about(found),
        lines=returned_lines(page.turns),
        page=page,
        changing=changing,
        **{"text": None, "fault": "", "meanwhile": ()} | values,
    )


@blueprint.post("/transcript")
@for_invited
def change_returned() -> ResponseReturnValue:
    """Correct a turn, withdraw it or take that back; or say that all is fine, or leave."""
    held, go = session.get(DOOR, ""), request.form.get("go")
    _speak(session.get("language"))
    if go == "leave":
        session.pop(DOOR, None)
        return render_template("interview/returned_left.html", title=_("Leave"))
    if not held or request.form.get("transcript") != held:  # or a page of another transcript, in another tab
        raise NoTranscript("no transcript, or another")
    if go == "fine":
        return _approve(held)
    number = request.form.get("number", 0, type=int)
    if not 0 < number < MOST:
        raise NoTranscript("no such turn")
    place = Place(held, number, request.form.get("seen", ""))
    try:
        flash(_change(place, go))
    except ChangedMeanwhile as refused:
        return _changed_meanwhile(place, tell(refused))
    except NotAllowedNow as refused:
        db.session.rollback()
        if go == "save":
            return _again(place, fault=tell(refused)), 422
        flash(tell(refused), "error")
    else:
        db.session.commit()
    at = _page_of(place.number)
    return redirect(url_for("interview.returned", page=at, _anchor=f"t{place.number}"), 303)


def _approve(return_id: str) -> ResponseReturnValue:
    try:
        approve(db.session(), return_id, now())
    except NotFound as gone:
        raise NoTranscript("no transcript") from gone
    db.session.commit()
    flash(_("Thank you. You can still change something until the last day."))
    return redirect(url_for("interview.returned", _anchor="fine"), 303)


def _change(place: Place, go: str | None) -> str:
    """Do what a button says to a turn, and say what was done."""
    db_session, moment = db.session(), now()
    try:
        if go == "withdraw":
            withdraw_passage(db_session, place, moment)
            return str(_("These words are withdrawn, everywhere. You can take that back until the last day."))
        if go == "back":
            take_back(db_session, place, moment)
            return str(_("Your words are back as they were."))
        carry = current_app.extensions["corrections"]
        if correct_turn(db_session, place, request.form.get("text", ""), moment, carry):
            return str(_("Your correction is saved."))
    except NotFound as gone:
        raise NoTranscript("no such turn") from gone
    return str(_("Nothing was changed."))


def _changed_meanwhile(place: Place, fault: str) -> ResponseReturnValue:
    """Show what a turn says now and how it was changed, with what was typed still in its field."""
    db.session.rollback()
    steps = returned_before(db.session(), place.return_id, place.number, place.seen)
    return _again(place, fault=fault, meanwhile=changed(*steps) if steps else ()), 409


def _again(place: Place, **values: Any) -> str:  # Any: template values
    text = request.form.get("text")
    return _show(opened(), _page_of(place.number), changing=place.number, text=text, **values)


def _page_of(number: int) -> int:
    return max(1, -(-number // PAGE))
