"""A number with bounds and decimals."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import Fault, FaultCode, Fields, Form, QuestionType, Reading, Said, posted
from consult.instrument.rules.types.digits import TooPreciseError, number

MOST_DECIMALS = 6


class Number(QuestionType):
    """An int; a float where it has decimals."""

    name = PartType.NUMBER
    takes = frozenset({"minimum", "maximum", "decimals", "instead"})
    says_in_a_wording = True

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """Bounds the right way round, decimals that every database keeps."""
        if part.minimum is not None and part.maximum is not None and part.minimum > part.maximum:
            yield "`minimum` is above `maximum`", "exchange them"
        if not 0 <= part.decimals <= MOST_DECIMALS:
            yield "`decimals` is too large", f"use at most {MOST_DECIMALS}"

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The number in the digits of any script."""
        given = posted(form, part.key)
        if not given:
            return Reading()
        try:
            read = number(given[0], part.decimals) if len(set(given)) == 1 else None
        except TooPreciseError:
            return Reading(faults=(Fault(part.key, FaultCode.DECIMALS, wanted=part.decimals),))
        if read is None:
            return Reading(faults=(Fault(part.key, FaultCode.NOT_A_NUMBER),))
        return Reading(faults=(Fault(part.key, FaultCode.OUT_OF_RANGE),)) if _outside(part, read) else Reading(read)

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """A number within its bounds, with no more decimals than asked for."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) >= 10**15:  # noqa: PLR0124 - only NaN differs from itself
            yield Fault(part.key, FaultCode.NOT_A_NUMBER)
        elif isinstance(value, float) and (value.is_integer() or round(value, part.decimals) != value):
            yield Fault(part.key, FaultCode.DECIMALS, wanted=part.decimals)
        elif _outside(part, value):
            yield Fault(part.key, FaultCode.OUT_OF_RANGE)

    def filled(self, part: Part, value: Value) -> Fields:
        """The number with a decimal point, never as a power of ten."""
        return {part.key: [plain(value)]}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """The number."""
        return (Said(amount=value),) if isinstance(value, int | float) else ()

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The number with a decimal point."""
        return {part.key: plain(value)}


def plain(value: object) -> str:
    """A number in ASCII digits with a decimal point."""
    if isinstance(value, float):
        return f"{value:.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return str(value)


def _outside(part: Part, value: float) -> bool:
    return (part.minimum is not None and value < part.minimum) or (part.maximum is not None and value > part.maximum)
