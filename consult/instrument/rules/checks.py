"""What must hold across a whole structure before anybody can be asked anything."""

from collections import Counter
from collections.abc import Iterable, Iterator

from consult.instrument.rules.condition import Chosen, leaves
from consult.instrument.rules.faults import InstrumentFault
from consult.instrument.rules.structure import OTHER, Part, PartType, Structure

_NEEDS: dict[PartType, tuple[bool, bool]] = {  # (options, rows)
    PartType.SINGLE: (True, False),
    PartType.MULTIPLE: (True, False),
    PartType.MATRIX: (True, True),
    PartType.MATRIX_MULTIPLE: (True, True),
    PartType.RANKING: (False, True),
    PartType.YEAR: (False, False),
    PartType.TEXT: (False, False),
    PartType.TICK: (False, False),
}
_LIMITED = (PartType.MULTIPLE, PartType.MATRIX_MULTIPLE, PartType.RANKING)


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
            yield from _check_conditions(structure, part)


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
    if part.key.endswith(f".{OTHER}") and part.other_of is None:
        yield InstrumentFault(place, "the name `other` is kept for `other_text`", "choose another name")
    has = (part.options_list is not None, part.rows_list is not None)
    for name, needed, given in zip(("options", "rows"), _NEEDS[part.type], has, strict=True):
        if needed and not given:
            yield InstrumentFault(place, f"`{name}` is missing", f"a {part.type} names a list there")
        if given and not needed:
            yield InstrumentFault(place, f"a {part.type} takes no `{name}`", "remove it or change the type")
    if part.max_choices and part.type not in _LIMITED:
        yield InstrumentFault(place, f"a {part.type} takes no `max_choices`", "remove it")
    if part.rows_when and not part.rows_list:
        yield InstrumentFault(place, "`rows_when` without rows", "use `when`, or give it rows")
    if part.other_text and (OTHER not in part.options or part.type not in (PartType.SINGLE, PartType.MULTIPLE)):
        yield InstrumentFault(place, "`other_text` has no option `other` to open it", "add the option or remove it")


def _check_conditions(structure: Structure, part: Part) -> Iterator[InstrumentFault]:
    place = f"instrument.items.{part.key}"
    order = {key: number for number, page in enumerate(structure.pages()) for key in page.parts}
    for name, condition in (("when", part.when), ("rows_when", part.rows_when)):
        for leaf in leaves(condition) if condition else ():
            target = structure.parts.get(leaf.of)
            if target is None:
                yield InstrumentFault(f"{place}.{name}", "refers to a part that does not exist", "correct `of`")
            elif order.get(target.key, 0) >= order.get(part.key, len(order)):
                yield InstrumentFault(
                    f"{place}.{name}", "looks at a part asked later or on the same page", "ask that part earlier"
                )
            else:
                yield from _check_leaf(f"{place}.{name}", leaf, target, part if name == "rows_when" else None)


def _check_leaf(place: str, leaf: Chosen, target: Part, judged: Part | None) -> Iterator[InstrumentFault]:
    if not leaf.codes:
        yield InstrumentFault(place, "names no codes", "write `in: [...]` or `not_in: [...]`")
    elif not set(leaf.codes) <= set(target.options):
        yield InstrumentFault(place, f"names a code that {target.key} does not offer", "use its options")
    has_rows = target.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE)
    if leaf.row is not None and (not has_rows or leaf.row not in target.rows):
        yield InstrumentFault(place, f"names a row that {target.key} does not have", "correct `row`")
    if leaf.row is None and has_rows and (judged is None or judged.rows_list != target.rows_list):
        yield InstrumentFault(place, f"does not say which row of {target.key}", "add `row`")
