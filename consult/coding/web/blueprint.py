"""The blueprint, and what several of its pages need."""

from __future__ import annotations

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell

blueprint = Blueprint("coding", __name__)


def refused(error: NotAllowedNow, back: str) -> ResponseReturnValue:
    """Take back what was begun, say why, and return to a page."""
    db.session.rollback()
    flash(_("Nothing was changed: %(reason)s", reason=tell(error)), "warning")
    return redirect(back, 303)
