"""The blueprint of the pages of deciding."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("decision", __name__)
