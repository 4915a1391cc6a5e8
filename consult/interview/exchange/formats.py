"""What a file is: its first bytes say it, and its name only where they do not.

The readers are loaded one at a time: the process that reads a file lives for that file alone, and begins within a
blink only because it loads nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module

import regex

from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Trouble, noted


class Format(StrEnum):
    """A format that is read; the value is the module that reads it."""

    TEXT = "txt"
    PACKAGE = "package"
    RTF = "rtf"
    HTML = "html_pages"
    CAPTIONS = "captions"
    PDF = "pdf"
    MAIL = "mail_files"


ENDINGS = (
    *(".txt", ".md", ".docx", ".docm", ".doc", ".odt", ".ott", ".rtf", ".html", ".htm", ".xhtml", ".srt", ".vtt"),
    *(".pdf", ".eml", ".mbox"),
)
_BINARY = frozenset({".docx", ".docm", ".doc", ".odt", ".ott", ".rtf", ".pdf"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, _OUTLOOK = ("EncryptedPackage".encode("utf-16-le"), "__substg1.0_".encode("utf-16-le"))
_OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"ID3", b"RIFF", b"OggS")
_HEADER = rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
_MAIL = regex.compile(_HEADER + rb"(?:mime-version|message-id|received|content-type|return-path):", regex.I)
_PAGE = regex.compile(
    rb"(?:<\?xml[^>]*>)?(?>\s++|<!--(?:(?!-->).)*+-->)*+(?:<!doctype html|<html|<head|<body)", regex.I | regex.S
)
_SRT = regex.compile(rb"\s*\d+\s*\n\s*\d+:\d\d:\d\d[.,]\d+[ \t]*-->")


def ending(file_name: str) -> str:
    """Return the ending of a file's name where it says something, else ""."""
    return next((one for one in ENDINGS if file_name.lower().endswith(one)), "")


def read(content: bytes, called: str) -> Reading:
    """Return what a file holds; raise `InterviewRefused` for one that is nothing we read."""
    return _reader(format_of(content, called))(content)


def format_of(content: bytes, called: str) -> Format:
    """Return the format of a file whose name ends in `called`; raise `InterviewRefused` for any other."""
    if fault := _fault(content):
        raise InterviewRefused(noted(fault))
    found = _by_bytes(content)
    if found is None and called in _BINARY:
        raise InterviewRefused(noted(Trouble.OTHER_THAN_NAMED, ending=called))
    return found or _by_name(called)


def _reader(found: Format) -> Callable[[bytes], Reading]:
    read_format: Callable[[bytes], Reading] = import_module(f"consult.interview.exchange.{found.value}").read
    return read_format


def _fault(content: bytes) -> Trouble | None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return Trouble.ENCRYPTED
        return Trouble.NOT_TEXT if _OUTLOOK in content else Trouble.OLD_WORD
    return Trouble.NOT_TEXT if content.startswith(_OTHERS) else None


def _by_bytes(content: bytes) -> Format | None:
    if content.startswith(b"PK"):
        return Format.PACKAGE
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    head = content[:4000].replace(b"\0", b"").replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")
    if head.startswith(b"{\\rtf"):
        return Format.RTF
    if head.startswith(b"WEBVTT") or _SRT.match(head):
        return Format.CAPTIONS
    if _PAGE.match(head):
        return Format.HTML
    if head.lstrip().startswith(b"<?xml"):
        raise InterviewRefused(noted(Trouble.NOT_TEXT))
    return Format.MAIL if _MAIL.match(head) else None


def _by_name(called: str) -> Format:
    if called in (".html", ".htm", ".xhtml"):
        return Format.HTML
    if called in (".srt", ".vtt"):
        return Format.CAPTIONS
    return Format.MAIL if called in (".eml", ".mbox") else Format.TEXT
