"""Words to read, with nothing to answer."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said


class Information(QuestionType):
    """No answer is an answer to it."""

    name = PartType.INFORMATION
    is_expected = False

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """Nothing can be required where nothing is asked."""
        if part.required or part.sealed:
            yield "information is never answered", "remove `required` or `sealed`"

    def fields(self, part: Part) -> Iterator[str]:
        """None."""
        yield from ()

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """Nothing, whatever is posted."""
        return Reading()

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Any answer is one too many."""
        yield Fault(part.key, FaultCode.FOREIGN_PART)

    def filled(self, part: Part, value: Value) -> Fields:
        """No field."""
        return {}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """No line."""
        return ()

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """No column."""
        return {}
