"""Other programs' elements made strict: known ones stay, with good values; everything else is written down."""

from __future__ import annotations

from collections import Counter

from consult.coding.exchange.refi.grammar import CODEBOOK, GRAMMAR, Element
from consult.coding.exchange.refi.values import VALUES, value_of
from consult.coding.rules.exchanged import Node, made_guid

_OTHER_NAMES = {
    "creatinguserguid": "creatinguser",
    "creatinguser": "creatinguserguid",
    "modifyinguserguid": "modifyinguser",
    "modifyinguser": "modifyinguserguid",
    "guid": "targetguid",
}
_ASSUMED = {"isCodable": "true", "typeOfVariable": "Text", "name": ""}


class Dropped:
    """Everything that is not kept, in the order in which it was met, the same once with its number."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def add(self, what: str) -> None:
        """Write down one thing."""
        self._found[what] += 1

    @property
    def lines(self) -> tuple[str, ...]:
        """Return a line for each."""
        return tuple(what if count == 1 else f"{what} ({count} times)" for what, count in self._found.items())


class Admission:
    """One file's elements on their way in."""

    def __init__(self, dropped: Dropped) -> None:
        self.dropped = dropped
        self._seen: set[str] = set()

    def root(self, found: Node) -> Node | None:
        """Return a project, or a codebook by itself, made strict; None for any other root."""
        tag = next((one for one in ("Project", "CodeBook") if one.lower() == found.tag.lower()), None)
        if tag is None:
            return None
        element = GRAMMAR[tag] if tag == "Project" else CODEBOOK
        return self._admit(found, tag, element, tag)

    def _admit(self, found: Node, tag: str, element: Element, path: str) -> Node | None:
        attrs = self._attributes(found, element, path)
        if attrs is None:
            return None
        if element.text:
            return self._words(found, tag, attrs, path)
        if found.text.strip():
            self.dropped.add(f"{path}: text that stands between elements")
        node = Node(tag, attrs)
        once: set[str] = set()
        for child in found.children:
            name = next((one for one in element.names if one.lower() == child.tag.lower()), None)
            if name is None:
                self.dropped.add(f"{path}/{child.tag}: not an element of REFI-QDA here")
            elif name in once and f"{name}*" not in element.children:
                self.dropped.add(f"{path}/{child.tag}: stands a second time")
            elif (kept := self._admit(child, name, GRAMMAR[name], f"{path}/{name}")) is not None:
                once.add(name)
                node.children.append(kept)
        node.children.sort(key=lambda one: element.names.index(one.tag))
        return node

    def _words(self, found: Node, tag: str, attrs: dict[str, str], path: str) -> Node | None:
        for child in found.children:
            self.dropped.add(f"{path}/{child.tag}: not an element of REFI-QDA here")
        kind = VALUES.get(tag)
        text = found.text if kind is None else value_of(kind, found.text)
        if text is None:
            self.dropped.add(f"{path}: {found.text.strip()[:60]!r} is not a value of this kind")
            return None
        return Node(tag, attrs, text=text if tag == "PlainTextContent" else value_of("string", text) or "")

    def _attributes(self, found: Node, element: Element, path: str) -> dict[str, str] | None:
        """Return an element's attributes, made good; None where one is missing that nothing can stand for."""
        known = {name.lower(): name for name in element.attrs}
        kept: dict[str, str] = {}
        for given, value in found.attrs.items():
            name = known.get(given.lower()) or known.get(_OTHER_NAMES.get(given.lower(), ""))
            if name is None:
                self.dropped.add(f"{path}@{given}: not an attribute of REFI-QDA here")
                continue
            good = value_of(element.attrs[name].rstrip("!"), value)
            if good is None and value.strip():
                self.dropped.add(f"{path}@{given}: {value.strip()[:60]!r} is not a value of this kind")
            elif good is not None:
                kept.setdefault(name, good)
        for name, kind in element.attrs.items():
            if kind == "guid!":
                kept[name] = self._own_guid(kept.get(name), path)
            elif kind.endswith("!") and name not in kept:
                if name not in _ASSUMED:
                    self.dropped.add(f"{path}: an element without a usable {name}")
                    return None
                kept[name] = _ASSUMED[name]
        return kept

    def _own_guid(self, given: str | None, path: str) -> str:
        """Return a GUID that nothing else in the file has."""
        if given is not None and given not in self._seen:
            self._seen.add(given)
            return given
        if given is not None:
            self.dropped.add(f"{path}@guid: {given} is another element's already; this one has a new one")
        number = len(self._seen)
        while (made := made_guid("twin", given or path, str(number))) in self._seen:
            number += 1
        self._seen.add(made)
        return made
