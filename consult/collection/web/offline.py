"""Offline mode: chosen by a member for a device of their own, and taken off it with one button.

Until they choose it there is no script, no worker and no cache. What is kept then is the one draft: its pages as they
were last shown, the files these need, and whatever could not be sent yet.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from consult.access.policy import for_everyone, for_invited
from consult.collection.web.blueprint import blueprint
from consult.collection.web.hub import section_lines
from consult.collection.web.member import Sitting, show, sitting
from consult.shared.errors import NotFound

CLEAR = '"cache", "storage"'


def mark() -> str:
    """Return what the answer in this browser is called on the device: nothing that leads back to it."""
    answer = str(session.get("answer", ""))
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"offline|{answer}".encode(), hashlib.sha256).hexdigest()[:22] if answer else ""


def is_on() -> bool:
    """Tell whether offline mode was chosen here, for the answer that is open here."""
    return bool(session.get("offline")) and session["offline"] == mark()


@blueprint.context_processor
def offline_values() -> dict[str, str]:
    """Give member pages the mark of the draft while offline mode is on."""
    return {"offline": mark() if is_on() else ""}


@blueprint.after_request
def name_the_draft(response: Response) -> Response:
    """Say of which draft a page is, for the worker that may keep it; have all forgotten once an answer is withdrawn."""
    if request.method == "GET" and response.status_code == 200 and is_on():
        response.headers["Consult-Draft"] = mark()
    if request.endpoint == "collection.take_back" and response.status_code == 200:
        response.headers["Clear-Site-Data"] = CLEAR
    return response


@blueprint.get("/answer/offline")
@for_invited
def offline() -> ResponseReturnValue:
    """Say what offline mode is, what it leaves on the device, and how to choose it or be rid of it."""
    return offline_page(sitting(words=False))


def offline_page(at: Sitting, **values: Any) -> str:  # Any: template values
    """Render the page of offline mode."""
    title = _("Answer with an unsteady network")
    return show("offline", at, title=title, **{"possible": is_possible(at), "faults": {}, "posted": {}} | values)


def is_possible(at: Sitting) -> bool:
    """Tell whether offline mode can be chosen: while it is open, by a member, and never where nobody may know who."""
    return at.is_open and not (at.code or at.writes or at.colleague)


@blueprint.post("/answer/offline")
@for_invited
def choose_offline() -> ResponseReturnValue:
    """Turn offline mode on, unless the device is not the member's own or may be taken from them."""
    at = sitting(words=False)
    faults = {}
    if request.form.get("own") != "yes":
        faults["own"] = [_("Offline mode is only for a device that nobody else uses.")]
    if request.form.get("risk") != "no":
        faults["risk"] = [_("Then keep nothing on this device. Go on as you are: every button saves with us.")]
    if faults or not is_possible(at):
        return offline_page(at, faults=faults, posted=request.form), 422
    session["offline"] = mark()
    return redirect(url_for("collection.offline", begin=1), 303)


@blueprint.post("/answer/offline/remove")
@for_invited
def remove_offline() -> ResponseReturnValue:
    """Turn offline mode off and have the browser forget everything of it."""
    sitting(words=False)
    session.pop("offline", None)
    page = render_template("collection/offline_removed.html", title=_("Nothing is kept on this device any more"))
    response: Response = make_response(page)
    response.headers["Clear-Site-Data"] = CLEAR
    return response


@blueprint.get("/answer/offline/pages")
@for_invited
def offline_pages() -> ResponseReturnValue:
    """Say for the script which pages the draft needs, and the token its posts carry."""
    at = sitting(words=False)
    if not is_on():
        raise NotFound("offline mode was not chosen here")
    pages = [url_for("collection.page", code=page.code) for page in at.pages] if at.is_open else []
    return jsonify(
        draft=mark(),
        stamp=f"{at.answer.newest_version_id} {at.language}",
        csrf=generate_csrf(),
        pages=pages,
        others=[url_for(f"collection.{name}") for name in ("hub", "offline", "offline_away")],
    )


@blueprint.get("/answer/offline/away")
@for_invited
def offline_away() -> ResponseReturnValue:
    """Stand in, on the device, for every page that needs a connection."""
    at = sitting()
    return show("offline_away", at, title=_("This page needs a connection"), lines=section_lines(at))


@blueprint.get("/answer/sw.js")
@for_everyone("the worker's script is the same for everybody and holds nothing")
def offline_worker() -> ResponseReturnValue:
    """Give the worker's script, which may serve the member's pages and no others."""
    source = (Path(str(current_app.static_folder)) / "js" / "sw.js").read_text(encoding="utf-8")
    headers = {"Service-Worker-Allowed": url_for("collection.hub"), "Cache-Control": "no-cache"}
    return Response(source, mimetype="text/javascript", headers=headers)
