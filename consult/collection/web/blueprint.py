"""The blueprint, and the refusals every member page can meet."""

from __future__ import annotations

from flask import Blueprint, g, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from consult.collection.rules import Closed
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.refusing import is_member_page, not_confirmed
from consult.shared.typed import typed

blueprint = Blueprint("collection", __name__)


class NoAnswer(NotFound):
    """A member's page without an answer in the signed cookie, or with one that was withdrawn."""


@blueprint.errorhandler(NoAnswer)
def no_answer(_error: Exception) -> ResponseReturnValue:
    """Say how to come back, the same for everybody, with what was typed."""
    db.session.rollback()
    held = typed(without=("code",))
    page = render_template("collection/no_answer.html", title=_("Open your answer"), held=held)
    return page, 403 if held and held.texts else 404


@blueprint.errorhandler(CSRFError)
def session_over(error: CSRFError) -> ResponseReturnValue:
    """Answer a post without its token: where the whole session is gone, as a browser without an answer."""
    return no_answer(error) if is_member_page() and "answer" not in session else not_confirmed(error)


@blueprint.errorhandler(Closed)
def closed(_error: Closed) -> ResponseReturnValue:
    """Say that nothing was changed, and what is still possible."""
    db.session.rollback()
    page = render_template(
        "collection/closed.html", title=_("Collection is not open"), has_answer=bool(g.get("answer_open"))
    )
    return page, 409
