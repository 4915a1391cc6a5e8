"""What a chart says, before anybody decides how it looks. All text arrives translated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.disclosure.rules import Mark

Value = int | Mark


class Meaning(StrEnum):
    """What a category of answers means; it decides colour and pattern everywhere."""

    YES = "yes"
    CONDITIONS = "conditions"
    AGAINST = "against"
    RATHER_AGAINST = "rather_against"
    NEUTRAL = "neutral"
    CANNOT_JUDGE = "cannot_judge"
    NOT_HEARD = "not_heard"
    UNTOLD = "untold"


class Difference(StrEnum):
    """Whether two strands clearly differ on a row."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The words around a chart: `title` says the finding, `base_line` gives question, unit and base."""

    title: str
    base_line: str
    table_caption: str
    row_name: str
    number: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakest:
    """The group in which a row is weakest; `sentence` names it."""

    sentence: str
    value: Value
    base: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bar: how many of how many."""

    label: str
    value: Value
    base: Value
    note: str = ""
    lead: bool = False
    weakest: Weakest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Shares from 0 to 100 with a dashed line at half, unless another line says what is needed."""

    heading: Heading
    rows: tuple[BarRow, ...]
    half_is_dashed: bool = True
    lead_name: str = ""
    other_name: str = ""
    weakest_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts from 0; the `base` of a row is said, not drawn."""

    heading: Heading
    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One kind of answer."""

    label: str
    meaning: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedRow:
    """The answers of one row, in the order of the categories; `value` and `detail` stand beside it."""

    label: str
    values: tuple[Value, ...]
    base: Value
    value: str = ""
    detail: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars:
    """Categories of one question, each row filled to its base; `by_size` draws longer bars for more members.

    What hidden cells hold together is cross-hatched as withheld, or drawn as `rest` where the whole bar is what counts.
    """

    heading: Heading
    categories: tuple[Category, ...]
    rows: tuple[StackedRow, ...]
    by_size: bool = False
    rest: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DivergingRow:
    """A five-point scale from strongly against to strongly for, and those who cannot judge."""

    label: str
    scale: tuple[Value, Value, Value, Value, Value]
    cannot_judge: Value
    value: str = ""
    detail: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverging:
    """Against to one side, for to the other; neutral and cannot judge stand apart from both."""

    heading: Heading
    scale_names: tuple[str, str, str, str, str]
    cannot_judge_name: str
    against_name: str
    for_name: str
    apart_name: str
    rows: tuple[DivergingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One strand's figure on a row; `low` and `high` bound its interval in per cent."""

    value: Value
    base: Value
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """Both strands on one row; `detail` says whether they differ."""

    label: str
    a: Point | None
    b: Point | None
    difference: Difference = Difference.UNKNOWN
    detail: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Strand A as a full circle, strand B as an open diamond; shares, or counts if `as_counts`.

    Naming the range, or the column in which rows say whether strands differ, puts them into the table.
    """

    heading: Heading
    a_name: str
    b_name: str
    rows: tuple[DotRow, ...]
    range_name: str = ""
    clear_name: str = ""
    unclear_name: str = ""
    difference_name: str = ""
    as_counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A column: its name, the same in a few letters for phones, and how many answered."""

    label: str
    short: str
    base: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One category across the groups, and in total."""

    label: str
    cells: tuple[Value, ...]
    total: Value
    note: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Categories by groups, a number in every cell that may be shown."""

    heading: Heading
    groups: tuple[Group, ...]
    rows: tuple[HeatRow, ...]
    total_base: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One strand and its groups."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGroundRow:
    """How many of each group could live with an option, strand A's groups first."""

    label: str
    cells: tuple[Value, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGround:
    """Options by the groups of both strands: where more than half could live with it."""

    heading: Heading
    sides: tuple[Side, Side]
    rows: tuple[CommonGroundRow, ...]
    full_name: str
    off_name: str


Spec = Bars | Counts | StackedBars | Diverging | Dots | Heat | CommonGround
