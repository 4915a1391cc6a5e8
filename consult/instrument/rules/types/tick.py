"""A box to tick: a yes, or an agreement, which is bound to its words (`consult.instrument.rules.consents`)."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said, posted

_TICKED = ("1", "on", "true", "yes")


class Tick(QuestionType):
    """True; left empty is an answer too, so nobody is asked again."""

    name = PartType.TICK
    takes = frozenset({"consent"})
    is_expected = False

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """Whether it is ticked."""
        given = posted(form, part.key)
        if any(value not in _TICKED for value in given):
            return Reading(faults=(Fault(part.key, FaultCode.FOREIGN_CODE),))
        return Reading(True if given else None)

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """True and nothing else."""
        if value is not True:
            yield Fault(part.key, FaultCode.WRONG_SHAPE)

    def filled(self, part: Part, value: Value) -> Fields:
        """The tick."""
        return {part.key: ["yes"]} if value else {}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """Yes."""
        return (Said(yes=True),)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """1."""
        return {part.key: "1"}
