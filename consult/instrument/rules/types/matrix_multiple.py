"""Several options for each of several rows."""

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
from consult.instrument.rules.types.multiple import check_several, codes_of, read_several


class MatrixMultiple(QuestionType):
    """{row: [code]}; a row may well have nothing, so only the whole of it is expected."""

    name = PartType.MATRIX_MULTIPLE
    needs_options = True
    needs_rows = True
    takes = frozenset({"max_choices"})

    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The codes of each row that has some."""
        faults = list(foreign_rows(part, form))
        given = {row: read_several(part, posted(form, f"{part.key}:{row}"), row, faults) for row in part.rows}
        return Reading({row: codes for row, codes in given.items() if codes} or None, faults=tuple(faults))

    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Known rows, and codes of the list in each."""
        yield from check_rows(part, value)
        for row, codes in rows_of(part, value):
            yield from check_several(part, codes, row)

    def filled(self, part: Part, value: Value) -> Fields:
        """Codes per row."""
        return {f"{part.key}:{row}": codes_of(codes) for row, codes in rows_of(part, value)}

    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """A line per row."""
        return tuple(Said(row=row, codes=tuple(codes_of(codes))) for row, codes in rows_of(part, value))

    def columns(self, part: Part) -> tuple[str, ...]:
        """A column per row and option."""
        return tuple(f"{part.key}:{row}:{option}" for row in part.rows for option in part.options)

    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """1 for what is chosen in a row with an answer, 0 for what is not."""
        return {
            f"{part.key}:{row}:{option}": str(int(option in codes_of(codes)))
            for row, codes in rows_of(part, value)
            for option in part.options
        }
