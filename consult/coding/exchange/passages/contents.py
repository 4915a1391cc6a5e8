"""What goes into a file of passages: plain values, worded in the reader's language; people's words as they stand."""

from __future__ import annotations

from dataclasses import dataclass

from consult.coding.rules.passages import Direction


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every file: its title, what it is, and whether it is fictitious ("" or the words for it)."""

    title: str
    notes: tuple[str, ...]
    fictitious: str
    language: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A coded passage as it is quoted to the coding team; `instead` stands where its words must not be read."""

    code: str
    code_name: str
    source: str
    passage: int
    where: str
    speaker: str
    language: str
    direction: Direction
    start: int
    end: int
    words: str
    instead: str
    stance: str
    option: str
    aspect: str
    about: str
    consent: str


@dataclass(frozen=True, slots=True)
class Section:
    """One code with everything it was given to; `parent` is the name of what it stands under."""

    parent: str
    name: str
    definition: str
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is coded, by code."""

    heading: Heading
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A code in a legend: its number among the colours, the colour, its key and name, how often it was given."""

    number: int
    colour: str
    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text over which the same segments lie: the classes of its highlight, the codes in words."""

    text: str
    classes: str
    codes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One passage, cut where segments begin and end; `codes` are (number of the colour, what is said of it)."""

    where: str
    speaker: str
    language: str
    consent: str
    pieces: tuple[Piece, ...]
    codes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One document with its own legend."""

    title: str
    keys: tuple[Key, ...]
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All documents; `legend` and `nothing` are words for the legend and for a file without documents."""

    heading: Heading
    pages: tuple[Page, ...]
    legend: str
    nothing: str
