"""Which parts, rows and pages are asked, given who answers and what was answered before."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from consult.instrument.rules.condition import Answers, Value, holds
from consult.instrument.rules.structure import Page, Part, PartType, Section, Short, Structure, Unit
from consult.instrument.rules.types import type_of

Text = TypeVar("Text")


class SectionState(StrEnum):
    """How far a section is answered."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    COMPLETE = "complete"


def is_for(part: Part, unit: Unit, short: bool) -> bool:
    """Whether a part belongs to this unit's form at all, whatever was answered."""
    in_form = part.short is not Short.NEVER if short else part.short is not Short.ONLY
    return in_form and part.unit in (Unit.BOTH, unit)


def applies(part: Part, unit: Unit, short: bool, answers: Answers) -> bool:
    """Whether a part is asked: it belongs to the form, its condition holds and a row is left to ask.

    A text opened by an option is asked wherever the part that opens it is.
    """
    if not is_for(part, unit, short) or (part.when and not holds(part.when, answers)):
        return False
    return part.rows_list is None or bool(rows_shown(part, answers))


def rows_shown(part: Part, answers: Answers) -> tuple[str, ...]:
    """The rows of a matrix or ranking that are asked, in list order."""
    condition = part.rows_when
    return tuple(row for row in part.rows if condition is None or holds(condition, answers, row))


def pages_shown(structure: Structure, unit: Unit, short: bool, answers: Answers) -> list[Page]:
    """The pages that have something to ask, with only the parts that are asked."""
    kept = prune(structure, unit, short, answers)
    pages = []
    for page in structure.pages():
        parts = tuple(key for key in page.parts if applies(structure.parts[key], unit, short, kept))
        if parts:
            pages.append(Page(code=page.code, section=page.section, parts=parts))
    return pages


def prune(structure: Structure, unit: Unit, short: bool, answers: Answers) -> dict[str, Value]:
    """The answers that count: those to parts and rows still asked. The original is left as it is.

    Parts are judged in the order asked and against what was kept, so that a dropped branch drops what
    hangs on it.
    """
    kept: dict[str, Value] = {}
    for key, part in structure.parts.items():
        if key in answers and applies(part, unit, short, kept):
            value = _asked_rows(part, answers[key], kept)
            if value is not None:
                kept[key] = value
    return kept


def prune_texts(
    structure: Structure, unit: Unit, short: bool, answers: Answers, texts: Mapping[str, Text]
) -> dict[str, Text]:
    """The texts that count, given the coded answers; one opened by an option only while that is chosen."""
    kept = prune(structure, unit, short, answers)
    counted = {}
    for key, text in texts.items():
        part = structure.parts.get(key)
        if part and part.is_text and applies(part, unit, short, kept) and is_open(part, kept):
            counted[key] = text
    return counted


def section_states(
    structure: Structure, unit: Unit, short: bool, answers: Answers, answered_texts: Collection[str] = ()
) -> dict[str, SectionState]:
    """How far each section with something to ask is answered.

    Complete means that nothing expected was left empty. A section that only tells something is complete.
    """
    kept = prune(structure, unit, short, answers)
    asked: dict[str, list[str]] = {}
    for page in pages_shown(structure, unit, short, answers):
        asked.setdefault(page.section, []).extend(page.parts)
    states = {}
    for code, keys in asked.items():
        parts = [structure.parts[key] for key in keys]
        answered = [key for key in keys if key in kept or key in answered_texts]
        if not answered and any(part.type is not PartType.INFORMATION for part in parts):
            states[code] = SectionState.NOT_STARTED
        elif not any(left_empty(part, kept) for part in parts):
            states[code] = SectionState.COMPLETE
        else:
            states[code] = SectionState.STARTED
    return states


def sections_shown(structure: Structure, unit: Unit, short: bool, answers: Answers) -> list[Section]:
    """The sections that have something to ask, with only the pages that do."""
    pages = pages_shown(structure, unit, short, answers)
    return [
        Section(code=section.code, note=section.note, pages=own)
        for section in structure.sections
        if (own := tuple(page for page in pages if page.section == section.code))
    ]


def varied_order(options: Sequence[str], seed: str) -> tuple[str, ...]:
    """The options in an order that is the same for the same seed, on every machine and for ever.

    Sorting by a digest rather than shuffling, since `random` promises the same order only within a version.
    """
    return tuple(sorted(options, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).digest()))


def _asked_rows(part: Part, value: Value, kept: Answers) -> Value | None:
    if part.rows_when is None or not isinstance(value, Mapping):
        return value
    shown = rows_shown(part, kept)
    return {row: chosen for row, chosen in value.items() if row in shown} or None


def is_open(part: Part, kept: Answers) -> bool:
    """Whether the option that opens a text is chosen; other parts are always open."""
    if part.other_of is None:
        return True
    chosen = kept.get(part.other_of)
    if isinstance(chosen, str | int | float | Mapping | None):
        return chosen == part.opened_by
    return part.opened_by in chosen


def asks_anything(structure: Structure, page: Page) -> bool:
    """Whether a page has something to answer, beside what it tells."""
    return any(structure.parts[key].type is not PartType.INFORMATION for key in page.parts)


def left_empty(part: Part, kept: Answers) -> tuple[str | None, ...]:
    """The rows of an expected part that were left empty; (None,) for the part as a whole, nothing if it is complete.

    Words, ticks, years and files are not expected, nor is what is marked optional, sensitive or sealed: leaving those
    out is an answer.
    """
    is_expected = type_of(part).is_expected and not (part.sensitive or part.sealed or part.optional)
    if not (part.required or is_expected):
        return ()
    return type_of(part).left_empty(part, kept.get(part.key), rows_shown(part, kept))
