"""What must hold across a whole structure before anybody can be asked anything."""

from collections import Counter
from collections.abc import Iterable, Iterator

from consult.instrument.rules.condition_checks import check_conditions
from consult.instrument.rules.faults import InstrumentFault
from consult.instrument.rules.structure import Part, Structure
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.base import NOT_ANSWERED, NOT_ASKED, QuestionType
from consult.instrument.rules.types.ranking import UNRANKED

_KEPT = (NOT_ANSWERED, NOT_ASKED, UNRANKED)
_ATTRIBUTES = (
    "max_choices", "specify", "instead", "minimum", "maximum", "decimals", "total", "earliest", "latest", "consent",
)  # fmt: skip


def check_structure(structure: Structure) -> Iterator[InstrumentFault]:
    """Every fault that only shows when the parts are seen together."""
    yield from _check_codes(structure)
    yield from _check_pages(structure)
    yield from _check_cards(structure)
    if "en" not in structure.languages:
        yield InstrumentFault("instrument", "English is missing", "add `en` to `languages`: others fall back to it")
    for item in structure.items:
        for part in item.parts:
            yield from _check_part(part)
            yield from check_conditions(structure, part)


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _check_codes(structure: Structure) -> Iterator[InstrumentFault]:
    kinds = {
        "items": [item.code for item in structure.items],
        "parts": [part.key for item in structure.items for part in item.parts],
        "sections": [section.code for section in structure.sections],
        "pages": [page.code for page in structure.pages()],
    }
    for kind, codes in kinds.items():
        for code in _twice(codes):
            yield InstrumentFault(f"instrument.{kind}.{code}", "the code is used twice", "rename one")

    for options in structure.lists.values():
        for code in (code for code in options.codes if code in _KEPT):
            yield InstrumentFault(f"instrument.lists.{options.name}", f"`{code}` is kept for exports", "rename it")


def _check_pages(structure: Structure) -> Iterator[InstrumentFault]:
    known = {part.key for item in structure.items for part in item.parts}
    placed = [key for page in structure.pages() for key in page.parts]
    for key in _twice(placed):
        yield InstrumentFault(f"instrument.items.{key}", "stands on two pages", "remove it from one")
    for key in dict.fromkeys(placed):
        if key not in known:
            yield InstrumentFault(f"instrument.sections.{key}", "no such item or part", "correct the code")
    for key in sorted(known - set(placed)):
        yield InstrumentFault(f"instrument.items.{key}", "stands on no page", "add it to a section's pages")


def _check_cards(structure: Structure) -> Iterator[InstrumentFault]:
    cards = structure.cards
    if cards is None:
        return
    if cards.list not in structure.lists:
        yield InstrumentFault("instrument.cards", "its list is unknown", "correct the name")
    if cards.section not in {section.code for section in structure.sections}:
        yield InstrumentFault("instrument.cards", "its section is unknown", "correct the code")


def _check_part(part: Part) -> Iterator[InstrumentFault]:
    place = f"instrument.items.{part.key}"
    kind = type_of(part)
    for what, remedy in _check_lists(part, kind):
        yield InstrumentFault(place, what, remedy)
    if part.rows_when and not part.rows_list:
        yield InstrumentFault(place, "`rows_when` without rows", "use `when`, or give it rows")
    if part.optional and part.required:
        yield InstrumentFault(place, "is both required and optional", "choose one")
    missing = [code for code in part.specify if part.options_list is not None and code not in part.options]
    for code in missing:
        yield InstrumentFault(place, f"has no option `{code}` to open a text", "add it or correct `specify`")
    for what, remedy in kind.faults_of(part):
        yield InstrumentFault(place, what, remedy)


def _check_lists(part: Part, kind: QuestionType) -> Iterator[tuple[str, str]]:
    """The faults of the lists and attributes a part names: those its type needs, and those it knows nothing of."""
    has = (part.options_list is not None, part.rows_list is not None)
    for name, needed, given in zip(("options", "rows"), (kind.needs_options, kind.needs_rows), has, strict=True):
        if needed and not given:
            yield f"`{name}` is missing", f"a {part.type} names a list there"
        if given and not needed:
            yield f"a {part.type} takes no `{name}`", "remove it or change the type"
    for name in _ATTRIBUTES:
        if getattr(part, name) and name not in kind.takes:
            yield f"a {part.type} takes no `{name}`", "remove it"
