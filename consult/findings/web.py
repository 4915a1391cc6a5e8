"""Pages of findings."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("findings", __name__)
