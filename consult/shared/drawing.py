"""What pages draw alike for many readers is drawn once: `{% cached question, chosen %}…{% endcached %}` in a template.

In: what the piece hangs on, and its mark-up. Out: the mark-up, drawn the first time, and again whenever one of these,
the language or the place of the installation differs. A first key of None has it drawn each time. Names, words and
tokens never belong into a key: a piece that shows them stands outside.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date as babel_date
from flask import has_request_context, request
from flask_babel import format_date, get_locale
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

MOST = 4_000
"""Pieces held by a process: a few megabytes."""


class Cached(Extension):
    """The tag, and what it has drawn so far."""

    tags = {"cached"}  # noqa: RUF012 - the library's own declaration

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.drawn: dict[Hashable, str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn a tag and what it encloses into a call that draws only what was not drawn before."""
        line = next(parser.stream).lineno
        keys = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            keys.append(parser.parse_expression())
        inside = parser.parse_statements(("name:endcached",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("draw", [place, nodes.Tuple(keys, "load")])
        return nodes.CallBlock(call, [], [], inside).set_lineno(line)

    def draw(self, place: str, keys: tuple[Hashable, ...], caller: Callable[[], str]) -> str:
        """Return the piece at `place` for these keys."""
        if keys[0] is None:
            return caller()
        root = request.script_root if has_request_context() else ""
        key = (place, get_locale(), root, keys)
        found = self.drawn.get(key)
        if found is None:
            found = caller()
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            self.drawn[key] = found
        return found


def day(value: Any, style: str | None = None) -> str:  # Any: a day, a moment, or the library's own None for now
    """Return a day as the language of the page writes it: that of a calendar day is worked out once."""
    if not isinstance(value, date) or isinstance(value, datetime):
        return str(format_date(value, style))
    return _day(value, style or "medium", get_locale())


@lru_cache(maxsize=1024)
def _day(value: date, style: str, locale: Locale | None) -> str:
    return str(babel_date(value, style, locale=locale or "en"))
