"""Pages of access: signing in, one's own account, the language choice, and accounts for the administrator."""

from __future__ import annotations

from flask import Flask

from consult.access.web import accessibility, accounts, own
from consult.access.web.blueprint import blueprint
from consult.access.web.sessions import StoredSessions
from consult.access.web.signing_in import set_up_signing_in

__all__ = ["accessibility", "accounts", "blueprint", "own", "set_up"]


def set_up(app: Flask) -> None:
    """Attach browser sessions, signing in and these pages; `CSRFProtect` must be attached already."""
    app.session_interface = StoredSessions()
    set_up_signing_in(app)
    app.config["READING_ENDPOINTS"] |= {"access.add_account", "access.renew_password"}
    app.register_blueprint(blueprint)
