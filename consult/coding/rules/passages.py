"""Coded material as it is given out: documents of passages with what counts on them, and which way words run."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from consult.coding.rules.attributes import Stance
from consult.interview.rules import Quoting

Direction = Literal["ltr", "rtl"]
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A counted segment of a passage; `quote` is empty where its words touch something sealed (`touches_sealed`)."""

    id: str
    start: int
    end: int
    quote: str
    touches_sealed: bool
    code: str
    stance: Stance
    option: str
    aspect: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A turn as it was spoken, or an open answer in an order that tells nothing, with its codes in their order.

    `text` has what is sealed and what names somebody covered, place for place. `quoting` is what its speaker agreed
    to; None for whoever asks or interprets, who is not quoted at all.
    """

    number: int
    speaker: str
    language: str
    text: str
    quoting: Quoting | None
    coded: tuple[Coded, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An interview, or all open answers to one part; `name` is the interview's label or the part."""

    name: str
    is_interview: bool
    passages: tuple[Passage, ...]


def runs_from(text: str, otherwise: Direction) -> Direction:
    """Return which way a text runs: as its first letter does; one without letters as said `otherwise`.

    >>> runs_from("«نعم», he said", "ltr")
    'rtl'
    """
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), otherwise)
