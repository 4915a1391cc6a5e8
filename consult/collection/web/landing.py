"""The page behind an invitation link. Looking at it sets no cookie and writes nothing."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from consult.access.policy import for_everyone
from consult.collection.operations import begin, decline
from consult.collection.operations.anonymous import begin_anonymous
from consult.collection.queries import InvitationView, open_invitation
from consult.collection.rules import Unit
from consult.collection.rules.anonymous import as_held
from consult.collection.web.anonymous import anonymous_promise, may_hold_code, reopened, signed_in_here
from consult.collection.web.asking import marked
from consult.collection.web.blueprint import blueprint
from consult.collection.web.disclosing import small_numbers
from consult.collection.web.member import offered, said, speak, wished
from consult.consultation.queries import StrandView, strand
from consult.consultation.rules import Mode, StrandState
from consult.instrument.queries import compiled, newest_version
from consult.shared.database import db
from consult.shared.drawing import day
from consult.shared.errors import NotAllowedNow
from consult.shared.remembering import remembered
from consult.shared.time import now, today
from consult.shared.wording import SHIPPED, resolve

BEFORE_MODE, AFTER_MODE = ("use", "people"), ("voluntary", "withdraw")


def opened(token: str) -> tuple[InvitationView, StrandView] | None:
    """Return what a link opens, and have the page speak its language."""
    found = open_invitation(db.session(), token, now())
    asking = strand(db.session(), found.strand_id) if found else None
    if found is None or asking is None:
        wish = request.args.get("lang")
        speak(wish if wish in SHIPPED else None)
        return None
    explicit = (request.form.get("language"), request.args.get("lang"))
    stored = (session.get("language"), remembered())
    accepted = request.headers.get("Accept-Language", "")
    speak(resolve(asking.languages or ("en",), [*explicit, *stored, found.language], accepted))
    return found, asking


def unknown_link() -> ResponseReturnValue:
    """Say what to do with a link that opens nothing: the same page whatever was wrong with it."""
    page = render_template(
        "collection/unknown_link.html", title=_("This link does not open anything"), languages=offered(SHIPPED)
    )
    return page, 404


@blueprint.get("/i/<token>")
@for_everyone("the token in the address is the key: it says who is asked, and nothing that was answered")
def landing(token: str) -> ResponseReturnValue:
    """Say who asks what, what happens with the answers, and how to begin."""
    found = opened(token)
    return landing_page(*found) if found else unknown_link()


def promised(asking: StrandView) -> list[tuple[str, str]]:
    """Return which consent texts are shown, each with whom it is for where organisations and individuals differ."""
    modes = [("", asking.mode.value)]
    if asking.mode is not asking.individual_mode:
        modes = [
            (_("If you answer for your organisation:"), asking.mode.value),
            (_("If you answer for yourself:"), asking.individual_mode.value),
        ]
        modes = [(whom, mode) for whom, mode in modes if mode != Mode.ANONYMOUS]  # said in words of the program's own
    return [*(("", code) for code in BEFORE_MODE), *modes, *(("", code) for code in AFTER_MODE)]


def landing_page(invitation: InvitationView, asking: StrandView, **values: Any) -> str:  # Any: template values
    """Render the landing page of an open strand, or what can be said of one that is not."""
    version = newest_version(db.session(), asking.id)
    language = str(g.language)
    instrument = compiled(db.session(), version.id, language) if version else None
    filled = {"coalition": asking.coalition_name, "date": day(asking.withdraw_until, "long")}
    said_by = {code: marked(text) for code, text in instrument.consent.items()} if instrument else {}
    promises = [
        (whom, said_by[code].replace("{coalition}", filled["coalition"]).replace("{date}", filled["date"]))
        for whom, code in promised(asking)
        if code in said_by
    ]
    if asking.individual_mode is Mode.ANONYMOUS:
        promises.insert(len(BEFORE_MODE) + 1, (str(_("If you answer for yourself:")), escape(anonymous_promise())))
    if (told := small_numbers(asking)) is not None:
        promises.insert(len(BEFORE_MODE), (str(_("If you answer for your organisation:")), told))
    return render_template(
        "collection/landing.html",
        title=said(asking.title, language).text,
        invitation=invitation,
        strand=asking,
        texts={
            name: said(getattr(asking, name), language)
            for name in ("title", "question", "already_discussed", "still_open")
        },
        promises=tuple(promises),
        draft=bool(instrument and instrument.draft),
        is_open=asking.state is StrandState.OPEN and version is not None,
        is_over=asking.has(StrandState.CLOSED),
        languages=offered(asking.languages),
        **{"faults": {}, "posted": {}} | values,
    )


@blueprint.post("/i/<token>")
@for_everyone("whoever holds the link is invited; the answer itself is reached only with the signed cookie set here")
def enter(token: str) -> ResponseReturnValue:
    """Begin, come back with a code, or say no."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    found = opened(token)
    if found is None:
        return unknown_link()
    go = request.form.get("go")
    if go == "resume":
        return _come_back(*found)
    if go == "decline":
        return _say_no(*found)
    return _begin(*found)


def _begin(invitation: InvitationView, asking: StrandView) -> ResponseReturnValue:
    unit = request.form.get("unit")
    if unit not in set(Unit):
        faults = {"unit": [_("Choose for whom you answer.")]}
        return landing_page(invitation, asking, faults=faults, posted=request.form), 422
    language = wished(asking.languages, request.form.get("language"), invitation.language)
    if Unit(unit) is Unit.INDIVIDUAL and asking.individual_mode is Mode.ANONYMOUS:
        return _begin_anonymously(invitation, asking, language)
    begun = begin(
        db.session(),
        invitation.id,
        unit=Unit(unit),
        short=request.form.get("form") == "short",
        language=language,
        day=today(),
        order_seed=secrets.randbelow(2**31),
    )
    db.session.commit()
    if begun.joined:
        flash(_("Your organisation has already begun its answer. You go on with the same one, together."))
    return _sit_down(begun.answer_id, begun.code, language)


def _begin_anonymously(invitation: InvitationView, asking: StrandView, language: str) -> ResponseReturnValue:
    """Begin an answer that nobody can lead back; the invitation is not told."""
    if not may_hold_code():
        faults = {"unit": [signed_in_here()]}
        return landing_page(invitation, asking, faults=faults, posted=request.form), 409
    short, seed = request.form.get("form") == "short", secrets.randbelow(2**31)
    code = begin_anonymous(db.session(), asking.id, short=short, order_seed=seed)
    db.session.commit()
    return _sit_down(as_held(asking.id, code), code, language)


def _sit_down(answer_id: str, code: str | None, language: str) -> ResponseReturnValue:
    session["answer"], session["language"] = answer_id, language
    session.pop("code", None)
    if code:
        session["code"] = code
    return redirect(url_for("collection.hub"), 303)


def _come_back(invitation: InvitationView, asking: StrandView) -> ResponseReturnValue:
    answer_id = reopened(request.form.get("code", ""))
    if answer_id is None:
        faults = {"code": [_("No answer can be opened with this code. Check every letter and digit.")]}
        return landing_page(invitation, asking, faults=faults, posted=request.form), 422
    return _sit_down(answer_id, None, wished(asking.languages, request.form.get("language"), invitation.language))


def _say_no(invitation: InvitationView, asking: StrandView) -> ResponseReturnValue:
    if request.form.get("sure") != "yes":  # a mail scanner that presses every button ticks no box
        faults = {"decline": [_("Tick the box if your organisation has decided not to take part.")]}
        return landing_page(invitation, asking, faults=faults, posted=request.form), 422
    try:
        decline(db.session(), invitation.id, day=today())
    except NotAllowedNow:
        faults = {"decline": [_("Your organisation has already answered. You can withdraw the answer instead.")]}
        return landing_page(invitation, asking, faults=faults, posted=request.form), 409
    db.session.commit()
    return render_template(
        "collection/declined.html", title=_("Thank you for telling us"), languages=offered(asking.languages)
    )


@blueprint.record_once
def spare_the_token(state: BlueprintSetupState) -> None:
    """Ask no CSRF token of the landing form: it would set a cookie, and the token in the address is unguessable."""
    state.app.extensions["csrf"].exempt(enter)
