"""Writing REFI-QDA 1.0 as the schema has it: LF, no byte order mark, code points, GUIDs that stay, texts inside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from consult.coding.exchange.refi.admitting import Dropped
from consult.coding.exchange.refi.grammar import CODEBOOK, CODEBOOK_SPACE, GRAMMAR, PROJECT_SPACE, Element
from consult.coding.exchange.refi.linking import make_whole
from consult.coding.exchange.refi.values import legal
from consult.coding.rules.exchanged import Node, Project, as_json, from_json, quoted, span_of

ORIGIN = "Consult"
_DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The same project is the same file, whenever it is written."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_qdpx(project: Project) -> bytes:
    """Return a project as an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "project.qde", project_xml(project))
        for source in project.root.list_of("Sources"):
            _put(archive, f"sources/{source.guid}.txt", project.texts[source.guid])
    return held.getvalue()


def as_qdc(project: Project) -> bytes:
    """Return a project's codebook by itself, with those of its sets that hold codes."""
    root = Node("CodeBook", {"origin": ORIGIN})
    book = project.root.first("CodeBook")
    codes = book.list_of("Codes") if book else []
    root.children = [Node("Codes", {}, [_without_notes(code) for code in codes])]
    sets = [_of_codes(one) for one in project.root.list_of("Sets") if one.all("MemberCode")]
    if sets:
        root.children.append(Node("Sets", {}, sets))
    return (_HEAD + "".join(_lines(root, CODEBOOK_SPACE, CODEBOOK))).encode()


def project_xml(project: Project) -> str:
    """Return the project file of an archive."""
    root = from_json(as_json(project.root))
    root.attrs["origin"] = ORIGIN
    make_whole(root, Dropped())  # what was withdrawn or taken off leaves references behind
    root.children = [
        Node("Sources", {}, [_filed(source, project.texts[source.guid]) for source in one.children])
        if one.tag == "Sources"
        else one
        for one in root.children
    ]
    return _HEAD + "".join(_lines(root, PROJECT_SPACE, GRAMMAR["Project"]))


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _DAY_ONE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text.encode())


def _filed(source: Node, text: str) -> Node:
    """Return a source that says where its text is, its selections called by their words where they have no name."""
    made = Node("TextSource", {**source.attrs, "plainTextPath": f"internal://{source.guid}.txt"})
    for one in source.children:
        if one.tag == "PlainTextSelection" and not one.attrs.get("name"):
            start, end = span_of(one)
            made.children.append(Node(one.tag, {**one.attrs, "name": quoted(text[start:end])}, one.children))
        else:
            made.children.append(one)
    return made


def _without_notes(code: Node) -> Node:
    children = [_without_notes(one) if one.tag == "Code" else one for one in code.all("Description", "Code")]
    return Node("Code", code.attrs, children)


def _of_codes(given: Node) -> Node:
    return Node("Set", given.attrs, given.all("Description", "MemberCode"))


def _lines(node: Node, space: str, element: Element, depth: int = 0) -> Iterator[str]:
    attrs = {"xmlns": space} if depth == 0 else {}
    attrs |= {name: node.attrs[name] for name in element.attrs if name in node.attrs}
    if space == CODEBOOK_SPACE and node.tag == "MemberCode":
        attrs = {"guid": node.target}  # the codebook's schema calls it so, the project's does not
    start = " " * depth + "<" + " ".join([node.tag, *(f'{name}="{_quoted(value)}"' for name, value in attrs.items())])
    if element.text:
        yield f"{start}>{_escaped(node.text)}</{node.tag}>\n"
    elif not node.children:
        yield f"{start}/>\n"
    else:
        yield f"{start}>\n"
        for child in sorted(node.children, key=lambda one: element.names.index(one.tag)):
            yield from _lines(child, space, GRAMMAR[child.tag], depth + 1)
        yield f"{' ' * depth}</{node.tag}>\n"


def _escaped(words: str) -> str:
    kept = legal(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return kept.replace("\r", "&#13;")


def _quoted(value: str) -> str:
    return _escaped(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
