"""One option for each of several rows."""

from collections.abc import Iterator, Sequence

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType
from consult.instrument.rules.types.base import (
    Fault,
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
from consult.instrument.rules.types.single import check_one, read_one


class Matrix(QuestionType):
    """{row: code}."""

    name = PartType.MATRIX
    needs_options = True
    needs_rows = True

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The code of each row that has one."""
        faults = list(foreign_rows(part, form))
        given = {row: read_one(part, posted(form, f"{part.key}:{row}"), row, faults) for row in part.rows}
        return Reading({row: code for row, code in given.items() if code} or None, faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Known rows, and a code of the list in each."""
        yield from check_rows(part, value)
        for row, code in rows_of(part, value):
            yield from check_one(part, code, row)

    def filled(self, part: Part, value: Value) -> Fields:
        """A code per row."""
        return {f"{part.key}:{row}": [str(code)] for row, code in rows_of(part, value)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """A line per row."""
        return tuple(Said(row=row, codes=(str(code),)) for row, code in rows_of(part, value))

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """A code per row."""
        return {f"{part.key}:{row}": str(code) for row, code in rows_of(part, value)}

    def left_empty(self, part: Part, value: Value | None, rows: Sequence[str]) -> tuple[str | None, ...]:
        """Every row asked wants an answer; when none has one, the question as a whole is named."""
        given = dict(rows_of(part, value))
        return tuple(row for row in rows if row not in given) if given else (None,)
