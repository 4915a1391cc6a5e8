"""The codes of a project as a codebook: two levels here, any number there; the tree itself is kept with the project."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from consult.coding.records import Code, Codebook
from consult.coding.rules.codebook import PLACES, full_colour, letters
from consult.coding.rules.exchanged import Node
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line, clean_text

ORIGIN = "refi"
"""Says of a codebook that it came in with a project."""
SINGLE = "Codes"
"""What codes that stand under nothing stand under here."""


def write_codes(
    session: Session, consultation_id: str, root: Node, used: Collection[str], language: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Write a codebook; return {GUID: id} of the codes that can be given, and {key: GUID} of those others stand under.

    A code under another one under a third is called by both, as "second / third", under the first.
    """
    session.add(Codebook(consultation_id=consultation_id, origin=ORIGIN))
    session.flush()
    book = root.first("CodeBook")
    tops = book.list_of("Codes") if book else []
    codes: dict[str, str] = {}
    heads: dict[str, str] = {}
    position = number = 0
    for title, guid, members in _headings(tops):
        number, position = number + 1, (position // PLACES + 1) * PLACES
        head = letters(number)
        session.add(Code(consultation_id=consultation_id, key=head, parent="", position=position, name={"en": title}))
        if guid:
            heads[head] = guid
        for at, (name, node) in enumerate(members, 1):
            if node.attrs.get("isCodable") != "true" and node.guid not in used:
                continue
            position += 1
            codes[node.guid] = random_id()
            session.add(
                _code(consultation_id, codes[node.guid], f"{head}-{letters(at)}", position, name, node, language)
            )
    session.flush()
    return codes, heads


def _code(consultation_id: str, code_id: str, key: str, position: int, name: str, node: Node, language: str) -> Code:
    description = node.first("Description")
    words = clean_text(description.text) if description else ""
    return Code(
        id=code_id,
        consultation_id=consultation_id,
        key=key,
        parent=key.partition("-")[0],
        position=position,
        colour=full_colour(node.attrs.get("color", "")),
        name={"en": name, language: name},
        use_when={"en": words, language: words} if words else {},
    )


def _headings(tops: list[Node]) -> Iterator[tuple[str, str, list[tuple[str, Node]]]]:
    """Yield every heading with its GUID and the codes under it; codes that stand alone come together first."""
    alone = [one for one in tops if not one.all("Code")]
    if alone:
        yield SINGLE, "", [(called(one), one) for one in alone]
    for top in tops:
        if top.all("Code"):
            yield called(top), top.guid, [(called(top), top), *_below(top, "")]


def _below(node: Node, before: str) -> Iterator[tuple[str, Node]]:
    for one in node.all("Code"):
        name = f"{before} / {called(one)}" if before else called(one)
        yield name, one
        yield from _below(one, name)


def called(code: Node) -> str:
    """Return what a code is called: never nothing."""
    return clean_line(code.attrs.get("name", "")) or code.guid
