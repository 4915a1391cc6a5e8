"""What the coverage's pages call things."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale


def language_name(tag: str) -> str:
    """Return a language's name in the language of the page."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(str(get_locale())) or tag
    except (ValueError, UnknownLocaleError):
        return tag
