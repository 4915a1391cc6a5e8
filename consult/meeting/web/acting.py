"""Doing one thing for the room: done and said, or nothing changed and why."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash
from flask_babel import gettext as _

from consult.shared.database import db
from consult.shared.errors import NotAllowedNow
from consult.shared.telling import tell


def done(act: Callable[[], object], words: str = "") -> bool:
    """Do `act`, commit and say `words`; where it is refused, take everything back, say why, and return False."""
    try:
        act()
        db.session.commit()
    except NotAllowedNow as refused:
        db.session.rollback()
        flash(_("Nothing was changed: %(reason)s", reason=tell(refused)), "warning")
        return False
    if words:
        flash(words)
    return True
