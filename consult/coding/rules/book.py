"""A codebook as a table has it: one row per code, parents among them, before their codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.coding.rules.codebook import is_colour, is_key, is_shortcut, parent_of

Texts = Mapping[str, str]
GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCode:
    """One code, or a parent (`parent` is ""); `texts` are {what is said: {language tag: text}}, nothing empty."""

    key: str
    parent: str = ""
    shortcut: str = ""
    colour: str = ""
    texts: Mapping[str, Texts] = field(default_factory=dict)
    added_on: date | None = None
    reason: str = ""
    retired_on: date | None = None


def languages_of(codes: Iterable[BookCode], text: str) -> list[str]:
    """Return the languages in which something is said of any code, English first."""
    found = {tag for code in codes for tag in code.texts.get(text, {})}
    return sorted(found, key=lambda tag: (tag != "en", tag))


def in_order(codes: Collection[BookCode]) -> tuple[BookCode, ...]:
    """Return each parent with its codes behind it, both in the order in which they came."""
    heads = [code for code in codes if not code.parent]
    return tuple(one for head in heads for one in (head, *(code for code in codes if code.parent == head.key)))


def faults_of(code: BookCode, keys: Collection[str], shortcuts: Collection[str]) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with a code among others, and what to do, in English as the command line speaks."""
    is_head = "-" not in code.key
    if not (is_key(code.key) or (is_head and is_key(f"{code.key}-XX"))):
        yield (
            f"{code.key} is not written PARENT-CODE",
            "write two to eight capital letters, a hyphen, and as many again",
        )
    elif code.key in keys:
        yield f"the code {code.key} stands twice", "write each code in one row"
    elif not is_head and code.parent != parent_of(code.key):
        yield f"{code.key} does not begin with its parent {code.parent}", "call it by its parent"
    if code.shortcut and not is_shortcut(code.shortcut):
        yield f"the shortcut {code.shortcut} is not two keys", "write a small letter, then a small letter or a digit"
    elif code.shortcut and code.shortcut in shortcuts:
        yield f"the shortcut {code.shortcut} stands twice", "give each code its own"
    if code.colour and not is_colour(code.colour):
        yield f"{code.colour} is not a colour", "write # and six digits or letters from a to f"
    if not code.texts.get("name"):
        yield f"{code.key} has no name", "write what people read"


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that `unguarded` reads as it was."""
    return f"'{text}" if text.lstrip("'").startswith(GUARDED) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell that may be guarded."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(GUARDED) else cell


def spoken(text: str) -> str:
    """Return what a text is called in a heading."""
    return {"use_when": "use when", "not_when": "not when", "counter_example": "counter-example"}.get(text, text)
