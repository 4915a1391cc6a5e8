"""What the pages of access hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("access", __name__)
