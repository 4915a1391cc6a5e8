"""A year."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import (
    FIRST_YEAR,
    Fault,
    FaultCode,
    Fields,
    Form,
    QuestionType,
    Reading,
    Said,
    posted,
)
from consult.instrument.rules.types.digits import digits


class Year(QuestionType):
    """A year from 1900 to the next one; it goes with something else as a rule, so nobody is asked for it twice."""

    name = PartType.YEAR
    takes = frozenset({"instead"})
    is_expected = False
    says_in_a_wording = True

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The year in the digits of any script."""
        given = posted(form, part.key)
        if not given:
            return Reading()
        year = digits(given[0])
        if len(set(given)) > 1:
            return Reading(faults=(Fault(part.key, FaultCode.TOO_MANY),))
        faults = tuple(self.check(part, year, this_year=this_year))
        return Reading(faults=faults) if faults else Reading(year)

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """A whole number within the years people remember."""
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(part.key, FaultCode.NOT_A_NUMBER)
        elif not FIRST_YEAR <= value <= this_year + 1:
            yield Fault(part.key, FaultCode.OUT_OF_RANGE)

    def filled(self, part: Part, value: Value) -> Fields:
        """The year."""
        return {part.key: [str(value)]}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """The year."""
        return (Said(year=value),) if isinstance(value, int) else ()

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The year."""
        return {part.key: str(value)}
