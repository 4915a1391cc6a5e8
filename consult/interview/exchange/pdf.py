"""Transcripts as PDF, where the text stands in the file; pages that are only pictures are said."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator

import regex
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from consult.interview.exchange.reading import Reading
from consult.interview.rules.settling import TEXT_LIMIT
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

PAGES_AT_MOST = 2_000
# Letters as they are drawn, joined to their neighbours: files hold these where people wrote the letters themselves.
_DRAWN = regex.compile(r"[\uFB00-\uFDFF\uFE70-\uFEFC]+")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}--\p{N}--\p{P}]", regex.V1)
_OTHERS = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{N}]")
_NO_LETTER = regex.compile(r"[\p{Co}\p{Cn}\uFFFD]")


def read(content: bytes) -> Reading:
    """Return the text of a file, page after page; raise `InterviewRefused` where there is none to be read."""
    try:
        file = PdfReader(io.BytesIO(content))
        if file.is_encrypted and not file.decrypt(""):
            raise InterviewRefused(noted(Trouble.ENCRYPTED))
        pages = _pages(file)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as found:
        raise InterviewRefused(noted(Trouble.BROKEN)) from found
    empty = sum(not page.strip() for page in pages)
    if empty == len(pages):
        raise InterviewRefused(noted(Trouble.PAGES_ARE_PICTURES, count=empty))
    text = "\n".join(pages)
    if len(_NO_LETTER.findall(text)) > len(text) // 50:
        raise InterviewRefused(noted(Trouble.UNDECODABLE))
    return Reading(text, list(_notes(text, empty)))


def _notes(text: str, empty: int) -> Iterator[Noted]:
    """Yield what should be looked at: a PDF holds where letters stand, not in which order they are read."""
    if empty:
        yield noted(Trouble.PAGES_ARE_PICTURES, count=empty)
    both = [at for at, line in enumerate(text.split("\n"), 1) if _RIGHT_TO_LEFT.search(line) and _OTHERS.search(line)]
    if both:
        yield noted(Trouble.BOTH_DIRECTIONS, both[0], count=len(both))


def _pages(file: PdfReader) -> list[str]:
    if len(file.pages) > PAGES_AT_MOST:
        raise InterviewRefused(noted(Trouble.TAKES_TOO_MUCH))
    pages, length = [], 0
    for page in file.pages:
        pages.append(_written(page.extract_text()))
        length += len(pages[-1])
        if length > TEXT_LIMIT:
            break  # refused as too long, and no page more is read for it
    return pages


def _written(text: str) -> str:
    return _DRAWN.sub(lambda drawn: unicodedata.normalize("NFKC", drawn[0]), text)
