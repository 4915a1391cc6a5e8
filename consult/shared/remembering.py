"""The language of this browser, in a cookie of its own: the page that says the session is over still speaks it.

It holds a language tag and nothing else, and is set only for whoever has a session already.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Response, current_app, request, session

from consult.shared.wording import SHIPPED

LIFE = 30 * 24 * 3600


def cookie_name() -> str:
    """Return the name of the cookie, beside that of the session."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-language"


def remembered() -> str | None:
    """Return the language this browser spoke last."""
    found = request.cookies.get(cookie_name())
    return found if found in SHIPPED else None


def forget_language(response: Response) -> None:
    """Have the browser forget its language: somebody leaves a device."""
    if cookie_name() in request.cookies:
        response.set_cookie(cookie_name(), "", max_age=0, **_of_this_site())


def remember_languages(app: Flask) -> None:
    """Keep the cookie in step with the session, for whoever has one."""

    @app.after_request
    def remember(response: Response) -> Response:
        if request.endpoint in (None, "static"):
            return response
        chosen = session.get("language")
        if chosen in SHIPPED and chosen != request.cookies.get(cookie_name()):
            response.set_cookie(cookie_name(), cast(str, chosen), max_age=LIFE, **_of_this_site())
        return response


def _of_this_site() -> dict[str, Any]:  # Any: what the response takes of a cookie
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": current_app.config["SESSION_COOKIE_SECURE"]}
