"""What is done to a codebook after its beginning, and what stands on what: an event is undone before those below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consult.coding.rules.attributes import SAFETY
from consult.shared.errors import N_, NotAllowedNow


class EventKind(StrEnum):
    """What was done."""

    ADD = "add"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    RENAME = "rename"
    RETIRE = "retire"
    UNDO = "undo"


AFTER_RELEASE = frozenset({EventKind.ADD, EventKind.RETIRE})
"""What can still be done once findings are released: nothing that was counted changes by it (decision 27)."""
LOOKED_UP = frozenset({SAFETY, "TERM-COND", "RES-JOBS"})
"""Codes that sealing and findings know by their key: each keeps it, and its codings."""
Tokens = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event as undoing sees it: `tokens` is everything it touched, `is_undone` what was taken back already."""

    number: int
    kind: EventKind
    code_key: str
    tokens: Tokens
    is_undone: bool


def in_the_way(number: int, events: Iterable[Standing]) -> Standing | None:
    """Return the newest later event that stands on this one: it touched the same and was not taken back."""
    known = list(events)
    own = next(one for one in known if one.number == number).tokens
    later = [one for one in known if one.number > number and one.kind is not EventKind.UNDO and not one.is_undone]
    return max((one for one in later if one.tokens & own), key=lambda one: one.number, default=None)


def check_allowed(kind: EventKind, *, is_released: bool) -> None:
    """Raise `NotAllowedNow` for what would change findings that are released."""
    if is_released and kind not in AFTER_RELEASE:
        raise NotAllowedNow(
            N_("Findings are released: codes can be added and retired, but what was counted stays as it is.")
        )


def check_not_looked_up(key: str) -> None:
    """Raise `NotAllowedNow` for a code that must keep its key and its codings."""
    if key in LOOKED_UP:
        raise NotAllowedNow(N_("%(code)s keeps its place: sealing and findings look for it by this name."), code=key)
