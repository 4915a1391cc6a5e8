"""The map of a file of answers from elsewhere, as YAML: which column holds what, and which value is which code.

In: the text of a map. Out: an `AnswersMap`, or `InstrumentRefused` with every fault.
"""

from __future__ import annotations

from collections.abc import Mapping

from consult.collection.rules.elsewhere import ATTRIBUTES, REASONS, WEIGHT, AnswersMap, PartSource, Source
from consult.instrument.rules.entries import Entry, load_mapping
from consult.instrument.rules.faults import InstrumentFault, InstrumentRefused

UNITS = ("organisation", "individual")
Faults = list[InstrumentFault]


def read_map(text: str, place: str) -> AnswersMap:
    """Return what a map says; raise `InstrumentRefused` with every fault found."""
    faults: Faults = []
    root = Entry(load_mapping(text, place), place, faults)
    parts = _mapping(root.raw("parts"), f"{place}.parts", faults)
    attributes = {name: _source(root, name) for name in ATTRIBUTES if root.has(name)}
    missing = {
        value: reason
        for reason, values in _mapping(root.raw("missing"), f"{place}.missing", faults).items()
        for value in _reason_values(reason, values, f"{place}.missing.{reason}", faults)
    }
    found = AnswersMap(
        attributes=attributes,
        organisation=_text(root.raw("organisation"), f"{place}.organisation", faults),
        weights=_weights(root, f"{place}.weights"),
        missing=missing,
        parts={key: _part(source, f"{place}.parts.{key}", faults) for key, source in parts.items()},
        goals=tuple(_texts(root.raw("goals"), f"{place}.goals", faults)),
        whole=True,
    )
    root.finish()
    if faults:
        raise InstrumentRefused(tuple(faults))
    return found


def _source(root: Entry, name: str) -> Source:
    """Return where an attribute comes from: a column's name, or `{column: …, codes: …}`, or `{fixed: …}`."""
    place, given = f"{root.place}.{name}", root.raw(name)
    if not isinstance(given, Mapping):
        text = _text(given, place, root.faults)
        return Source(fixed=text) if name == "unit" and text in UNITS else Source(column=text)
    entry = Entry(given, place, root.faults)
    fixed, column = entry.raw("fixed"), entry.raw("column")
    codes = _codes(entry)
    entry.finish()
    if (fixed is None) is (column is None):
        entry.fault("one of `column` and `fixed` is needed", "keep one of them")
    if fixed is not None:
        return Source(fixed=_text(fixed, place, root.faults))
    return Source(_text(column, place, root.faults), None, codes)


def _part(given: object, place: str, faults: Faults) -> PartSource:
    if not isinstance(given, Mapping):
        return PartSource({"": _text(given, place, faults)})
    entry = Entry(given, place, faults)
    ways = [name for name in ("column", "columns", "positions") if entry.has(name)]
    if len(ways) != 1:
        entry.fault("one of `column`, `columns` and `positions` is needed", "keep one of them")
    columns: dict[str, str] = {}
    if entry.has("column"):
        columns[""] = _text(entry.raw("column"), place, faults)
    for name, column in _mapping(entry.raw("columns"), place, faults).items():
        inner = _mapping(column, f"{place}.{name}", faults) if isinstance(column, Mapping) else {"": column}
        columns |= {
            f"{name}:{option}" if option else name: _text(one, f"{place}.{name}", faults)
            for option, one in inner.items()
        }
    found = PartSource(
        columns=columns,
        positions=tuple(_texts(entry.raw("positions"), place, faults)),
        separator=entry.optional_word("separator") or "",
        codes=_codes(entry),
        chosen=frozenset(_texts(entry.raw("chosen"), place, faults)),
    )
    entry.finish()
    return found


def _codes(entry: Entry) -> dict[str, str]:
    place = f"{entry.place}.codes"
    return {
        value: _text(code, place, entry.faults)
        for value, code in _mapping(entry.raw("codes"), place, entry.faults).items()
    }


def _weights(root: Entry, place: str) -> dict[str, str]:
    """Return {name: column}: a weight is called like its column, unless the map says otherwise."""
    given = root.raw("weights")
    if isinstance(given, Mapping):
        return {name: _text(one, place, root.faults) for name, one in _mapping(given, place, root.faults).items()}
    found = {name: name for name in _texts(given, place, root.faults)}
    if (single := root.raw(WEIGHT)) is not None:
        found[WEIGHT] = _text(single, f"{root.place}.{WEIGHT}", root.faults)
    return found


def _reason_values(reason: str, values: object, place: str, faults: Faults) -> list[str]:
    if reason not in REASONS:
        faults.append(InstrumentFault(place, "no such reason", f"use one of {', '.join(REASONS)}"))
        return []
    return _texts(values, place, faults)


def _mapping(given: object, place: str, faults: Faults) -> dict[str, object]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        faults.append(InstrumentFault(place, "not a mapping", "write `name: value` pairs"))
        return {}
    return {_text(key, place, faults): value for key, value in given.items()}


def _texts(given: object, place: str, faults: Faults) -> list[str]:
    if given is None:
        return []
    return [_text(one, place, faults) for one in (given if isinstance(given, list) else [given])]


def _text(given: object, place: str, faults: Faults) -> str:
    """Return a word; YAML reads yes, no, on and off as something else unless they are quoted."""
    if isinstance(given, bool) or not isinstance(given, str | int | float | None):
        faults.append(InstrumentFault(place, "not a word", "put it in quotation marks"))
        return ""
    return "" if given is None else " ".join(str(given).split())
