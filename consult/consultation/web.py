"""Pages of consultation."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("consultation", __name__)
