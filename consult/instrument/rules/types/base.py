"""What every type of part can do, and the words between them and the pages: forms, readings, faults, what is said."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from consult.instrument.rules.condition import Value
from consult.instrument.rules.structure import Part, PartType

FIRST_YEAR = 1900
INSTEAD = "-"
"""The last piece of the field that gives no answer but says why; no row can be called so."""

NOT_ANSWERED = "not_answered"
NOT_ASKED = "not_asked"

Form: TypeAlias = Mapping[str, Sequence[str]]
Fields: TypeAlias = dict[str, list[str]]


class FaultCode(StrEnum):
    """What is wrong with an answer."""

    FOREIGN_CODE = "foreign_code"
    FOREIGN_PART = "foreign_part"
    WRONG_SHAPE = "wrong_shape"
    TOO_MANY = "too_many"
    EXCLUSIVE = "exclusive"
    NOT_A_NUMBER = "not_a_number"
    DECIMALS = "decimals"
    OUT_OF_RANGE = "out_of_range"
    NO_SUCH_DAY = "no_such_day"
    WRONG_TOTAL = "wrong_total"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    FILE_TYPE = "file_type"
    FILE_SIZE = "file_size"
    FILE_BROKEN = "file_broken"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the answer to a part, in one row of it if `row` says so.

    `wanted` and `given` are the numbers a message can name (a total, a number of decimals), never what was typed.
    """

    part: str
    code: FaultCode
    row: str | None = None
    wanted: int | None = None
    given: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was posted for one part: a value or a text (nothing when not answered), and the faults.

    Rows without a fault are in the value even when others have one; save only when there is none.
    """

    value: Value | None = None
    text: str | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line of an answer as people read it; the page finds the words for its codes, numbers and days.

    `codes` are options, or rows where the part has no options; several codes under a `place` share it.
    """

    row: str | None = None
    codes: tuple[str, ...] = ()
    place: int | None = None
    amount: int | float | None = None
    year: int | None = None
    day: str | None = None
    yes: bool = False
    file: bool = False


class QuestionType(ABC):
    """One way of answering. A type has no state: whatever differs between two questions stands in their `Part`."""

    name: ClassVar[PartType]
    needs_options: ClassVar[bool] = False
    needs_rows: ClassVar[bool] = False
    takes: ClassVar[frozenset[str]] = frozenset()
    """Which further attributes of a `Part` mean anything."""
    is_expected: ClassVar[bool] = True
    """Whether going on asks about it when it was left empty."""
    says_in_a_wording: ClassVar[bool] = False
    """Whether a later wording may repeat the answer."""
    stays_unposted: ClassVar[bool] = False
    """Whether nothing posted leaves the answer as it was."""

    def faults_of(self, part: Part) -> Iterator[tuple[str, str]]:
        """What is wrong with a part of this type in an instrument file, and what to do about it."""
        yield from ()

    def fields(self, part: Part) -> Iterator[str]:
        """The form fields an answer is posted under."""
        if part.rows_list is None:
            yield part.key
        else:
            yield from (f"{part.key}:{row}" for row in part.rows)

    @abstractmethod
    def read(self, part: Part, form: Form, *, this_year: int) -> Reading:
        """The canonical value, or the text, that a form gives."""

    @abstractmethod
    def check(self, part: Part, value: object, *, this_year: int) -> Iterator[Fault]:
        """Every fault of a stored value."""

    @abstractmethod
    def filled(self, part: Part, value: Value) -> Fields:
        """What stands in the form fields for a stored value: reading it gives the value again."""

    @abstractmethod
    def summary(self, part: Part, value: Value) -> tuple[Said, ...]:
        """How an answer reads on the review page."""

    def columns(self, part: Part) -> tuple[str, ...]:
        """The names of the columns an answer is exported in: KEY, KEY:row, KEY:option, KEY:row:option."""
        return tuple(self.fields(part))

    @abstractmethod
    def cells(self, part: Part, value: Value, rows: Sequence[str]) -> dict[str, str]:
        """What stands in the columns of an answer, in codes; `rows` are those asked. Columns left out: not answered."""

    def left_empty(self, part: Part, value: Value | None, rows: Sequence[str]) -> tuple[str | None, ...]:
        """The rows without an answer among those asked; (None,) where the part as a whole has none."""
        return (None,) if value is None else ()


def posted(form: Form, name: str) -> list[str]:
    """What was posted under a name, without blanks."""
    return [value for value in form.get(name, ()) if value.strip()]


def foreign_rows(part: Part, form: Form) -> Iterator[Fault]:
    """A fault if rows are posted that the part does not have."""
    known = {f"{part.key}:{row}" for row in part.rows} | {f"{part.key}:{INSTEAD}"}
    if any(name.startswith(f"{part.key}:") and name not in known and posted(form, name) for name in form):
        yield Fault(part.key, FaultCode.FOREIGN_CODE)


def check_rows(part: Part, value: object) -> Iterator[Fault]:
    """The faults of {row: …} that have nothing to do with what stands in the rows."""
    if not isinstance(value, Mapping) or not value:
        yield Fault(part.key, FaultCode.WRONG_SHAPE)
    elif not set(value) <= set(part.rows):
        yield Fault(part.key, FaultCode.FOREIGN_CODE)


def rows_of(part: Part, value: object) -> Iterator[tuple[str, object]]:
    """The rows that have an answer, in the order of the list."""
    if isinstance(value, Mapping):
        yield from ((row, value[row]) for row in part.rows if row in value)
