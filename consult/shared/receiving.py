"""How a request is received: bounded, in memory, and logged without a word of what was sent."""

from __future__ import annotations

import traceback
from io import BytesIO
from types import TracebackType
from typing import IO, Any

from flask import Flask, Request, has_request_context, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

FORM_LIMIT = 1024 * 1024
"""Bytes of a form without files, and of one text of a member's: a page of fifteen texts in any script is a third."""
MOST_FIELDS, MOST_OF_MEMBERS = 20_000, 2_000
FOR_MEMBERS = ("invited", "everyone")
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class BoundedParser(FormDataParser):
    """Refuses what was cut off on the way, and counts the fields of both kinds of form.

    The library counts those of one only, and takes half a body for a whole one where the server ends the stream: half a
    text would be kept under its key, and the whole one, sent again, be a repetition.
    """

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:  # Any: the library's own triple
        if content_length is not None and content_length > FORM_LIMIT:
            raise RequestEntityTooLarge
        body = stream.read(FORM_LIMIT + 1)
        if len(body) > FORM_LIMIT:
            raise RequestEntityTooLarge
        if content_length is not None and len(body) < content_length:
            raise ClientDisconnected
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(BytesIO(body), mimetype, content_length, options)


class Received(Request):
    """A request whose files stay in memory: a full disk loses none, and no disk keeps what a member sent."""

    form_data_parser_class = BoundedParser

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def bound_requests(app: Flask) -> None:
    """Take less from whoever needs no account: their pages hold a few texts, and files."""
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS

    @app.before_request
    def bound() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(getattr(view, "policy", None), "kind", "") in FOR_MEMBERS:
            request.max_form_memory_size, request.max_form_parts = FORM_LIMIT, MOST_OF_MEMBERS


class Application(Flask):
    """Flask, but for what it receives and what it writes into the log."""

    request_class = Received

    def log_exception(self, exc_info: ExceptionInfo) -> None:
        """Log where something broke and of which kind; an address may be a key, and a message may quote an answer."""
        place = f"{request.endpoint} [{request.method}]" if has_request_context() else "outside of a request"
        self.logger.error("Exception at %s\n%s", place, "\n".join(_told(exc_info[1])))


def _told(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        lines = [
            *traceback.format_tb(error.__traceback__),
            kind,
            *(["– while handling this:", *lines] if lines else []),
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines
