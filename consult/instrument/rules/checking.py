"""Whether a whole answer document is in canonical form, for imports and for tests."""

import datetime
from collections.abc import Iterator, Mapping

from consult.instrument.rules.condition import Answers
from consult.instrument.rules.reading import FIRST_YEAR, Fault, FaultCode
from consult.instrument.rules.structure import Part, PartType, Structure


def check_document(
    structure: Structure,
    answers: Answers,
    texts: Mapping[str, str] | None = None,
    *,
    this_year: int | None = None,
) -> list[Fault]:
    """Every fault of an answer document and its texts; a part that does not exist is reported unnamed."""
    latest = (this_year or datetime.datetime.now(datetime.UTC).year) + 1
    faults: list[Fault] = []
    for key, value in answers.items():
        part = structure.parts.get(key)
        if part is None or part.is_text:
            faults.append(Fault("", FaultCode.FOREIGN_PART))
        else:
            faults.extend(_check_value(part, value, latest))
    for key, text in (texts or {}).items():
        part = structure.parts.get(key)
        if part is None or not part.is_text:
            faults.append(Fault("", FaultCode.FOREIGN_PART))
        elif not text.strip():
            faults.append(Fault(key, FaultCode.WRONG_SHAPE))
        elif len(text) > part.limit:
            faults.append(Fault(key, FaultCode.TOO_LONG))
    return faults


def _check_value(part: Part, value: object, latest: int) -> Iterator[Fault]:
    match part.type:
        case PartType.SINGLE:
            yield from _check_one(part, value, None)
        case PartType.MULTIPLE:
            yield from _check_several(part, value, None)
        case PartType.YEAR:
            yield from _check_number(part, value, range(FIRST_YEAR, latest + 1), None)
        case PartType.TICK:
            if value is not True:
                yield Fault(part.key, FaultCode.WRONG_SHAPE)
        case _:
            yield from _check_rows(part, value)


def _check_one(part: Part, value: object, row: str | None) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif value not in part.options:
        yield Fault(part.key, FaultCode.FOREIGN_CODE, row)


def _check_several(part: Part, value: object, row: str | None) -> Iterator[Fault]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(code, str) for code in value):
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif not set(value) <= set(part.options):
        yield Fault(part.key, FaultCode.FOREIGN_CODE, row)
    elif list(value) != [code for code in part.options if code in value]:
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif part.max_choices and len(value) > part.max_choices:
        yield Fault(part.key, FaultCode.TOO_MANY, row)


def _check_number(part: Part, value: object, allowed: range, row: str | None) -> Iterator[Fault]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(part.key, FaultCode.NOT_A_NUMBER, row)
    elif value not in allowed:
        yield Fault(part.key, FaultCode.OUT_OF_RANGE, row)


def _check_rows(part: Part, value: object) -> Iterator[Fault]:
    if not isinstance(value, Mapping) or not value:
        yield Fault(part.key, FaultCode.WRONG_SHAPE)
        return
    if not set(value) <= set(part.rows):
        yield Fault(part.key, FaultCode.FOREIGN_CODE)
    if part.type is PartType.RANKING and part.max_choices and len(value) > part.max_choices:
        yield Fault(part.key, FaultCode.TOO_MANY)
    positions = range(1, len(part.rows) + 1)
    for row in part.rows:
        if row not in value:
            continue
        if part.type is PartType.RANKING:
            yield from _check_number(part, value[row], positions, row)
        elif part.type is PartType.MATRIX:
            yield from _check_one(part, value[row], row)
        else:
            yield from _check_several(part, value[row], row)
