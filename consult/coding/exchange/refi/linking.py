"""References that lead nowhere, taken out and listed, so that what is kept is whole."""

from __future__ import annotations

from consult.coding.exchange.refi.admitting import Dropped
from consult.coding.exchange.refi.grammar import GRAMMAR
from consult.coding.rules.exchanged import Node

_LEADS_TO = {
    "CodeRef": "Code",
    "MemberCode": "Code",
    "NoteRef": "Note",
    "MemberNote": "Note",
    "SourceRef": "TextSource",
    "MemberSource": "TextSource",
    "SelectionRef": "PlainTextSelection",
    "VariableRef": "Variable",
}
_USER_ATTRIBUTES = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")
_NEEDED = {"Coding": "CodeRef", "VariableValue": "VariableRef"}
_CONTAINERS = frozenset(
    ("Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "CodeBook")
)


def make_whole(root: Node, dropped: Dropped) -> None:
    """Take out what refers to nothing in the project, and containers with nothing in them."""
    known: dict[str, set[str]] = {"User": set()}
    for one in root.inside(*set(_LEADS_TO.values()), "User"):
        known.setdefault(one.tag, set()).add(one.guid)
    _prune(root, known, dropped)


def _prune(node: Node, known: dict[str, set[str]], dropped: Dropped) -> None:
    for name in _USER_ATTRIBUTES:
        if node.attrs.get(name, "") not in known["User"] and node.attrs.pop(name, ""):
            dropped.add(f"{node.tag}@{name}: is nobody of this project's users")
    kept = []
    for child in node.children:
        wanted = _LEADS_TO.get(child.tag)
        if wanted is not None and child.target not in known.get(wanted, ()):
            dropped.add(f"{node.tag}/{child.tag}: leads to no {wanted} that is kept")
            continue
        _prune(child, known, dropped)
        if child.tag in _NEEDED and child.first(_NEEDED[child.tag]) is None:
            dropped.add(f"{node.tag}/{child.tag}: without a {_NEEDED[child.tag]} that leads anywhere")
            continue
        if child.tag not in _CONTAINERS or child.children:
            kept.append(child)
    node.children = in_order(node.tag, kept)


def in_order(tag: str, children: list[Node]) -> list[Node]:
    """Return children in the order in which the schema wants them."""
    names = GRAMMAR[tag].names
    return sorted(children, key=lambda one: names.index(one.tag))
