"""Transcripts as OpenDocument texts: paragraphs, lists and tables, without notes, comments and what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAIN, MANIFEST = "content.xml", "META-INF/manifest.xml"
ENCRYPTION = b"encryption-data"
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _OFFICE, _TABLE_NS = (f"{{{_NS}{name}:1.0}}" for name in ("text", "office", "table"))
_BODY = f"{_OFFICE}text"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_TABLE, _ROW = f"{_TABLE_NS}table", f"{_TABLE_NS}table-row"
_CELL = f"{_TABLE_NS}table-cell"
_SPACES, _COUNT, _SPACES_AT_MOST = f"{_TEXT}s", f"{_TEXT}c", 100
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LEFT_OUT = frozenset(
    {
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "note", "ruby-text", "table-of-content")),
        *(f"{_OFFICE}{name}" for name in ("annotation", "forms", "event-listeners")),
    }
)
_SPACE = str.maketrans("\t\n\r", "   ")

Element = Any  # lxml ships no types


def text(root: Element) -> str:
    """Return the text of a document's content, a line for each paragraph, the cells of a row parted by tabs."""
    return "\n".join(line for body in root.iter(_BODY) for line in _blocks(body))


def _blocks(parent: Element) -> Iterator[str]:
    for child in parent.iterchildren("*"):
        if child.tag in _PARAGRAPHS:
            yield from _paragraph(child)
        elif child.tag == _ROW:
            yield "\t".join("\n".join(_blocks(cell)).strip() for cell in child.iterchildren(_CELL))
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)  # sections, lists, tables, groups of rows


def _paragraph(paragraph: Element) -> Iterator[str]:
    """Yield the text of a paragraph, then the paragraphs in frames that hang on it."""
    frames: list[str] = []
    yield "".join(_pieces(paragraph, frames))
    yield from frames


def _pieces(element: Element, frames: list[str]) -> Iterator[str]:
    yield (element.text or "").translate(_SPACE)
    for child in element:
        if child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == _SPACES:
            count = child.get(_COUNT, "1")
            yield " " * min(int(count) if count.isascii() and count.isdigit() else 1, _SPACES_AT_MOST)
        elif child.tag in _PARAGRAPHS:
            frames.extend(_paragraph(child))
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _pieces(child, frames)
        yield (child.tail or "").translate(_SPACE)
