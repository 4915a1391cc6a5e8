"""Answers to what goes wrong: a page that says what happened and what to do, with what was typed still on it."""

from __future__ import annotations

import errno
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request, session
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from consult.shared.database import db, is_passing
from consult.shared.errors import NotAllowedNow, NotFound, SignedOut
from consult.shared.remembering import remembered
from consult.shared.telling import tell
from consult.shared.turns import Busy
from consult.shared.typed import typed
from consult.shared.wording import SHIPPED, resolve

OPEN_DOORS = ("answer", "colleague", "delegation", "decision_link", "returned")  # what a member's session holds
KNOWN = (400, 403, 404, 409, 413, 429)
AGAIN_IN = 20
FULL = (errno.ENOSPC, errno.EDQUOT)
READ_AWAY = 64 * 1024 * 1024


def answer_errors(app: Flask) -> None:
    """Register a page for every way in which a request can fail."""
    app.jinja_env.globals["typed"] = typed
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(CSRFError, not_confirmed)
    app.register_error_handler(SignedOut, signed_out)
    app.register_error_handler(NotFound, lambda error: show(404, error))
    app.register_error_handler(NotAllowedNow, lambda error: show(409, error))
    app.register_error_handler(Busy, wait)
    app.register_error_handler(SQLAlchemyError, database_failed)
    app.register_error_handler(DataError, lambda error: show(400, error))  # a NUL in an address, or where an id belongs


def show(code: int, error: Exception, page: str = "", **values: object) -> tuple[str, int]:
    """Render the page of a refusal."""
    db.session.rollback()
    reason = tell(error) if isinstance(error, NotAllowedNow) else None
    return render_template(f"errors/{page or code}.html", error=error, reason=reason, **values), code


def known(error: HTTPException) -> Any:  # Any: a page, or the redirect the exception carries
    """Answer what the framework refuses, and, as "something went wrong", whatever nobody foresaw."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    if error.code >= 500:
        cause = getattr(error, "original_exception", None)
        return wait(cause) if cause is not None and _is_passing(cause) else broken(error)
    page, _code = show(error.code if error.code in KNOWN else 400, error)
    return page, error.code


def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say so, after reading what is still on its way: a browser that is cut off while sending shows no page."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, READ_AWAY)
    while left > 0 and (read := len(stream.read(min(left, 1 << 20)))):
        left -= read
    return show(413, error)


def not_confirmed(error: CSRFError) -> ResponseReturnValue:
    """Answer a post that cannot be told from a forged one: most often the session is over, or was begun anew."""
    left = is_member_page() and not any(name in session for name in OPEN_DOORS)
    return show(400, error, sends=True, left=left)


def is_member_page() -> bool:
    """Tell whether the request is for a page of members, who have no account to sign in with."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(getattr(view, "policy", None), "kind", "") == "invited"


def signed_out(error: SignedOut) -> ResponseReturnValue:
    """Answer staff who typed something and are not signed in any more."""
    return show(403, error, "signed_out", sends=True)


def database_failed(error: SQLAlchemyError) -> ResponseReturnValue:
    """Answer a database that is busy, full or away; anything else it refuses is a fault of ours."""
    if _is_passing(error):
        return wait(error)
    raise error


def wait(error: BaseException) -> ResponseReturnValue:
    """Say that nothing could be kept just now and is worth trying again."""
    kind = getattr(getattr(error, "orig", None) or error, "sqlite_errorname", None) or type(error).__name__
    current_app.logger.error("Busy, full or away: %s at %s [%s]", kind, request.endpoint, request.method)
    response = make_response(_without_database(503, error))
    response.headers["Retry-After"] = str(AGAIN_IN)
    return response


def broken(error: HTTPException) -> ResponseReturnValue:
    """Answer a fault of ours."""
    page, _code = _without_database(500, error)
    return page, error.code or 500


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, Busy) or is_passing(error) or (isinstance(error, OSError) and error.errno in FULL)


def _without_database(code: int, error: BaseException) -> tuple[str, int]:
    """Render a page that asks the database nothing: it may be what is broken."""
    if request_ctx._session is None:  # it was the session that could not be read
        request_ctx._session = current_app.session_interface.make_null_session(current_app)
        g.csrf_token = ""
    if "language" not in g:
        g.language = resolve(
            SHIPPED, [session.get("language"), remembered()], request.headers.get("Accept-Language", "")
        )
        refresh()
    g.setdefault("reader", None)
    g.pop("consultation", None)
    db.session.rollback()
    return render_template(f"errors/{code}.html", error=error, sends=True), code
