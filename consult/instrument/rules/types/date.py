"""A day, in three fields: no browser's own calendar, which reads neither all digits nor all languages."""

import datetime
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

PIECES = ("day", "month", "year")
_LAST_YEAR = 2999


class Date(QuestionType):
    """A day as ISO 8601 writes it: "2024-05-31"."""

    name = PartType.DATE
    takes = frozenset({"earliest", "latest", "instead"})
    says_in_a_wording = True

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """Bounds that are days, the right way round."""
        if any(bound is not None and day_of(bound) is None for bound in (part.earliest, part.latest)):
            yield "`earliest` or `latest` is no day", "write it as 2024-05-31"
        elif part.earliest and part.latest and part.earliest > part.latest:
            yield "`earliest` is after `latest`", "exchange them"

    def fields(self, part: Part) -> Iterator[str]:
        """Day, month and year."""
        yield from (f"{part.key}:{piece}" for piece in PIECES)

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The day in the digits of any script; all three fields or none."""
        given = [posted(form, name) for name in self.fields(part)]
        if not any(given):
            return Reading()
        numbers = [digits(one[0]) if len(set(one)) == 1 else None for one in given]
        try:
            day, month, year = (-1 if number is None else number for number in numbers)
            iso = datetime.date(year, month, day).isoformat()
        except (ValueError, OverflowError):
            return Reading(faults=(Fault(part.key, FaultCode.NO_SUCH_DAY),))
        faults = tuple(self.check(part, iso, this_year=this_year))
        return Reading(faults=faults) if faults else Reading(iso)

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """A day that exists, within the bounds."""
        day = day_of(value)
        if day is None or not FIRST_YEAR <= day.year <= _LAST_YEAR:
            yield Fault(part.key, FaultCode.NO_SUCH_DAY)
        elif (part.earliest and str(value) < part.earliest) or (part.latest and str(value) > part.latest):
            yield Fault(part.key, FaultCode.OUT_OF_RANGE)

    def filled(self, part: Part, value: Value) -> Fields:
        """Day, month and year."""
        day = day_of(value)
        pieces = (day.day, day.month, day.year) if day else ()
        return {f"{part.key}:{name}": [str(piece)] for name, piece in zip(PIECES, pieces, strict=False)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """The day."""
        return (Said(day=str(value)),)

    def columns(self, part: Part) -> tuple[str, ...]:
        """One column."""
        return (part.key,)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The day as ISO 8601 writes it."""
        return {part.key: str(value)}


def day_of(value: object) -> datetime.date | None:
    """The day an ISO 8601 text names in full, or nothing."""
    if not isinstance(value, str) or len(value) != len("2024-05-31"):
        return None
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None
