"""Transcripts as Word documents: paragraphs and tables, what was inserted, without what was deleted.

Headers, footers, notes and comments are not the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAIN = "word/document.xml"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = f"{{{TRANSITIONAL.decode()}}}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = f"{_W}t", f"{_W}txbxContent"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_LEFT_OUT = {
    *(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "footnoteReference", "fldData")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}

Element = Any  # lxml ships no types


def text(root: Element) -> str:
    """Return the text of a document's main part, a line for each paragraph, the cells of a row parted by tabs."""
    return "\n".join(line for body in root.iter(f"{_W}body") for line in _blocks(body))


def _blocks(parent: Element) -> Iterator[str]:
    """Yield the text of paragraphs and rows, in the order in which they stand."""
    for child in parent:
        if child.tag == _PARAGRAPH:
            yield "".join(_pieces(child))
            yield from (line for box in child.iter(_BOX) if not _is_left_out(box, child) for line in _blocks(box))
        elif child.tag == _TABLE:
            yield from ("\t".join(_cells(row)) for row in child.iter(_ROW) if _table_of(row) is child)
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)  # content controls, insertions


def _cells(row: Element) -> Iterator[str]:
    for cell in row.iter(_CELL):
        if next(cell.iterancestors(_ROW)) is row:
            yield "\n".join(_blocks(cell)).strip()


def _table_of(row: Element) -> Element:
    return next(row.iterancestors(_TABLE))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _LEFT_OUT and child.tag != _BOX:
            yield from _pieces(child)


def _is_left_out(element: Element, until: Element) -> bool:
    for above in element.iterancestors():
        if above is until:
            return False
        if above.tag in _LEFT_OUT:
            return True
    return False
