"""The language choice, and what somebody signed in sees of themselves."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.access.labels import ROLE_NAMES, ROLE_SIGHTS
from consult.access.operations import end_sessions, set_language
from consult.access.policy import for_everyone, for_signed_in, reader, signed_in
from consult.access.queries import places, session_count
from consult.access.rules import is_own_path
from consult.access.web.blueprint import blueprint
from consult.access.web.sessions import IDLE, Stored
from consult.access.web.words import place_of
from consult.shared.database import db
from consult.shared.identifiers import digest
from consult.shared.time import now
from consult.shared.wording import SHIPPED


@blueprint.post("/language")
@for_everyone("changes nothing but the language of this browser's pages")
def choose_language() -> ResponseReturnValue:
    """Remember the language chosen, and go back."""
    if (tag := request.form.get("lang", "")) in SHIPPED:
        session["language"] = tag
        if (known := reader()) is not None:
            set_language(db.session(), known.account_id, tag)
            db.session.commit()
    wanted = request.form.get("next")
    return redirect(wanted if wanted and is_own_path(wanted) else request.script_root + "/", 303)


@blueprint.get("/account")
@for_signed_in("shows the reader's own account only")
def account() -> ResponseReturnValue:
    """Show who is signed in, in which roles."""
    own = signed_in()
    known = places(db.session())
    grants = [(ROLE_NAMES[grant.role], place_of(grant, known), ROLE_SIGHTS[grant.role]) for grant in own.grants]
    others = session_count(db.session(), own.account_id, now() - IDLE) - 1
    return render_template("access/account.html", account=own, grants=grants, others=max(others, 0))


@blueprint.post("/account/sessions/end")
@for_signed_in("ends the reader's own sessions only")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out every other browser of the reader."""
    here = cast(Stored, session)
    end_sessions(db.session(), signed_in().account_id, but=digest(here.key or ""))
    db.session.commit()
    flash(_("Your other browsers are signed out."), "success")
    return redirect(url_for("access.account"), 303)
