"""Transcripts as pages of HTML: what a reader sees of them, line by line."""

from __future__ import annotations

from typing import Any

import regex
from lxml import etree

from consult.interview.exchange.charsets import decoded
from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Trouble, noted

_LEFT_OUT = frozenset({"head", "script", "style", "template", "noscript", "iframe", "object", "svg", "select", "math"})
_CELLS = frozenset({"td", "th"})
_QUOTE = "blockquote"
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DECLARED = regex.compile(rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", regex.I)
_XML_HEAD = regex.compile(r"^\s*<\?xml[^>]*\?>")
_SPACE = regex.compile(r"[ \t\r\n\f]+")


def read(content: bytes) -> Reading:
    """Return the text of a page, a line for each block, the cells of a row parted by tabs."""
    found = _DECLARED.search(content[:4000])
    markup, notes = decoded(content, found[1].decode("ascii", "replace") if found else "")
    return Reading("\n".join(line for _depth, line in lines(markup)), notes)


def lines(markup: str) -> list[tuple[int, str]]:
    """Return the lines of a page, each with how many quotations it stands in."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_XML_HEAD.sub("", markup).replace("\0", ""), parser)
    if root is None:
        raise InterviewRefused(noted(Trouble.EMPTY_FILE))
    written = _Lines()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in _LEFT_OUT or element.get("hidden") is not None:
                walker.skip_subtree()
            else:
                written.begin(element)
        else:
            written.end(element)
    return written.whole()


class _Lines:
    """Lines as they grow; what stands in `pre` keeps its line ends."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._pieces: list[str] = []
        self._quotes = 0
        self._kept = 0

    def begin(self, element: Any) -> None:
        name = element.tag
        if name in _BLOCKS or name == "br":
            self._close()
        if name in _CELLS and element.getprevious() is not None:
            self._pieces.append("\t")
        self._quotes += name == _QUOTE
        self._kept += name == "pre"
        self._write(element.text)

    def end(self, element: Any) -> None:
        name = element.tag
        if name in _BLOCKS:
            self._close()
        if name not in _LEFT_OUT and element.get("hidden") is None:
            self._quotes -= name == _QUOTE
            self._kept -= name == "pre"
        self._write(element.tail)

    def whole(self) -> list[tuple[int, str]]:
        self._close()
        return self._lines

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if not self._kept:
            self._pieces.append(_SPACE.sub(" ", text))
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self._pieces.append(first)
        for line in others:
            self._lines.append((self._quotes, "".join(self._pieces)))
            self._pieces = [line]

    def _close(self) -> None:
        line = regex.sub(r" *\t *", "\t", regex.sub(r" {2,}", " ", "".join(self._pieces))).strip(" ")
        if line.strip():
            self._lines.append((self._quotes, line))
        self._pieces = []
