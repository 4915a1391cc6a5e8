"""What holds for anonymous answers, without a database."""

from __future__ import annotations

from dataclasses import replace

from consult.collection.rules.codes import KIND_PART, QUOTING_PART, REGION_PART
from consult.instrument.rules.compiled import Compiled, CompiledPage, CompiledPart
from consult.instrument.rules.structure import Part, PartType, Structure
from consult.shared.identifiers import readable_code

CODE_GROUPS = 5  # 98 bits
BATCH = 5
CONTACT_PART = "Z2.contact"
NOT_ASKED = frozenset({REGION_PART, KIND_PART, CONTACT_PART})
DESCRIBED = "region_and_kind"  # of item Z2: a quote may be described by these
SMALLEST = 8192  # bytes


def new_code() -> str:
    """Return a new receipt code for somebody who answers anonymously."""
    return readable_code(CODE_GROUPS)


def in_fives(count: int) -> int:
    """Return a count as it is shown while answers come in: the highest multiple of five not above it."""
    return count - count % BATCH


def asked_anonymously(structure: Structure) -> Structure:
    """Return a structure without what would lead back to somebody, or cannot be done for them.

    Files say who made them and when, so none is asked for. Nobody is described by a region or a kind.
    """

    def stays(key: str) -> bool:
        part = structure.parts.get(key)
        return part is None or (
            key not in NOT_ASKED and part.other_of not in NOT_ASKED and part.type is not PartType.UPLOAD
        )

    sections = tuple(
        replace(
            section,
            pages=tuple(replace(page, parts=tuple(key for key in page.parts if stays(key))) for page in section.pages),
        )
        for section in structure.sections
    )
    items = tuple(replace(item, parts=tuple(map(_offered, item.parts))) for item in structure.items)
    return replace(structure, sections=sections, items=items)


def _offered(part: Part) -> Part:
    if part.key != QUOTING_PART:
        return part
    return replace(part, options=tuple(code for code in part.options if code != DESCRIBED))


def shown_anonymously(whole: Compiled) -> Compiled:
    """Return an instrument with its words as it is shown to whoever answers anonymously."""
    structure = asked_anonymously(whole.structure)

    def part(found: CompiledPart) -> CompiledPart:
        if found.key != QUOTING_PART:
            return found
        options = tuple(option for option in found.options if option.code != DESCRIBED)
        return replace(found, part=structure.parts[found.key], options=options)

    def page(found: CompiledPage) -> CompiledPage:
        items = (replace(item, parts=tuple(part(one) for one in item.parts)) for item in found.items)
        return replace(found, items=tuple(items))

    sections = tuple(replace(section, pages=tuple(map(page, section.pages))) for section in whole.sections)
    parts = {key: part(found) for key, found in whole.parts.items()}
    return replace(whole, structure=structure, sections=sections, parts=parts)


def padded(text: bytes) -> bytes:
    """Return a JSON text filled up with spaces to 8 KiB, 16, 32 …: else its length would name the answer it became.

    >>> len(padded(b"{}")), len(padded(b" " * 8193))
    (8192, 16384)
    """
    room = SMALLEST
    while room < len(text):
        room *= 2
    return text.ljust(room)


def as_held(strand_id: str, code: str) -> str:
    """Return what a browser's signed cookie holds of an anonymous answer, in place of an answer's id."""
    return f"{strand_id}.{code}"


def from_held(held: str) -> tuple[str, str] | None:
    """Return the strand and the code a cookie holds; None if it holds the id of an answer, or nothing."""
    strand_id, _, code = held.partition(".")
    return (strand_id, code) if code else None
