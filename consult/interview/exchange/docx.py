"""Transcripts as Word documents: paragraphs and tables, what was inserted, without what was deleted.

The zip directory is checked before anything is unpacked. Headers, footers, notes and comments are not the text.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

UNPACKED_LIMIT = 50 * 1024 * 1024
RATIO_LIMIT = 200
ENTRY_LIMIT = 2_000
# Everything a malformed part has made python-docx, lxml and zipfile raise; there is no class of their own for it.
UNREADABLE = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = qn("w:t"), qn("w:txbxContent")
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
_LEFT_OUT = {
    *(qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "footnoteReference", "fldData")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}

Element = Any  # python-docx and lxml ship no types


def read_docx(content: bytes) -> tuple[str, list[Noted]]:
    """Return the text of a document, a line for each paragraph, the cells of a row parted by tabs."""
    try:
        fault = _directory_fault(content)
        if fault is None:
            body = docx.Document(io.BytesIO(content)).element.body
            return "\n".join(_blocks(body)), []
    except UNREADABLE:
        fault = Trouble.BROKEN_DOCX
    raise InterviewRefused(noted(fault))


def _directory_fault(content: bytes) -> Trouble | None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * len(content):
            return Trouble.UNPACKS_TOO_LARGE
        if any(entry.flag_bits & 1 for entry in entries):
            return Trouble.ENCRYPTED
        if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
            return Trouble.OPEN_DOCUMENT
    is_word = "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)
    return None if is_word else Trouble.OTHER_ZIP


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
