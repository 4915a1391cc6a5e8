"""What an instrument is made of: sections of pages, items, and the parts that are answered and tallied."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from consult.instrument.rules.condition import Condition

LONG_TEXT = 4000
SHORT_TEXT = 200
OTHER = "other"


class PartType(StrEnum):
    """How a part is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    MATRIX_MULTIPLE = "matrix_multiple"
    RANKING = "ranking"
    ALLOCATION = "allocation"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    TEXT = "text"
    TICK = "tick"
    UPLOAD = "upload"
    INFORMATION = "information"


class Unit(StrEnum):
    """Whose answer it is; `BOTH` only says whom a part is asked."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"
    BOTH = "both"


class Short(StrEnum):
    """Whether the short form asks a part: never, as well as the full form, or the short form only."""

    NEVER = "never"
    ALSO = "also"
    ONLY = "only"


class TextLength(StrEnum):
    """How much room a text part gives."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionList:
    """Named codes. `aside` codes stand outside the scale, an `exclusive` one excludes all others.

    A `strand` list is filled by each coalition.
    """

    name: str
    codes: tuple[str, ...]
    aside: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    scale: bool = False
    strand: bool = False

    @property
    def substantive(self) -> tuple[str, ...]:
        """The codes that take a position."""
        return tuple(code for code in self.codes if code not in self.aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that is answered. `rows` are what a matrix or a ranking lists, `options` what is chosen.

    `specify` are the options that open a short text each: a part of its own, whose `other_of` is this part and whose
    `opened_by` is the option. `instead` are codes that may be given in place of an answer ("prefer not to say").
    `optional`: nobody is asked twice; `required`: nobody goes on without. `exclusive` and `scale` come from the list.
    """

    key: str
    item: str
    type: PartType
    unit: Unit = Unit.BOTH
    short: Short = Short.NEVER
    options_list: str | None = None
    options: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    scale: bool = False
    rows_list: str | None = None
    rows: tuple[str, ...] = ()
    instead_list: str | None = None
    instead: tuple[str, ...] = ()
    max_choices: int | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    decimals: int = 0
    total: int | None = None
    earliest: str | None = None
    latest: str | None = None
    length: TextLength = TextLength.LONG
    when: Condition | None = None
    rows_when: Condition | None = None
    specify: tuple[str, ...] = ()
    other_of: str | None = None
    opened_by: str | None = None
    required: bool = False
    optional: bool = False
    consent: bool = False
    varied: bool = False
    sealed: bool = False
    confidential: bool = False
    sensitive: bool = False
    prefilled: bool = False
    hint: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the answer is words, which are kept apart from codes."""
        return self.type is PartType.TEXT

    @property
    def limit(self) -> int:
        """How many code points a text may have."""
        return LONG_TEXT if self.length is TextLength.LONG else SHORT_TEXT

    def specify_key(self, option: str) -> str:
        """The key of the text part that an option opens."""
        return f"{self.key}.{option}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One numbered question with its parts."""

    code: str
    parts: tuple[Part, ...]
    hint: bool = False

    @property
    def has_one_part(self) -> bool:
        """Whether the item's own wording is the question (a text opened by an option does not count)."""
        return self.parts[0].key == self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The part keys shown together; `code` names the page in addresses."""

    code: str
    section: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A lettered group of pages."""

    code: str
    pages: tuple[Page, ...]
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Option cards: one per code of `list`, each with the same lines, shown in one section."""

    list: str
    section: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A whole instrument without its words."""

    code: str
    number: int
    languages: tuple[str, ...]
    lists: Mapping[str, OptionList]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    consent: tuple[str, ...] = ()
    cards: Cards | None = None
    parts: Mapping[str, Part] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the parts by key, in the order they are asked."""
        found = {part.key: part for item in self.items for part in item.parts}
        asked = {key: found[key] for page in self.pages() for key in page.parts if key in found}
        object.__setattr__(self, "parts", asked)

    def pages(self) -> Iterator[Page]:
        """All pages in order."""
        return (page for section in self.sections for page in section.pages)

    def page(self, code: str) -> Page | None:
        """The page of that code, if there is one."""
        return next((page for page in self.pages() if page.code == code), None)

    def item(self, code: str) -> Item | None:
        """The item of that code, if there is one."""
        return next((item for item in self.items if item.code == code), None)
