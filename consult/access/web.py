"""Pages of access."""

from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("access", __name__)


def set_up(app: Flask) -> None:
    """Attach sign-in."""
    app.register_blueprint(blueprint)
