"""One of several options; with a scale, one of its points."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said, posted


class Single(QuestionType):
    """A code."""

    name = PartType.SINGLE
    needs_options = True
    takes = frozenset({"specify"})
    says_in_a_wording = True

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The one code posted."""
        faults: list[Fault] = []
        return Reading(read_one(part, posted(form, part.key), None, faults), faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """A code of the list."""
        yield from check_one(part, value, None)

    def filled(self, part: Part, value: Value) -> Fields:
        """The code."""
        return {part.key: [str(value)]}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """The option."""
        return (Said(codes=(str(value),)),)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The code."""
        return {part.key: str(value)}


def read_one(part: Part, given: list[str], row: str | None, faults: list[Fault]) -> str | None:
    """The one code among `given`, noting what is wrong."""
    if not given:
        return None
    if any(code not in part.options for code in given):
        faults.append(Fault(part.key, FaultCode.FOREIGN_CODE, row))
        return None
    if len(set(given)) > 1:
        faults.append(Fault(part.key, FaultCode.TOO_MANY, row))
        return None
    return given[0]


def check_one(part: Part, value: object, row: str | None) -> Iterator[Fault]:
    """The faults of one code."""
    if not isinstance(value, str):
        yield Fault(part.key, FaultCode.WRONG_SHAPE, row)
    elif value not in part.options:
        yield Fault(part.key, FaultCode.FOREIGN_CODE, row)
