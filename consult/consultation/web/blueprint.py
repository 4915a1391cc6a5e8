"""The blueprint of the mandate, its gates and its readiness."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("consultation", __name__)
