"""What columns of a codebook are called, here and by others: which text, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

_ALIASES = {
    "key": ("code", "key", "id", "code key", "code id", "abbreviation"),
    "parent": ("parent", "parent code", "under", "category", "group", "theme"),
    "name": ("name", "title", "label", "tag", "code name"),
    "definition": ("definition", "description", "memo", "meaning", "comment"),
    "use_when": ("use when", "when to use", "inclusion", "inclusion criteria", "include"),
    "not_when": ("not when", "when not to use", "exclusion", "exclusion criteria", "exclude", "do not use when"),
    "example": ("example", "examples", "typical example", "anchor example"),
    "counter_example": ("counter-example", "counterexample", "counter example", "negative example", "non-example"),
    "shortcut": ("shortcut", "keys", "hotkey"),
    "colour": ("colour", "color"),
    "added_on": ("added on", "added", "created", "date"),
    "reason": ("reason", "why"),
    "retired_on": ("retired on", "retired"),
}
_KNOWN = {alias: name for name, aliases in _ALIASES.items() for alias in aliases}
_TAGGED = regex.compile(r"(.+?)[\s_:]*[(\[:_\s]\s*([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\s*[)\]]?")
_WORDS = regex.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and in which language; `language` is "" where it does not say."""

    holds: str
    language: str


def column_of(name: str) -> Column | None:
    """Return what a column of this name holds, or None for one nobody knows."""
    plain = _plain(name)
    if plain in _KNOWN:
        return Column(_KNOWN[plain], "")
    found = _TAGGED.fullmatch(name.strip().casefold())
    if found is None or _plain(found[1]) not in _KNOWN:
        return None
    return Column(_KNOWN[_plain(found[1])], _tag(found[2]))


def _plain(name: str) -> str:
    return str(_WORDS.sub(" ", name.strip().casefold())).strip()


def _tag(given: str) -> str:
    """Return a language tag as tags are written: zh-Hant, pt-BR."""
    first, *rest = given.split("-")
    return "-".join([first, *(one.title() if len(one) == 4 else one.upper() for one in rest)])


def columns_of(names: Sequence[str]) -> dict[int, Column]:
    """Return which place holds what; of two that hold the same the first."""
    found: dict[int, Column] = {}
    for at, name in enumerate(names):
        column = column_of(name)
        if column is not None and column not in found.values():
            found[at] = column
    if not any(one.holds == "name" for one in found.values()):  # a lone column of codes says what they are called
        found = {at: Column("name", "") if one.holds == "key" else one for at, one in found.items()}
    return found
