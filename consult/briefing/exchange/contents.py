"""What goes into a file: plain values in the reader's language, every hidden count a text already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

import regex

from consult.findings.charts.drawing import Table

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNFIT = regex.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Paint(Enum):
    """What a bar looks like: its colour, the pattern over it (a name of ECMA-376 20.1.10.33) and its edge."""

    A = ("1D4F91", "", "1D4F91")
    B = ("F6E3D6", "wdUpDiag", "A8480F")
    FOR = ("0B5D5E", "", "0B5D5E")
    RATHER_FOR = ("CFE6E4", "wdUpDiag", "0B5D5E")
    AGAINST = ("74315F", "", "74315F")
    RATHER_AGAINST = ("F0DBE8", "wdDnDiag", "74315F")
    NEUTRAL = ("ECEFF1", "", "6F7E89")
    APART = ("FFFFFF", "narHorz", "6F7E89")
    NOT_HEARD = ("FFFFFF", "pct25", "6F7E89")
    UNTOLD = ("C6E2DF", "pct10", "0B5D5E")

    @property
    def colour(self) -> str:
        """Return what it is filled with."""
        return self.value[0]

    @property
    def pattern(self) -> str:
        """Return what is drawn over it, or nothing."""
        return self.value[1]

    @property
    def edge(self) -> str:
        """Return the colour of its edge and its pattern."""
        return self.value[2]


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
class Series:
    """What one colour and pattern of a chart stands for, with a value for every category: None where none is shown."""

    name: str
    paint: Paint
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that a program draws itself: counts, or shares in per cent; `told` is for whoever does not see them.

    A category says in words what is hidden of it: no bar, number or cell of the chart's own table stands for that.
    """

    title: str
    told: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool
    percent: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A report to be read: its parts in their order, and what stands at the foot of every page."""

    title: str
    language: str
    rtl: bool
    foot: str
    parts: tuple[Words | Table | Chart, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """What is shown at once: a title, sentences, a chart and a table; what does not fit goes on on the next one."""

    title: str
    words: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides in their order; the first says what they are, and `foot` stands at the foot of each."""

    title: str
    language: str
    rtl: bool
    foot: str
    opening: tuple[str, ...]
    slides: tuple[Slide, ...]


def legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return str(_UNFIT.sub("", text))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
