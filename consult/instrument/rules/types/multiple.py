"""Several of several options; an exclusive one ("prefer not to say") stands alone."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said, posted


class Multiple(QuestionType):
    """Codes, in the order of the list."""

    name = PartType.MULTIPLE
    needs_options = True
    takes = frozenset({"specify", "max_choices"})
    says_in_a_wording = True

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The codes posted, in the order of the list."""
        faults: list[Fault] = []
        return Reading(read_several(part, posted(form, part.key), None, faults), faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Codes of the list in its order, as many as allowed."""
        yield from check_several(part, value, None)

    def filled(self, part: Part, value: Value) -> Fields:
        """The codes."""
        return {part.key: codes_of(value)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """The options on one line."""
        return (Said(codes=tuple(codes_of(value))),)

    def columns(self, part: Part) -> tuple[str, ...]:
        """A column per option."""
        return tuple(f"{part.key}:{option}" for option in part.options)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """1 for what is chosen, 0 for what is not."""
        chosen = codes_of(value)
        return {f"{part.key}:{option}": str(int(option in chosen)) for option in part.options}


def codes_of(value: object) -> list[str]:
    """The codes of a value as a list; none where it is no list of codes."""
    return [str(code) for code in value] if isinstance(value, list | tuple) else []


def read_several(part: Part, given: list[str], row: str | None, faults: list[Fault]) -> list[str] | None:
    """The codes among `given`, noting what is wrong."""
    if any(code not in part.options for code in given):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE, row))
        return None
    chosen = [code for code in part.options if code in given]
    if (fault := _together(part, chosen, row)) is not None:
        faults.append(fault)
        return None
    return chosen or None


def check_several(part: Part, value: object, row: str | None) -> Iterator[Fault]:
    """The faults of several codes."""
    if not isinstance(value, list | tuple) or not value or not all(isinstance(code, str) for code in value):
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif not set(value) <= set(part.options):
        yield Fault(part.key, FaultCode.FOREIGN_CODE, row)
    elif list(value) != [code for code in part.options if code in value]:
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif (fault := _together(part, value, row)) is not None:
        yield fault


def _together(part: Part, chosen: Sequence[str], row: str | None) -> Fault | None:
    if len(chosen) > 1 and set(chosen) & set(part.exclusive):
        return Fault(part.key, FaultCode.EXCLUSIVE, row)
    if part.max_choices and len(chosen) > part.max_choices:
        return Fault(part.key, FaultCode.TOO_MANY, row, part.max_choices, len(chosen))
    return None
