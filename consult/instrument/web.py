"""Pages of instrument."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("instrument", __name__)
