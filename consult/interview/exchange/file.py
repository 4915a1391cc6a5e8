"""Any file given as a transcript: what it is shows in its first bytes, whatever its name says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from consult.interview.exchange.docx import read_docx
from consult.interview.exchange.txt import read_txt
from consult.interview.rules.text import UnstorableText, normalise
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

SIZE_LIMIT = 10 * 1024 * 1024
TEXT_LIMIT = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_NAMES = (".docx", ".docm", ".doc")
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"ID3",
    b"RIFF",
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of a file, normalised, the hash of the file, and what had to be assumed."""

    text: str
    file_hash: str
    warnings: tuple[Noted, ...] = ()


def read_transcript(content: bytes, file_name: str) -> Transcript:
    """Return the text of a file; raise `InterviewRefused` for one that cannot be read."""
    if fault := _fault(content, file_name):
        raise InterviewRefused(fault)
    text, warnings = read_docx(content) if content.startswith(b"PK") else read_txt(content)
    return Transcript(settled(text), hashlib.sha256(content).hexdigest(), tuple(warnings))


def settled(text: str) -> str:
    """Return text as it is kept; raise `InterviewRefused` for none at all, for too much, for a broken character."""
    if len(text) > TEXT_LIMIT:
        raise InterviewRefused(noted(Trouble.TEXT_TOO_LONG, limit=TEXT_LIMIT))
    try:
        kept = normalise(text)
    except UnstorableText as found:
        fault = noted(Trouble.UNSTORABLE, found.line, character=found.character, column=found.column)
        raise InterviewRefused(fault) from found
    if not kept.strip():
        raise InterviewRefused(noted(Trouble.EMPTY_FILE))
    return kept


def _fault(content: bytes, file_name: str) -> Noted | None:
    if not content.strip():
        return noted(Trouble.EMPTY_FILE)
    if len(content) > SIZE_LIMIT:
        return noted(Trouble.FILE_TOO_LARGE, limit=SIZE_LIMIT // 1024 // 1024)
    if content.startswith(_OLE):
        return noted(Trouble.ENCRYPTED if _ENCRYPTED in content else Trouble.OLD_WORD)
    head = content[:500].lstrip().lower()
    if content.startswith(_OTHERS) or head.startswith((b"<!doctype", b"<html", b"<?xml")):
        return noted(Trouble.NOT_TEXT)
    if file_name.lower().endswith(_WORD_NAMES) and not content.startswith(b"PK"):
        return noted(Trouble.NAMED_DOCX)
    return None
