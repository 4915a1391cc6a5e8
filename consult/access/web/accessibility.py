"""What was done so that everybody can answer, what is still missing, and where to say so."""

from __future__ import annotations

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh

from consult.access.policy import for_everyone
from consult.access.web.blueprint import blueprint
from consult.shared.remembering import remembered
from consult.shared.wording import SHIPPED, resolve


@blueprint.get("/accessibility")
@for_everyone("says how to take part, and of nobody whether they do")
def accessibility() -> ResponseReturnValue:
    """Say it in the language asked for, without a cookie."""
    wishes = [request.args.get("lang"), session.get("language"), remembered()]
    g.language = resolve(SHIPPED, wishes, request.headers.get("Accept-Language", ""))
    refresh()
    return render_template("access/accessibility.html", title=_("Accessibility"))
