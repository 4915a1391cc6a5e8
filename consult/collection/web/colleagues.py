"""Colleagues of the focal point: inviting them, the page behind their link, and the draft as they see it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.access.policy import for_everyone, for_invited
from consult.collection.labels import MAY
from consult.collection.operations.position import invite_colleague, revoke_colleague
from consult.collection.queries.position import ColleagueView, colleague_by_token, colleagues_of
from consult.collection.rules import ColleagueMay, Unit
from consult.collection.rules.position import COLLEAGUES, NAME_LENGTH
from consult.collection.web.asking import marked
from consult.collection.web.blueprint import NoAnswer, blueprint
from consult.collection.web.finish import Reviewed, reviewed
from consult.collection.web.landing import unknown_link
from consult.collection.web.member import Sitting, offered, said, show, sitting, speak, wished
from consult.consultation.queries import StrandView, strand
from consult.instrument.rules.structure import Page
from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell
from consult.shared.text import clean_line
from consult.shared.time import today
from consult.shared.wording import SHIPPED


def focal_point() -> Sitting:
    """Return the sitting of whoever holds the invitation of an organisation."""
    at = sitting(words=False)
    if at.answer.unit is not Unit.ORGANISATION:
        raise NoAnswer("an answer in one's own name is nobody else's")
    return at


def colleagues_page(at: Sitting, link: str | None = None, fault: str | None = None) -> str:
    """Render who works on the draft; a new link in the only moment it is known."""
    return show(
        "colleagues",
        at,
        title=_("Work on the answer together"),
        lines=colleagues_of(db.session(), at.answer.strand_id, at.answer.id),
        may=MAY,
        link=link,
        titles=titles(at),
        faults={"name": [fault]} if fault else {},
        posted=request.form,
        most=COLLEAGUES,
        length=NAME_LENGTH,
    )


def titles(at: Sitting) -> Mapping[str, Markup]:
    """Return what the pages are called on which comments wait."""
    return {page.code: reviewed(at, page).title for page in at.pages if (at.comments or {}).get(page.code)}


@blueprint.get("/answer/colleagues")
@for_invited
def colleagues() -> ResponseReturnValue:
    """Show who was invited to the draft, and how to invite another."""
    return colleagues_page(focal_point())


@blueprint.post("/answer/colleagues")
@for_invited
def invite_one() -> ResponseReturnValue:
    """Make a link for one colleague."""
    at = focal_point()
    wished_may = request.form.get("may")
    name = clean_line(request.form.get("name", ""))
    if not name or wished_may not in set(ColleagueMay):
        fault = _("Choose what they may do.") if name else _("Say for whom the link is: a name or an office.")
        return colleagues_page(at, fault=fault), 422
    try:
        token = invite_colleague(db.session(), at.answer.id, name=name, may=ColleagueMay(wished_may))
    except NotAllowedNow as refused:
        db.session.rollback()
        return colleagues_page(at, fault=tell(refused)), 409
    db.session.commit()
    return colleagues_page(at, link=f"{current_app.config['SETTINGS'].base_url}/c/{token}")


@blueprint.post("/answer/colleagues/<colleague_id>/revoke")
@for_invited
def take_link_back(colleague_id: str) -> ResponseReturnValue:
    """End a colleague's link."""
    at = focal_point()
    revoke_colleague(db.session(), at.answer.id, colleague_id, day=today())
    db.session.commit()
    flash(_("The link opens nothing any more. What was written through it stays."))
    return redirect(url_for("collection.colleagues"), 303)


def behind(token: str) -> tuple[ColleagueView, StrandView] | None:
    """Return whom a link was given to, and have the page speak their language."""
    found = colleague_by_token(db.session(), token)
    asking = strand(db.session(), found.strand_id) if found else None
    if found is None or asking is None:
        wish = request.args.get("lang")
        speak(wish if wish in SHIPPED else None)
        return None
    chosen = request.form.get("language") or request.args.get("lang") or session.get("language")
    speak(wished(asking.languages, chosen, request.accept_languages.best))
    return found, asking


@blueprint.get("/c/<token>")
@for_everyone("the token in the address is the key: it says who invites to what, and nothing that was answered")
def colleague_landing(token: str) -> ResponseReturnValue:
    """Say what a colleague is invited to. Looking at it sets no cookie and writes nothing."""
    found = behind(token)
    if found is None:
        return unknown_link()
    colleague, asking = found
    return render_template(
        "collection/colleague_landing.html",
        title=said(asking.title, str(g.language)).text,
        colleague=colleague,
        strand=asking,
        languages=offered(asking.languages),
    )


@blueprint.post("/c/<token>")
@for_everyone("whoever holds the link is invited; the draft itself is reached only with the signed cookie set here")
def come_in(token: str) -> ResponseReturnValue:
    """Open the draft to a colleague."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    found = behind(token)
    if found is None:
        return unknown_link()
    for name in ("answer", "code", "proxy"):
        session.pop(name, None)
    session["colleague"], session["language"] = found[0].id, str(g.language)
    return redirect(url_for("collection.draft"), 303)


@blueprint.get("/answer/draft")
@for_invited
def draft() -> ResponseReturnValue:
    """Show the organisation's draft to a colleague: every page, what stands there, and how many comments wait."""
    at = sitting()
    if at.colleague is None:
        return redirect(url_for("collection.review"), 303)
    sections = [
        (marked(section.title), [line(at, page) for page in at.pages if page.section == section.code])
        for section in at.instrument.sections
    ]
    return show("colleague", at, title=_("The draft"), sections=[found for found in sections if found[1]])


def line(at: Sitting, page: Page) -> tuple[Reviewed, str, int]:
    """Return a page with what stands there, where its comments are, and how many wait."""
    return reviewed(at, page), url_for("collection.comments", code=page.code), (at.comments or {}).get(page.code, 0)


@blueprint.record_once
def spare_the_token(state: BlueprintSetupState) -> None:
    """Ask no CSRF token of the form behind a link: it would set a cookie, and the address is unguessable."""
    state.app.extensions["csrf"].exempt(come_in)
