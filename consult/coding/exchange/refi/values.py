"""Values of attributes and of variables: as the schema wants them, from what programs write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex

from consult.coding.exchange.refi.grammar import ONE_OF
from consult.coding.rules.exchanged import canonical

_MOMENT = regex.compile(
    r"(-?\d{4,}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d)(:\d\d)?([.,]\d+)?\s*(Z|z|[+-]\d\d:?\d\d)?)?", regex.ASCII
)
_RGB = regex.compile(r"#?([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})", regex.ASCII)
_NUMBER = regex.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", regex.ASCII)
_WHOLE = regex.compile(r"[+-]?\d{1,18}", regex.ASCII)
_DAY = regex.compile(r"(-?\d{4,}-\d\d-\d\d)(T[\d:.,]*)?(Z|[+-]\d\d:?\d\d)?", regex.ASCII)
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")

VALUES = {
    "BooleanValue": "boolean",
    "IntegerValue": "integer",
    "FloatValue": "number",
    "DateValue": "day",
    "DateTimeValue": "moment",
}
"""Which kind of value an element holds."""


def value_of(kind: str, given: str) -> str | None:
    """Return a value of a kind as the schema wants it; None for what is none."""
    if kind in ONE_OF:
        return next((one for one in ONE_OF[kind] if one.lower() == given.strip().lower()), None)
    return _KINDS[kind](given)


def legal(words: str) -> str:
    """Return words without what XML cannot hold."""
    return _ILLEGAL.sub("", words)


def _string(given: str) -> str | None:
    return legal(given.replace("\r\n", "\n").replace("\r", "\n"))


def _guid(given: str) -> str | None:
    return canonical(given) if given.strip(" {}") else None


def _integer(given: str) -> str | None:
    found = given.strip()
    return str(int(found)) if _WHOLE.fullmatch(found) else None


def _boolean(given: str) -> str | None:
    found = given.strip().lower()
    if found in _TRUE:
        return "true"
    return "false" if found in _FALSE else None


def _rgb(given: str) -> str | None:
    found = _RGB.fullmatch(given.strip())
    return f"#{found[1].upper()}" if found else None


def _moment(given: str) -> str | None:
    found = _MOMENT.fullmatch(given.strip())
    if found is None:
        return None
    day, clock, seconds, part, zone = found.groups()
    zone = (zone or "").upper()
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{day}T{clock or '00:00'}{seconds or ':00'}{(part or '').replace(',', '.')}{zone}"


def _number(given: str) -> str | None:
    found = given.strip()
    found = found.replace(",", ".") if found.count(",") == 1 and "." not in found else found
    return found if _NUMBER.fullmatch(found) else None


def _day(given: str) -> str | None:
    found = _DAY.fullmatch(given.strip())
    return found[1] if found else None


_KINDS: Mapping[str, Callable[[str], str | None]] = {
    "string": _string,
    "guid": _guid,
    "ref": _guid,
    "integer": _integer,
    "boolean": _boolean,
    "rgb": _rgb,
    "moment": _moment,
    "number": _number,
    "day": _day,
}
