"""Documents that are archives of XML (Word, OpenDocument): the directory is checked before anything is unpacked.

Only the parts the text stands in are unpacked. Macros, pictures and embedded objects are never looked at.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from consult.interview.exchange import docx, odt
from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Trouble, noted

UNPACKED_LIMIT = 50 * 1024 * 1024
RATIO_LIMIT = 200
ENTRY_LIMIT = 2_000
_RELATIONS = "_rels/.rels"
_DOCTYPES = tuple("<!DOCTYPE".encode(charset) for charset in ("utf-8", "utf-16-le", "utf-16-be"))
_UNREADABLE = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, NotImplementedError)

Element = Any  # lxml ships no types


def read(content: bytes) -> Reading:
    """Return the text of a document; raise `InterviewRefused` for a damaged, protected or oversized one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if fault := _directory_fault(archive, len(content)):
                raise InterviewRefused(noted(fault))
            return Reading(_text(archive))
    except _UNREADABLE as found:
        raise InterviewRefused(noted(Trouble.BROKEN)) from found


def _directory_fault(archive: zipfile.ZipFile, size: int) -> Trouble | None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * size:
        return Trouble.UNPACKS_TOO_LARGE
    return Trouble.ENCRYPTED if any(entry.flag_bits & 1 for entry in entries) else None


def _text(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return docx.text(_part(archive, _main_of(archive, names)))
    kind = _bytes(archive, "mimetype") if "mimetype" in names else b""
    if not kind.startswith(b"application/vnd.oasis.opendocument.text"):
        raise InterviewRefused(noted(Trouble.OTHER_ZIP))
    manifest = _bytes(archive, odt.MANIFEST) if odt.MANIFEST in names else b""
    if odt.ENCRYPTION in manifest:
        raise InterviewRefused(noted(Trouble.ENCRYPTED))
    return odt.text(_part(archive, odt.MAIN))


def _main_of(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return where the text of a Word document stands: word/document.xml, but Microsoft 365 has other names for it."""
    if _RELATIONS not in names:
        return docx.MAIN
    relations = _part(archive, _RELATIONS).iterchildren("*")
    targets = (one.get("Target", "") for one in relations if one.get("Type", "").endswith("/officeDocument"))
    return next(targets, docx.MAIN).lstrip("/")


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """Return a part as XML; no word processor writes declarations, so whoever does wants something else."""
    content = _bytes(archive, name)
    if any(mark in content for mark in _DOCTYPES):
        raise InterviewRefused(noted(Trouble.DECLARATIONS))
    content = content.replace(docx.STRICT, docx.TRANSITIONAL)
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.doctype:
        raise InterviewRefused(noted(Trouble.DECLARATIONS))
    return root


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a part, which are never more than its entry says."""
    try:
        return archive.read(name)
    except KeyError as found:
        raise InterviewRefused(noted(Trouble.BROKEN)) from found
