"""XML as other programs write it: elements by their local names, without document types, entities or endless depth."""

from __future__ import annotations

from typing import Any, NoReturn
from xml.parsers import expat

from consult.coding.rules.exchanged import Node
from consult.shared.errors import ConsultError

XML_LIMIT = 128 * 1024 * 1024
DEPTH_LIMIT = 100
ELEMENT_LIMIT = 1_000_000
"""A project with 100,000 codings has a third of that; each takes memory far beyond its bytes in the file."""


class RefiRefused(ConsultError):
    """A file that cannot be taken in; the message names it."""


def parse(content: bytes, name: str) -> Node:
    """Return the root of an XML file; raise `RefiRefused` for one that is broken, too large, or declares entities."""
    if len(content) > XML_LIMIT:
        raise RefiRefused(f"{name}: more than {XML_LIMIT // 1024 // 1024} MiB of XML, which is not read")
    builder = _Builder(name)
    try:
        builder.read(content, None)
    except expat.ExpatError as error:
        if not _may_be_windows(content):
            _refuse(name, error)
        builder = _Builder(name)
        try:
            builder.read(content.decode("cp1252", errors="replace").encode(), "utf-8")
        except expat.ExpatError:
            _refuse(name, error)
    assert builder.root is not None
    return builder.root


def _refuse(name: str, error: expat.ExpatError) -> NoReturn:
    what = expat.errors.messages[error.code]
    raise RefiRefused(f"{name}: not well-formed XML, line {error.lineno}: {what}") from error


def _may_be_windows(content: bytes) -> bool:
    """Tell whether a file without a declared encoding holds bytes that are no UTF-8: accents from an old Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


class _Builder:
    """Collects the elements of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.open: list[Node] = []
        self.words: list[list[str]] = []
        self.count = 0

    def read(self, content: bytes, encoding: str | None) -> None:
        """Read the whole file."""
        parser: Any = expat.ParserCreate(encoding)  # Any: handlers are attributes without types
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.Parse(content, True)

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        if len(self.open) >= DEPTH_LIMIT:
            raise RefiRefused(f"{self.name}: elements nested more than {DEPTH_LIMIT} deep, which is not read")
        self.count += 1
        if self.count > ELEMENT_LIMIT:
            raise RefiRefused(f"{self.name}: more than {ELEMENT_LIMIT:,} elements, which is not read")
        kept = {
            local(name): value
            for name, value in attrs.items()
            if name != "xmlns" and not name.startswith(("xmlns:", "xsi:"))
        }
        node = Node(local(tag), kept)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.words.append([])

    def _end(self, _tag: str) -> None:
        self.open.pop().text = "".join(self.words.pop())

    def _say(self, words: str) -> None:
        self.words[-1].append(words)

    def _refuse_doctype(self, *_: object) -> None:
        raise RefiRefused(f"{self.name}: has a document type or entities, which are refused")


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]
