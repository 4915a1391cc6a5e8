"""A project as programs exchange it (REFI-QDA): elements with attributes, and the texts of its sources beside them.

Places are counted in code points of a text with LF line ends, the end exclusive. GUIDs are in small letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import regex

SPACE = UUID("6f3f7f0c-52b4-5b0a-9d53-5f1c86a1d0b7")
"""Every GUID that is made here is made within this space, so that the same thing has the same GUID for ever."""
_HEX = regex.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})")
NAME_LENGTH = 60

Json = list[Any]  # Any: a node as JSON keeps it


@dataclass(slots=True)
class Node:
    """One element: its name without namespace, its attributes, what is in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    @property
    def guid(self) -> str:
        """Return what it is known by; "" for what has none."""
        return self.attrs.get("guid", "")

    @property
    def target(self) -> str:
        """Return what a reference leads to."""
        return self.attrs.get("targetGUID", "")

    def all(self, *tags: str) -> list[Node]:
        """Return the children with one of these names."""
        return [one for one in self.children if one.tag in tags]

    def first(self, tag: str) -> Node | None:
        """Return the first child with this name."""
        return next((one for one in self.children if one.tag == tag), None)

    def list_of(self, tag: str) -> list[Node]:
        """Return what stands in the container with this name: the users of `Users`."""
        found = self.first(tag)
        return found.children if found else []

    def inside(self, *tags: str) -> Iterator[Node]:
        """Yield everything below with one of these names, in the order in which it stands."""
        waiting = list(reversed(self.children))
        while waiting:
            one = waiting.pop()
            if one.tag in tags:
                yield one
            waiting.extend(reversed(one.children))

    def note_targets(self) -> set[str]:
        """Return the notes that anything here refers to."""
        return {one.target for one in self.inside("NoteRef", "MemberNote")}

    def set_text(self, tag: str, text: str) -> Node:
        """Add a child that holds nothing but text, unless there is none; return the node itself."""
        if text:
            self.children.append(Node(tag, text=text))
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A whole project, strict: known elements only, references that lead somewhere, `texts` by their source's GUID."""

    root: Node
    texts: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


def canonical(given: str) -> str:
    """Return a GUID in small letters with hyphens, without braces; one made from it, where it is none."""
    bare = given.strip().strip("{}").strip().lower()
    found = _HEX.fullmatch(bare)
    return "-".join(found.groups()) if found else made_guid("short", bare)


def made_guid(*parts: str) -> str:
    """Return the GUID of something that has another identifier here."""
    return str(uuid5(SPACE, "/".join(parts)))


def as_json(node: Node) -> Json:
    """Return a node as JSON keeps it."""
    return [node.tag, node.attrs, [as_json(one) for one in node.children], node.text]


def from_json(kept: Json) -> Node:
    """Return the node that JSON kept."""
    tag, attrs, children, text = kept
    return Node(tag, dict(attrs), [from_json(one) for one in children], text)


def quoted(words: str) -> str:
    """Return a stretch's words as a selection is called by them: on one line, a long one cut."""
    line = " ".join(words.split())
    return line if len(line) <= NAME_LENGTH else f"{line[:NAME_LENGTH]}…"


def span_of(selection: Node) -> tuple[int, int]:
    """Return where a selection begins and ends."""
    return int(selection.attrs["startPosition"]), int(selection.attrs["endPosition"])
