"""The blueprint of the meeting's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("meeting", __name__)
