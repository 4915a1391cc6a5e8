"""The blueprint, and the two refusals every member page can meet."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.collection.rules import Closed
from consult.shared.database import db
from consult.shared.errors import NotFound

blueprint = Blueprint("collection", __name__)


class NoAnswer(NotFound):
    """A member's page without an answer in the signed cookie, or with one that was withdrawn."""


@blueprint.errorhandler(NoAnswer)
def no_answer(_error: NoAnswer) -> ResponseReturnValue:
    """Say how to come back, the same for everybody."""
    db.session.rollback()
    return render_template("collection/no_answer.html", title=_("Open your answer")), 404


@blueprint.errorhandler(Closed)
def closed(_error: Closed) -> ResponseReturnValue:
    """Say that nothing was changed, and what is still possible."""
    db.session.rollback()
    page = render_template(
        "collection/closed.html", title=_("Collection is not open"), has_answer=bool(g.get("answer_open"))
    )
    return page, 409
