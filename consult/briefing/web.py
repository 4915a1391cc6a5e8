"""Pages of briefing."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("briefing", __name__)
