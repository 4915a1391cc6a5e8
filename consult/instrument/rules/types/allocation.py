"""Points given to rows, which together make a total."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import (
    Fault,
    FaultCode,
    Fields,
    Form,
    QuestionType,
    Reading,
    Said,
    check_rows,
    foreign_rows,
    posted,
    rows_of,
)
from consult.instrument.rules.types.digits import digits


class Allocation(QuestionType):
    """{row: points}; a row left out has none, and the sum is the part's total."""

    name = PartType.ALLOCATION
    needs_rows = True
    takes = frozenset({"total", "instead"})

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """A total is needed, and rows that are always asked: hidden points would spoil the sum."""
        if part.total is None:
            yield "`total` is missing", "say how many points there are"
        if part.rows_when is not None:
            yield "an allocation takes no `rows_when`", "ask for the points of all rows"

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The points of each row that has some; all of them together are checked against the total."""
        faults = list(foreign_rows(part, form))
        points: dict[str, int] = {}
        for row in part.rows:
            given = posted(form, f"{part.key}:{row}")
            number = digits(given[0]) if len(set(given)) == 1 else None
            if given and number is None:
                faults.append(Fault(part.key, FaultCode.NOT_A_NUMBER, row))
            elif number is not None:
                points[row] = number
        if points and not faults and sum(points.values()) != part.total:
            faults.append(Fault(part.key, FaultCode.WRONG_TOTAL, None, part.total, sum(points.values())))
        value = {row: number for row, number in points.items() if number}
        return Reading(value or None, faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Known rows, whole numbers from 1, and their sum."""
        yield from check_rows(part, value)
        total = 0
        for row, number in rows_of(part, value):
            if not isinstance(number, int) or isinstance(number, bool) or number < 1:
                yield Fault(part.key, FaultCode.NOT_A_NUMBER, row)
            else:
                total += number
        if total != part.total:
            yield Fault(part.key, FaultCode.WRONG_TOTAL, None, part.total, total)

    def filled(self, part: Part, value: Value) -> Fields:
        """Points per row."""
        return {f"{part.key}:{row}": [str(number)] for row, number in rows_of(part, value)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """A line per row that has points."""
        return tuple(
            Said(row=row, amount=number) for row, number in rows_of(part, value) if isinstance(number, int) and number
        )

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """The points of every row, none being 0."""
        given = dict(rows_of(part, value))
        return {f"{part.key}:{row}": str(given.get(row, 0)) for row in rows}


def given_total(part: Part, form: Form) -> int:
    """What the numbers typed so far add up to; what is no number counts nothing."""
    typed = (posted(form, f"{part.key}:{row}") for row in part.rows)
    return sum(digits(given[0]) or 0 for given in typed if given)
