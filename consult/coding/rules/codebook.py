"""The codebook: reading and checking the starter, and what a code added later must have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import ascii_uppercase
from typing import Any

import regex
import yaml

from consult.shared.errors import N_, ConsultError, NotAllowedNow

Texts = Mapping[str, str]
STARTER = "starter"
"""Says in a consultation's codebook what it began as."""
PLACES = 1000
"""Positions left for the codes of one parent."""
_KEY = regex.compile(r"[A-Z]{2,8}-[A-Z]{2,8}")
_SHORTCUT = regex.compile(r"[a-z][a-z0-9]")
_COLOUR = regex.compile(r"#[0-9a-f]{6}")
TEXTS = ("name", "definition", "use_when", "not_when", "example", "counter_example")
"""What is said of a code, per language, in the order in which people read it."""


class CodebookFaulty(ConsultError):
    """A codebook file with faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code as somebody adds it; texts are {language tag: text}. Its parent is the first half of the key."""

    key: str
    name: Texts
    use_when: Texts
    not_when: Texts
    example: Texts
    definition: Texts = field(default_factory=dict)
    counter_example: Texts = field(default_factory=dict)
    colour: str = ""
    shortcut: str = ""
    reason: str = ""

    @property
    def parent(self) -> str:
        """Return the key of the parent it stands under."""
        return parent_of(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterCode:
    """One line of the starter: a parent ("" as its own parent) or a code that is applied."""

    key: str
    parent: str
    position: int
    shortcut: str
    name: Texts
    use_when: Texts
    not_when: Texts
    example: Texts


def parent_of(key: str) -> str:
    """Return the parent's half of a code's key."""
    return key.partition("-")[0]


@cache
def starter() -> tuple[StarterCode, ...]:
    """Return the shipped codebook, checked; raise `CodebookFaulty` with every fault."""
    text = (files("consult.coding") / "data" / "codebook.yaml").read_text(encoding="utf-8")
    codes = read_codebook(yaml.load(text, Loader=yaml.CSafeLoader))
    if faults := codebook_faults(codes):
        raise CodebookFaulty("; ".join(faults))
    return codes


def read_codebook(document: Mapping[str, Any]) -> tuple[StarterCode, ...]:  # Any: YAML
    """Return the codes of a codebook file in their order, each parent before its own; codes of no parent last."""
    parents: Mapping[str, Texts] = document["parents"]
    given: Mapping[str, Mapping[str, Any]] = document["codes"]
    places = {key: PLACES * place for place, key in enumerate(parents, 1)}
    codes = [_code(key, "", places[key], {"name": name}) for key, name in parents.items()]
    for at, (key, code) in enumerate(given.items(), 1):
        parent = parent_of(key)
        codes.append(_code(key, parent, places.get(parent, PLACES * (len(parents) + 1)) + at, code))
    return tuple(sorted(codes, key=lambda code: code.position))


def _code(key: str, parent: str, position: int, given: Mapping[str, Any]) -> StarterCode:  # Any: YAML
    return StarterCode(
        key=key,
        parent=parent,
        position=position,
        shortcut=given.get("shortcut", ""),
        name=given["name"],
        use_when=given.get("use_when", {}),
        not_when=given.get("not_when", {}),
        example=given.get("example", {}),
    )


def codebook_faults(codes: Collection[StarterCode]) -> tuple[str, ...]:
    """Return what is wrong with a codebook: one sentence per fault, none for a sound one."""
    parents = [code.key for code in codes if not code.parent]
    children = [code for code in codes if code.parent]
    faults = [f"{key} has no codes" for key in parents if not any(code.parent == key for code in children)]
    faults += [f"the shortcut {keys} stands twice" for keys in _repeated(code.shortcut for code in children)]
    for code in children:
        if code.parent not in parents or not _KEY.fullmatch(code.key):
            faults.append(f"{code.key} is not written PARENT-CODE")
        if not _SHORTCUT.fullmatch(code.shortcut):
            faults.append(f"{code.key} has no shortcut of two keys")
        faults += [f"{code.key} has no {text}" for text in _missing(code)]
    return tuple(faults)


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _missing(code: StarterCode) -> list[str]:
    texts = {"name": code.name, "use_when": code.use_when, "not_when": code.not_when, "example": code.example}
    return [name for name, text in texts.items() if not text.get("en", "").strip()]


def check_new(new: NewCode, keys: Collection[str], shortcuts: Collection[str]) -> None:
    """Raise `NotAllowedNow` unless `new` fits a codebook with these keys and shortcuts."""
    check_key(new.key, keys)
    check_shortcut(new.shortcut, shortcuts)
    check_colour(new.colour)
    if not any(text.strip() for text in new.name.values()) or not any(text.strip() for text in new.use_when.values()):
        raise NotAllowedNow(N_("Say what the code is called and when it is used."))
    if not new.reason.strip():
        raise NotAllowedNow(N_("Say why the code is added: it stands in the codebook beside the date."))


def check_key(key: str, keys: Collection[str]) -> None:
    """Raise `NotAllowedNow` unless a code may be called so beside these."""
    if not is_key(key):
        raise NotAllowedNow(N_("Write the code as PARENT-CODE, in capital letters, such as TERM-BACK."))
    if parent_of(key) not in keys:
        raise NotAllowedNow(N_("The codebook has no parent %(parent)s."), parent=parent_of(key))
    if key in keys:
        raise NotAllowedNow(N_("The codebook has a code %(key)s already."), key=key)


def check_shortcut(shortcut: str, taken: Collection[str]) -> None:
    """Raise `NotAllowedNow` unless these two keys, or none, may stand for a code."""
    if shortcut and not is_shortcut(shortcut):
        raise NotAllowedNow(N_("A shortcut is two keys: a small letter, then a small letter or a digit."))
    if shortcut and shortcut in taken:
        raise NotAllowedNow(N_("The shortcut %(shortcut)s is taken."), shortcut=shortcut)


def check_colour(colour: str) -> None:
    """Raise `NotAllowedNow` for anything but a colour, or none."""
    if colour and not is_colour(colour):
        raise NotAllowedNow(N_("Write the colour as # and six digits or letters from a to f, such as #2a58a8."))


def is_key(key: str) -> bool:
    """Tell whether this is PARENT-CODE."""
    return _KEY.fullmatch(key) is not None


def is_shortcut(shortcut: str) -> bool:
    """Tell whether these are two keys."""
    return _SHORTCUT.fullmatch(shortcut) is not None


def is_colour(colour: str) -> bool:
    """Tell whether this is a colour as it is kept: # and six digits in small letters."""
    return _COLOUR.fullmatch(colour) is not None


def full_colour(given: str) -> str:
    """Return a colour as it is kept, from one with three digits or in capital letters."""
    plain = given.casefold()
    return "#" + "".join(digit * 2 for digit in plain[1:]) if len(plain) == 4 else plain


def free_shortcut(parent_shortcuts: Collection[str], taken: Collection[str]) -> str:
    """Return the next two keys for a code among sisters with these shortcuts, or "" where none is left."""
    letters = Counter(keys[0] for keys in parent_shortcuts if keys)
    if not letters:
        return ""
    letter = letters.most_common(1)[0][0]
    return next((letter + key for key in "123456789abcdefghijklmnopqrstuvwxyz" if letter + key not in taken), "")


def letters(number: int) -> str:
    """Return a number from 1 on as letters, two at least: AA, AB … AZ, BA."""
    found = ""
    rest = number - 1
    while rest or len(found) < 2:
        rest, at = divmod(rest, 26)
        found = ascii_uppercase[at] + found
    return found
