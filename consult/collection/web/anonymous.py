"""Where the way of an anonymous answer differs from every other: what the browser holds is the code itself."""

from __future__ import annotations

from flask import session
from flask_babel import gettext as _

from consult.collection.operations import resume
from consult.collection.queries.anonymous import strand_of_code
from consult.collection.rules.anonymous import as_held
from consult.shared.database import db
from consult.shared.identifiers import normal_code


def may_hold_code() -> bool:
    """Tell whether this browser's session lies in its own signed cookie: that of somebody signed in is stored here."""
    return "_user_id" not in session


def signed_in_here() -> str:
    """Say why somebody who is signed in cannot answer anonymously in the same browser."""
    return str(_("You are signed in. To answer anonymously, sign out first, or use another browser."))


def anonymous_promise() -> str:
    """Say what is promised to whoever answers anonymously.

    The instrument's own text does not know the code: with it, an answer can be changed and withdrawn.
    """
    return str(
        _(
            "Your answer is kept without any link to you. You are shown a code that nobody else has: with it you can "
            "read, change or withdraw your answer, and without it nobody can."
        )
    )


def reopened(typed: str) -> str | None:
    """Return what the cookie is to hold for whoever typed a code; None for a code that opens nothing."""
    answer_id = resume(db.session(), typed)
    if answer_id is not None or not may_hold_code():
        return answer_id
    strand_id = strand_of_code(db.session(), typed)
    return as_held(strand_id, normal_code(typed)) if strand_id else None
