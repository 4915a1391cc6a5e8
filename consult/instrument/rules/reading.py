"""From the fields of a posted page to canonical values.

Field names: `PART` (a code, several codes, a year, a tick, a text), `PART:row` (a matrix row, several codes
in a multiple one) and, for a ranking, `PART:row` with a position. Nothing posted is ever quoted back: a
fault carries the part, a known row at most, and a code from which the web layer makes the message.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType

FIRST_YEAR = 1900
_TICKED = ("1", "on", "true", "yes")
_MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"  # direction marks that phones add beside digits

Form: TypeAlias = Mapping[str, Sequence[str]]


class FaultCode(StrEnum):
    """What is wrong with an answer."""

    FOREIGN_CODE = "foreign_code"
    FOREIGN_PART = "foreign_part"
    WRONG_SHAPE = "wrong_shape"
    TOO_MANY = "too_many"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    REQUIRED = "required"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the answer to a part, in one row of it if `row` says so."""

    part: str
    code: FaultCode
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was posted for one part: a value or a text (nothing when not answered), and the faults.

    Rows without a fault are in the value even when others have one; save only when there is none.
    """

    value: Value | None = None
    text: str | None = None
    faults: tuple[Fault, ...] = ()


def read_part(part: Part, form: Form, *, this_year: int | None = None) -> Reading:
    """The canonical value, or the text, that a form gives for one part; years may reach to the next one."""
    faults: list[Fault] = []
    value: Value | None = None
    text: str | None = None
    match part.type:
        case PartType.TEXT:
            text = _read_text(part, form, faults)
        case PartType.YEAR:
            latest = (this_year or datetime.datetime.now(datetime.UTC).year) + 1
            value = _read_number(part, _posted(form, part.key), range(FIRST_YEAR, latest + 1), None, faults)
        case PartType.TICK:
            value = _read_tick(part, form, faults)
        case PartType.SINGLE:
            value = _read_one(part, _posted(form, part.key), None, faults)
        case PartType.MULTIPLE:
            value = _read_several(part, _posted(form, part.key), None, faults)
        case _:
            value = _read_rows(part, form, faults)
    if part.required and value is None and text is None and not faults:
        faults.append(Fault(part.key, FaultCode.REQUIRED))
    return Reading(value, text, tuple(faults))


def field_names(part: Part) -> Iterator[str]:
    """The form fields a part is posted under."""
    if part.rows_list is None:
        yield part.key
    else:
        yield from (f"{part.key}:{row}" for row in part.rows)


def digits(text: str) -> int | None:
    """The whole number written in the decimal digits of any script, or nothing."""
    bare = text.strip().strip(_MARKS).strip()
    return int(bare) if bare.isdecimal() and len(bare) <= 9 else None


def _posted(form: Form, name: str) -> list[str]:
    return [value for value in form.get(name, ()) if value.strip()]


def _read_one(part: Part, posted: list[str], row: str | None, faults: list[Fault]) -> str | None:
    if not posted:
        return None
    if any(code not in part.options for code in posted):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE, row))
        return None
    if len(set(posted)) > 1:
        faults.append(Fault(part.key, FaultCode.TOO_MANY, row))
        return None
    return posted[0]


def _read_several(part: Part, posted: list[str], row: str | None, faults: list[Fault]) -> list[str] | None:
    if any(code not in part.options for code in posted):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE, row))
        return None
    chosen = [code for code in part.options if code in posted]
    if part.max_choices and len(chosen) > part.max_choices:
        faults.append(Fault(part.key, FaultCode.TOO_MANY, row))
        return None
    return chosen or None


def _read_number(part: Part, posted: list[str], allowed: range, row: str | None, faults: list[Fault]) -> int | None:
    if not posted:
        return None
    number = digits(posted[0])
    if len(set(posted)) > 1:
        faults.append(Fault(part.key, FaultCode.TOO_MANY, row))
    elif number is None:
        faults.append(Fault(part.key, FaultCode.NOT_A_NUMBER, row))
    elif number not in allowed:
        faults.append(Fault(part.key, FaultCode.OUT_OF_RANGE, row))
    else:
        return number
    return None


def _read_tick(part: Part, form: Form, faults: list[Fault]) -> bool | None:
    posted = _posted(form, part.key)
    if any(value not in _TICKED for value in posted):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE))
        return None
    return True if posted else None


def _read_text(part: Part, form: Form, faults: list[Fault]) -> str | None:
    # Browsers post CRLF, which would count every line end twice.
    text = "\n".join(form.get(part.key, ())).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > part.limit:
        faults.append(Fault(part.key, FaultCode.TOO_LONG))
        return None
    return text or None


def _read_rows(part: Part, form: Form, faults: list[Fault]) -> Value | None:
    known = set(field_names(part))
    if any(name.startswith(f"{part.key}:") and name not in known and _posted(form, name) for name in form):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE))
    positions = range(1, len(part.rows) + 1)
    rows: dict[str, str | int | Sequence[str]] = {}
    for row in part.rows:
        posted = _posted(form, f"{part.key}:{row}")
        chosen: str | int | list[str] | None
        if part.type is PartType.RANKING:
            chosen = _read_number(part, posted, positions, row, faults)
        elif part.type is PartType.MATRIX:
            chosen = _read_one(part, posted, row, faults)
        else:
            chosen = _read_several(part, posted, row, faults)
        if chosen is not None:
            rows[row] = chosen
    if part.type is PartType.RANKING and part.max_choices and len(rows) > part.max_choices:
        faults.append(Fault(part.key, FaultCode.TOO_MANY))
    return rows or None
