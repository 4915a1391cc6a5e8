"""What goes into a file: plain values in the reader's language, every hidden count a text already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import regex

from consult.findings.charts.drawing import Table

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNFIT = regex.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count: codes and words of what is counted, the count, how many answered, and the share in per cent.

    A count or base that is not shown is the text that stands for it; there is no share then, nor below a base of ten.
    """

    coalition: str
    unit: str
    item: str
    row: str
    value: str
    by: str
    wave: str
    counted: str
    question: str
    row_name: str
    option: str
    by_name: str
    group: str
    note: str
    n: int | str
    base: int | str
    percent: float | None


@dataclass(frozen=True, slots=True)
class Seal:
    """Which edition a file was made from; the file bears that edition's moment and no other."""

    number: int
    content_hash: str
    frozen_at: datetime
    fictitious: bool


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook says: what it is (name and words), the names of its sheets and columns, and every count."""

    about_name: str
    about: tuple[tuple[str, str], ...]
    lines_name: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    rtl: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A heading, a paragraph or a point of a list."""

    style: Literal["Title", "Heading1", "Heading2", "Heading3", "Normal", "ListBullet"]
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report to be read: its parts in their order, and what stands at the foot of every page."""

    title: str
    language: str
    rtl: bool
    foot: str
    parts: tuple[Words | Table, ...]


def legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return str(_UNFIT.sub("", text))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
