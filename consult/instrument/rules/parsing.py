"""Reading an instrument's structure from YAML or from the plain mapping it is published as."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import regex

from consult.instrument.rules.checks import check_structure
from consult.instrument.rules.condition_reading import CODE, PART_KEY, read_condition
from consult.instrument.rules.entries import Entry, load_mapping
from consult.instrument.rules.faults import InstrumentFault, InstrumentRefused
from consult.instrument.rules.structure import (
    OTHER,
    Cards,
    Item,
    OptionList,
    Page,
    Part,
    PartType,
    Section,
    Short,
    Structure,
    TextLength,
    Unit,
)

ITEM_CODE = regex.compile(r"[A-Z][A-Za-z0-9]{0,9}")
SLUG = regex.compile(r"[a-z][a-z0-9-]{0,59}")
LANGUAGE = regex.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Lists = Mapping[str, OptionList]

_KEPT = ("key", "item", "type", "unit", "short", "length", "when", "other_of", "sealed", "confidential", "sensitive")
_PLAIN: Mapping[str, Any] = {  # Any: the defaults of fields of many types
    field.name: field.default for field in fields(Part) if field.name not in _KEPT
}
"""What a text that an option opens does not take over from the part it belongs to."""


def read_structure(source: str | Mapping[str, object]) -> Structure:
    """The structure in a YAML text or mapping; raises `InstrumentRefused` with every fault found."""
    faults: list[InstrumentFault] = []
    root = Entry(load_mapping(source) if isinstance(source, str) else source, "instrument", faults)
    option_lists = [_read_list(entry) for entry in root.entries("lists", "name")]
    lists = {options.name: options for options in option_lists}
    items = tuple(_read_item(entry, lists) for entry in root.entries("items"))
    structure = Structure(
        code=root.word("code", SLUG),
        number=root.number("number") or 1,
        languages=root.words("languages", LANGUAGE),
        lists=lists,
        sections=tuple(_read_section(entry, items) for entry in root.entries("sections")),
        items=items,
        consent=root.words("consent", CODE),
        cards=_read_cards(root),
    )
    root.finish()
    if len(lists) < len(option_lists):
        root.fault("a list name is used twice", "rename one")
    faults.extend(check_structure(structure))
    if faults:
        raise InstrumentRefused(tuple(faults))
    return structure


def _read_list(entry: Entry) -> OptionList:
    options = OptionList(
        name=entry.word("name", CODE),
        codes=entry.words("codes", CODE),
        aside=entry.words("aside", CODE),
        exclusive=entry.words("exclusive", CODE),
        scale=entry.flag("scale"),
        strand=entry.flag("strand"),
    )
    entry.finish()
    if not options.codes and not options.strand:
        entry.fault("the list is empty", "give it codes, or mark it `strand: true`")
    for name, codes in (("aside", options.aside), ("exclusive", options.exclusive)):
        if not set(codes) <= set(options.codes):
            entry.fault(f"`{name}` names a code the list does not have", "use codes of the list")
    return options


def _read_cards(root: Entry) -> Cards | None:
    source = root.raw("cards")
    if source is None:
        return None
    entry = Entry(source, "instrument.cards", root.faults)
    cards = Cards(
        list=entry.word("list", CODE), section=entry.word("section", ITEM_CODE), lines=entry.words("lines", CODE)
    )
    entry.finish()
    return cards


def _read_section(entry: Entry, items: tuple[Item, ...]) -> Section:
    by_code = {item.code: item for item in items}
    opened: dict[str, list[str]] = {}
    for part in (part for item in items for part in item.parts if part.other_of):
        opened.setdefault(part.other_of or "", []).append(part.key)
    code = entry.word("code", ITEM_CODE)
    pages = []
    written = entry.raw("pages")
    for page in written if isinstance(written, list | tuple) else ():
        line = Entry({"page": page}, f"{entry.place}.pages", entry.faults)
        names = line.words("page", PART_KEY)
        keys: list[str] = []
        for name in names:
            if name in by_code:
                keys += [part.key for part in by_code[name].parts]
            else:
                keys += [name, *opened.get(name, ())]
        if not keys:
            line.fault("a page is empty", "list item codes")
        pages.append(Page(code=_page_code(names, keys, by_code), section=code, parts=tuple(keys)))
    section = Section(code=code, pages=tuple(pages), note=entry.flag("note"))
    entry.finish()
    return section


def _page_code(names: tuple[str, ...], keys: list[str], by_code: Mapping[str, Item]) -> str:
    # A page that holds the whole of its first item bears the item's code, however it was written.
    first = names[0] if names else ""
    item = by_code.get(first.partition(".")[0])
    return item.code if item and {part.key for part in item.parts} <= set(keys) else first


def _read_item(entry: Entry, lists: Lists) -> Item:
    code = entry.word("code", ITEM_CODE)
    hint = entry.flag("hint")
    whole = Part(
        key=code,
        item=code,
        type=PartType.TEXT,
        unit=entry.choice("unit", Unit.BOTH),
        short=entry.choice("short", Short.NEVER),
    )
    whole = _with_marks(whole, entry)
    parts: list[Part] = []
    if entry.has("parts"):
        for inner in entry.entries("parts", "name"):
            key = f"{code}.{inner.word('name', CODE)}"
            part = replace(whole, key=key, hint=inner.flag("hint"))
            part = replace(part, unit=inner.choice("unit", part.unit), short=inner.choice("short", part.short))
            part = _with_marks(part, inner)
            parts += _with_texts(_read_part(inner, part, lists))
            inner.finish()
    else:
        parts += _with_texts(_read_part(entry, whole, lists))
    entry.finish()
    return Item(code=code, parts=tuple(parts), hint=hint)


def _with_marks(part: Part, entry: Entry) -> Part:
    return replace(
        part,
        required=entry.flag("required") or part.required,
        optional=entry.flag("optional") or part.optional,
        sealed=entry.flag("sealed") or part.sealed,
        confidential=entry.flag("confidential") or part.confidential,
        sensitive=entry.flag("sensitive") or part.sensitive,
    )


def _read_part(entry: Entry, part: Part, lists: Lists) -> Part:
    if not entry.has("type"):
        entry.fault("`type` is missing", "use one of " + ", ".join(PartType))
    options, rows, instead = (_list_name(entry, name, lists) for name in ("options", "rows", "instead"))
    order = entry.optional_word("order")
    if order not in (None, "varied"):
        entry.fault("`order` is unknown", "write `order: varied` or leave it out")
    offered = lists.get(options or "")
    part = replace(
        part,
        type=entry.choice("type", PartType.TEXT),
        options_list=options,
        options=_codes(lists, options),
        exclusive=offered.exclusive if offered else (),
        scale=offered.scale if offered else False,
        rows_list=rows,
        rows=_codes(lists, rows),
        instead_list=instead,
        instead=_codes(lists, instead),
        max_choices=entry.number("max_choices"),
        length=entry.choice("length", TextLength.LONG),
        when=read_condition(entry, "when"),
        rows_when=read_condition(entry, "rows_when"),
        varied=order == "varied",
        prefilled=entry.flag("prefilled"),
        consent=entry.flag("consent"),
    )
    return _with_bounds(replace(part, specify=_specify(entry)), entry)


def _list_name(entry: Entry, name: str, lists: Lists) -> str | None:
    named = entry.optional_word(name)
    if named is not None and named not in lists:
        entry.fault(f"the list `{named}` is unknown", "add it under `lists` or correct the name")
    return named


def _specify(entry: Entry) -> tuple[str, ...]:
    """The options that open a text; `other_text: true` is how "other" alone is written."""
    named = entry.words("specify", CODE)
    if not entry.flag("other_text"):
        return named
    if named:
        entry.fault("`other_text` and `specify` say the same", "use `specify` alone")
    return (OTHER,)


def _with_bounds(part: Part, entry: Entry) -> Part:
    return replace(
        part,
        minimum=entry.amount("minimum"),
        maximum=entry.amount("maximum"),
        decimals=entry.number("decimals") or 0,
        total=entry.number("total"),
        earliest=entry.day("earliest"),
        latest=entry.day("latest"),
    )


def _codes(lists: Lists, name: str | None) -> tuple[str, ...]:
    return lists[name].codes if name is not None and name in lists else ()


def _with_texts(part: Part) -> list[Part]:
    """The part, and the texts its options open."""
    text = replace(part, type=PartType.TEXT, length=TextLength.SHORT, other_of=part.key, **_PLAIN)
    return [part, *(replace(text, key=part.specify_key(code), opened_by=code) for code in part.specify)]
