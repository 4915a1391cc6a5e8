"""Whether a condition asks for something its instrument can answer."""

from collections.abc import Iterator

from consult.instrument.rules.condition import Answered, Chosen, Compared, Counted, Leaf, Selected, leaves
from consult.instrument.rules.faults import InstrumentFault
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.instrument.rules.types.date import day_of

_IN_ROWS = (PartType.MATRIX, PartType.MATRIX_MULTIPLE)
_SEVERAL = (PartType.MULTIPLE, PartType.MATRIX, PartType.MATRIX_MULTIPLE, PartType.RANKING, PartType.ALLOCATION)
_NUMBERS = (PartType.NUMBER, PartType.YEAR, PartType.ALLOCATION)


def check_conditions(structure: Structure, part: Part) -> Iterator[InstrumentFault]:
    """The faults of a part's `when` and `rows_when`."""
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
                judged = part if name == "rows_when" else None
                for what, remedy in _faults(leaf, target, judged):
                    yield InstrumentFault(f"{place}.{name}", what, remedy)


def _faults(leaf: Leaf, target: Part, judged: Part | None) -> Iterator[tuple[str, str]]:
    if leaf.row is not None and leaf.row not in target.rows and not isinstance(leaf, Selected):
        yield f"names a row that {target.key} does not have", "correct `row`"
    if target.is_text or target.type in (PartType.INFORMATION, PartType.UPLOAD):
        yield f"looks at {target.key}, which has no closed answer", "look at a choice or a number"
        return
    match leaf:
        case Chosen():
            yield from _chosen(leaf, target, judged)
        case Compared():
            yield from _compared(leaf, target, judged)
        case Counted():
            if target.type not in _SEVERAL or (leaf.row is not None and target.type is not PartType.MATRIX_MULTIPLE):
                yield f"counts {target.key}, which has no several answers", "count chosen options, or answered rows"
        case Answered():
            if leaf.row is not None and not target.rows_list:
                yield f"names a row that {target.key} does not have", "correct `row`"
        case Selected():
            yield from _selected(leaf, target, judged)


def _chosen(leaf: Chosen, target: Part, judged: Part | None) -> Iterator[tuple[str, str]]:
    if not leaf.codes:
        yield "names no codes", "write `in: [...]` or `not_in: [...]`"
    elif not set(leaf.codes) <= {*target.options, *target.instead}:
        yield f"names a code that {target.key} does not offer", "use its options"
    if leaf.row is None and target.type in _IN_ROWS and not _same_rows(target, judged):
        yield f"does not say which row of {target.key}", "add `row`"


def _compared(leaf: Compared, target: Part, judged: Part | None) -> Iterator[tuple[str, str]]:
    if target.type is PartType.DATE:
        if day_of(leaf.amount) is None:
            yield f"compares {target.key} with something that is no day", "write it as 2024-05-31"
    elif target.type not in _NUMBERS or isinstance(leaf.amount, str):
        yield f"compares {target.key}, which gives no such number", "compare numbers with numbers, days with days"
    elif leaf.row is None and target.type is PartType.ALLOCATION and not _same_rows(target, judged):
        yield f"does not say which row of {target.key}", "add `row`"


def _selected(leaf: Selected, target: Part, judged: Part | None) -> Iterator[tuple[str, str]]:
    if target.type not in _SEVERAL:
        yield f"selects from {target.key}, which has no several answers", "use a multiple choice or a matrix"
    elif leaf.row is None and judged is None:
        yield "selects no row", "use `selected` in `rows_when`, or add `row`"
    else:
        wanted = {leaf.row} if leaf.row is not None else set(judged.rows if judged else ())
        if not wanted <= {*target.options, *target.rows}:
            yield f"selects a row that {target.key} does not have", "use the same list"


def _same_rows(target: Part, judged: Part | None) -> bool:
    return judged is not None and judged.rows_list == target.rows_list
