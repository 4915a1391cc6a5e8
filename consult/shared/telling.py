"""Saying in the reader's language what was refused, and why."""

from __future__ import annotations

from flask_babel import gettext

from consult.shared.errors import NotAllowedNow


def tell(error: NotAllowedNow) -> str:
    """Return the sentence of a refusal, translated."""
    return str(gettext(error.words, **error.values))
