"""The page behind a decision link, what its member can do now, and leaving the device.

Looking at the page behind the link sets no cookie and writes nothing: only going on from it does.
"""

from __future__ import annotations

from flask import Response, abort, g, make_response, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, refresh
from flask_babel import gettext as _

from consult.access.policy import for_everyone, for_invited
from consult.consultation.queries import ConsultationView, consultation, in_language
from consult.decision.presentation.member import steps
from consult.decision.queries.links import LinkedMember, LinkView, member_of_link, open_link
from consult.decision.web.blueprint import blueprint
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.remembering import forget_language
from consult.shared.time import now
from consult.shared.typed import typed
from consult.shared.wording import SHIPPED, language, resolve

COOKIE = "decision_link"


class NoLink(NotFound):
    """A page of a decision link in a browser that holds none, or one that has ended."""


@blueprint.errorhandler(NoLink)
def no_link(_error: NoLink) -> ResponseReturnValue:
    """Say how to come back, the same for everybody, with what was typed."""
    db.session.rollback()
    held = typed()
    page = render_template("decision/no_link.html", title=_("Open your link"), held=held)
    return page, 403 if held and held.texts else 404


def linked_member() -> LinkedMember | None:
    """Return the member organisation whose link this browser holds, or None; one statement, once per request."""
    if "linked_member" not in g:
        link_id = session.get(COOKIE)
        g.linked_member = member_of_link(db.session(), link_id, now()) if link_id else None
    found: LinkedMember | None = g.linked_member
    return found


def this_member() -> LinkedMember:
    """Return the same; raise `NoLink` where there is none."""
    found = linked_member()
    if found is None:
        raise NoLink("no link")
    return found


def asked_of(member: LinkedMember) -> ConsultationView:
    """Return the consultation a member decides in."""
    found = consultation(db.session(), member.consultation_id)
    if found is None:
        raise NoLink(member.consultation_id)
    return found


def opened(token: str) -> LinkView | None:
    """Return what a link opens, and have the page speak its language."""
    found = open_link(db.session(), token, now())
    if found is None:
        wish = request.args.get("lang")
        _speak(wish if wish in SHIPPED else None)
        return None
    _speak(_wished(found))
    return found


def _wished(found: LinkView) -> str:
    chosen = request.form.get("language") or request.args.get("lang") or session.get("language")
    return resolve(found.languages or ("en",), (chosen, found.language))


def _speak(tag: str | None) -> None:
    if tag:
        g.language = tag
        refresh()
    else:
        get_locale()


def unknown_link() -> ResponseReturnValue:
    """Say what to do with a link that opens nothing: the same page whatever was wrong with it."""
    offered = [language(tag) for tag in SHIPPED]
    title = _("This link does not open anything")
    return render_template("decision/unknown_link.html", title=title, languages=offered), 404


@blueprint.get("/d/<token>", endpoint="landing")
@for_everyone("the token in the address is the key: the page says what it is for, and of whom it names nobody")
def landing(token: str) -> ResponseReturnValue:
    """Say what the link is for and ask to go on; nothing is kept and nobody is named."""
    found = opened(token)
    if found is None:
        return unknown_link()
    return render_template(
        "decision/landing.html",
        title=in_language(found.title, str(get_locale())),
        found=found,
        languages=[language(tag) for tag in found.languages],
    )


@blueprint.post("/d/<token>", endpoint="enter")
@for_everyone("whoever holds the link speaks for its organisation; the signed cookie is set here")
def enter(token: str) -> ResponseReturnValue:
    """Let this browser hold the link."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    found = opened(token)
    if found is None:
        return unknown_link()
    session[COOKIE], session["language"] = found.id, _wished(found)
    return redirect(url_for("decision.member"), 303)


@blueprint.record_once
def spare_the_token(state: BlueprintSetupState) -> None:
    """Ask no CSRF token of the landing form: it would set a cookie, and the token in the address is unguessable."""
    state.app.extensions["csrf"].exempt(enter)


@blueprint.get("/d", endpoint="member")
@for_invited
def member_page() -> ResponseReturnValue:
    """Show a member what can be done now, and what comes when."""
    member = this_member()
    asked = asked_of(member)
    return render_template(
        "decision/member.html",
        title=in_language(asked.title, str(get_locale())),
        member=member,
        asked=asked,
        steps=steps(db.session(), asked, member),
    )


@blueprint.route("/d/leave", methods=["GET", "POST"], endpoint="leave")
@for_everyone("forgets whatever this browser holds; whoever holds nothing is told the same")
def leave() -> ResponseReturnValue:
    """Leave, so that nobody else at this device can speak for the organisation."""
    if request.method == "GET":
        return render_template("decision/leave.html", title=_("Leave this device"), member=this_member())
    for name in (COOKIE,) if "_user_id" in session else list(session):
        session.pop(name, None)
    g.pop("linked_member", None)
    response: Response = make_response(render_template("decision/left.html", title=_("You have left this device")))
    response.headers["Clear-Site-Data"] = '"cache"'
    forget_language(response)
    return response
