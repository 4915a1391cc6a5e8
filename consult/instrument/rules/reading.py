"""From the fields of a posted page to canonical values, and back.

Field names: `PART` (a code, several codes, a number, a tick, a text), `PART:row` (a row, several codes in a multiple
one, a position in a ranking), `PART:day` and its like, and `PART:-` for a reason given instead of an answer. Nothing
posted is ever quoted back: a fault carries the part, a known row at most, and a code from which the web layer makes
the message.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.base import (
    FIRST_YEAR,
    INSTEAD,
    Fault,
    FaultCode,
    Fields,
    Form,
    Reading,
    Said,
    posted,
)
from consult.instrument.rules.types.digits import digits

__all__ = [
    "FIRST_YEAR",
    "Fault",
    "FaultCode",
    "Fields",
    "Form",
    "Reading",
    "Said",
    "check_part",
    "digits",
    "field_names",
    "fields_of",
    "fields_posted",
    "read_part",
    "summary_of",
]


def read_part(part: Part, form: Form, *, this_year: int | None = None) -> Reading:
    """The canonical value, or the text, that a form gives for one part; years may reach to the next one."""
    reading = type_of(part).read(part, form, this_year=this_year or _this_year())
    if part.instead:
        reading = _read_instead(part, form, reading)
    if part.required and reading == Reading():
        return replace(reading, faults=(Fault(part.key, FaultCode.REQUIRED),))
    return reading


def check_part(part: Part, value: object, *, this_year: int | None = None) -> Iterator[Fault]:
    """Every fault of a stored value or text."""
    if not (isinstance(value, str) and value in part.instead):
        yield from type_of(part).check(part, value, this_year=this_year or _this_year())


def field_names(part: Part) -> Iterator[str]:
    """The form fields a part is posted under."""
    yield from type_of(part).fields(part)
    if part.instead:
        yield f"{part.key}:{INSTEAD}"


def fields_of(part: Part, value: Value | None) -> Fields:
    """What stands in the form fields for a stored value or text: reading it gives the same again."""
    if value is None:
        return {}
    if isinstance(value, str) and value in part.instead:
        return {f"{part.key}:{INSTEAD}": [value]}
    return type_of(part).filled(part, value)


def fields_posted(part: Part, form: Form) -> Fields:
    """What was typed into the form fields of a part, to be shown again as it was."""
    return {name: list(form[name]) for name in field_names(part) if form.get(name)}


def summary_of(part: Part, value: Value | None) -> tuple[Said, ...]:
    """How an answer reads, one line or several; nothing for no answer."""
    if value is None:
        return ()
    if isinstance(value, str) and value in part.instead:
        return (Said(codes=(value,)),)
    return type_of(part).summary(part, value)


def _this_year() -> int:
    return datetime.datetime.now(datetime.UTC).year


def _read_instead(part: Part, form: Form, reading: Reading) -> Reading:
    given = posted(form, f"{part.key}:{INSTEAD}")
    if not given:
        return reading
    if not set(given) <= set(part.instead):
        return replace(reading, faults=(*reading.faults, Fault(part.key, FaultCode.FOREIGN_CODE)))
    if len(set(given)) > 1 or reading != Reading():
        return Reading(faults=(Fault(part.key, FaultCode.EXCLUSIVE),))
    return Reading(given[0])
