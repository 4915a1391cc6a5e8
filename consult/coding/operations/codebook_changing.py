"""Moving, renaming and retiring a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from consult.coding.operations.codebook_book import Book, By, cleaned, open_book, write_event
from consult.coding.operations.codebook_merging import Done
from consult.coding.records import Code
from consult.coding.rules.codebook import TEXTS, check_colour, check_key, check_shortcut
from consult.coding.rules.events import EventKind, check_not_looked_up
from consult.shared.errors import N_, NotAllowedNow

LAST = "last"
"""In place of a sister's key: after all of them. Nothing means before all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """What a code is called from now on; None stays as it is. `texts` replaces the texts it names, per language."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key: str | None = None
    shortcut: str | None = None
    colour: str | None = None


def rename_code(session: Session, consultation_id: str, key: str, change: Renaming, by: By) -> str:
    """Call or define a code otherwise, or a parent, and return the event's id."""
    book = open_book(session, consultation_id, EventKind.RENAME)
    code = book.any(key)
    before: Done = {name: getattr(code, name) for name in (*TEXTS, "key", "shortcut", "colour")}
    _rename_key(book, code, change.key)
    if change.shortcut is not None and change.shortcut != code.shortcut:
        check_shortcut(change.shortcut, book.shortcuts)
        code.shortcut = change.shortcut if code.parent else ""
    if change.colour is not None:
        check_colour(change.colour)
        code.colour = change.colour
    for name, texts in change.texts.items():
        if name in TEXTS:
            setattr(code, name, cleaned({**getattr(code, name), **texts}))
    if not code.name:
        raise NotAllowedNow(N_("Say what the code is called and when it is used."))
    was = {name: value for name, value in before.items() if getattr(code, name) != value}
    if not was:
        raise NotAllowedNow(N_("Nothing is different: change something first."))
    tokens = {f"code:{code.id}"}
    for name in {"key", "shortcut"} & set(was):
        tokens |= {f"{name}:{value}" for value in (was[name], getattr(code, name)) if value}
    done = {"code": code.id, "before": was, "key": code.key}
    return write_event(session, book, EventKind.RENAME, by, code_key=key, tokens=tokens, done=done)


def _rename_key(book: Book, code: Code, key: str | None) -> None:
    if key is None or key == code.key:
        return
    check_not_looked_up(code.key)
    check_not_looked_up(key)
    check_key(key, book.keys)
    if not code.parent or key.partition("-")[0] != code.parent:
        raise NotAllowedNow(N_("The first half is the parent’s: move the code to give it another."))
    code.key = key


def move_code(session: Session, consultation_id: str, key: str, parent: str, after: str, by: By) -> str:
    """Put a code under a parent, after one of its codes (or first, or `LAST`), and return the event's id.

    Under another parent its key begins with that parent's.
    """
    book = open_book(session, consultation_id, EventKind.MOVE)
    code = book.in_use(key)
    head = book.any(parent)
    if head.parent:
        raise NotAllowedNow(N_("The codebook has no parent %(parent)s."), parent=parent)
    done: Done = {"code": code.id, "parent": code.parent, "was": code.key}
    tokens = {f"code:{code.id}"}
    if head.key != code.parent:
        moved = f"{head.key}-{code.key.partition('-')[2]}"
        check_not_looked_up(code.key)
        check_not_looked_up(moved)
        check_key(moved, book.keys)
        tokens |= {f"key:{code.key}", f"key:{moved}", f"code:{head.id}"}
        code.key, code.parent = moved, head.key
    positions = _place(book, code, head, after)
    if not positions and done["was"] == code.key:
        raise NotAllowedNow(N_("Nothing is different: change something first."))
    done |= {"positions": positions, "key": code.key}
    tokens |= {f"place:{one}" for one in positions}
    return write_event(session, book, EventKind.MOVE, by, code_key=key, tokens=tokens, done=done)


def _place(book: Book, code: Code, head: Code, after: str) -> dict[str, int]:
    """Give a code its place, and those behind it the next ones where they must; return {id: the place before}."""
    sisters = [one for one in book.sisters(head.key) if one.id != code.id]
    keys = [one.key for one in sisters]
    if after and after != LAST and after not in keys:
        raise NotAllowedNow(N_("The codebook has no code %(code)s."), code=after)
    at = len(sisters) if after == LAST else keys.index(after) + 1 if after else 0
    order = [*sisters[:at], code, *sisters[at:]]
    before = {one.id: one.position for one in order}
    last = head.position
    for one in order:
        is_free = one is not code and one.position > last
        one.position = one.position if is_free else last + 1
        last = one.position
    return {one.id: before[one.id] for one in order if one.position != before[one.id]}


def retire_code(session: Session, consultation_id: str, key: str, by: By) -> str:
    """Have a code given no more, and return the event's id; what has it keeps it and counts as before."""
    book = open_book(session, consultation_id, EventKind.RETIRE)
    code = book.in_use(key)
    code.retired_on = by.moment.date()
    done = {"code": code.id}
    return write_event(session, book, EventKind.RETIRE, by, code_key=key, tokens={f"code:{code.id}"}, done=done)
