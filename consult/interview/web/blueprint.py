"""The blueprint of the interviews' pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("interview", __name__)
