"""The first page, and the doors of the demonstration."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", __name__)
plain = Blueprint("start", __name__)
