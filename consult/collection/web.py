"""Pages of collection."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("collection", __name__)
