"""The published form of an instrument: one plain mapping, safe to store as JSON in any database.

Order is always carried by lists, never by mappings, because PostgreSQL's JSONB reorders mappings.
"""

from collections.abc import Mapping
from typing import TypeAlias, TypeGuard

from consult.instrument.rules.condition import condition_document
from consult.instrument.rules.faults import InstrumentFault, InstrumentRefused
from consult.instrument.rules.parsing import read_structure
from consult.instrument.rules.piping import check_piping
from consult.instrument.rules.structure import (
    OTHER,
    Item,
    OptionList,
    Part,
    PartType,
    Section,
    Short,
    Structure,
    TextLength,
    Unit,
)
from consult.instrument.rules.wording import TranslationState, Wordings

FORMAT = 1
Document: TypeAlias = Mapping[str, object]

_MARKS = ("required", "optional", "consent", "sealed", "confidential", "sensitive", "prefilled")
_BOUNDS = ("minimum", "maximum", "total", "earliest", "latest")


def to_document(structure: Structure, wordings: Wordings) -> dict[str, object]:
    """The published form of a structure and its words."""
    return {
        "format": FORMAT,
        "structure": structure_document(structure),
        "wordings": {language: dict(texts) for language, texts in wordings.texts.items()},
        "states": {language: str(wordings.state(language)) for language in wordings.texts},
    }


def from_document(document: Document) -> tuple[Structure, Wordings]:
    """The structure and words of a published form; raises `InstrumentRefused` if it is not one."""
    structure, wordings, states = (document.get(name) for name in ("structure", "wordings", "states"))
    if document.get("format") != FORMAT or not (
        isinstance(structure, Mapping) and _is_wordings(wordings) and isinstance(states, Mapping)
    ):
        fault = InstrumentFault("document", "not a published instrument", "export it again with this program")
        raise InstrumentRefused((fault,))
    known = set(TranslationState)
    read = read_structure(structure)
    words = Wordings(
        {language: dict(texts) for language, texts in wordings.items()},
        {language: TranslationState(state) for language, state in states.items() if state in known},
    )
    if faults := tuple(check_piping(read, words)):
        raise InstrumentRefused(faults)
    return read, words


def structure_document(structure: Structure) -> dict[str, object]:
    """The structure as the mapping that `read_structure` reads."""
    written: dict[str, object] = {
        "code": structure.code,
        "number": structure.number,
        "languages": list(structure.languages),
        "consent": list(structure.consent),
        "lists": [_list_document(options) for options in structure.lists.values()],
        "sections": [_section_document(structure, section) for section in structure.sections],
        "items": [_item_document(item) for item in structure.items],
    }
    if structure.cards:
        cards = structure.cards
        written["cards"] = {"list": cards.list, "section": cards.section, "lines": list(cards.lines)}
    return written


def _is_wordings(value: object) -> TypeGuard[Mapping[str, Mapping[str, str]]]:
    return isinstance(value, Mapping) and all(
        isinstance(texts, Mapping) and all(isinstance(text, str) for text in texts.values()) for texts in value.values()
    )


def _list_document(options: OptionList) -> dict[str, object]:
    written: dict[str, object] = {"name": options.name, "codes": list(options.codes)}
    for name in ("aside", "exclusive"):
        if getattr(options, name):
            written[name] = list(getattr(options, name))
    for mark in ("scale", "strand"):
        if getattr(options, mark):
            written[mark] = True
    return written


def _section_document(structure: Structure, section: Section) -> dict[str, object]:
    # A text opened by an option stands where the part that opens it stands, so only that one is written.
    pages = [[key for key in page.parts if structure.parts[key].other_of is None] for page in section.pages]
    return {"code": section.code, "note": section.note, "pages": pages}


def _item_document(item: Item) -> dict[str, object]:
    parts = [part for part in item.parts if part.other_of is None]
    written: dict[str, object] = {"code": item.code, "hint": item.hint}
    if item.has_one_part:
        return {**written, **_part_document(parts[0])}
    inner = [{"name": part.key.partition(".")[2], "hint": part.hint, **_part_document(part)} for part in parts]
    return {**written, "parts": inner}


def _part_document(part: Part) -> dict[str, object]:
    written: dict[str, object] = {"type": str(part.type)}
    given = {
        "unit": None if part.unit is Unit.BOTH else str(part.unit),
        "short": None if part.short is Short.NEVER else str(part.short),
        "length": None if part.length is TextLength.LONG or part.type is not PartType.TEXT else str(part.length),
        "options": part.options_list,
        "rows": part.rows_list,
        "instead": part.instead_list,
        "max_choices": part.max_choices,
        "decimals": part.decimals or None,
        "order": "varied" if part.varied else None,
        "when": condition_document(part.when) if part.when else None,
        "rows_when": condition_document(part.rows_when) if part.rows_when else None,
        "other_text": part.specify == (OTHER,) or None,
        "specify": list(part.specify) if part.specify not in ((), (OTHER,)) else None,
        **{bound: getattr(part, bound) for bound in _BOUNDS},
        **{mark: getattr(part, mark) or None for mark in _MARKS},
    }
    return {**written, **{name: value for name, value in given.items() if value is not None}}
