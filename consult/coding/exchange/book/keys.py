"""What a code of a table is called by: its own key where the file has keys, one made for it where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.coding.rules.book import BookCode
from consult.coding.rules.codebook import is_key, letters, parent_of
from consult.shared.csv_rows import Faults

SINGLE = "Codes"
"""What codes that stand under nothing stand under."""
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Given:
    """One row: its number, and the code as it is written there."""

    row: int
    code: BookCode


def keyed(given: Sequence[Given], faults: Faults) -> list[Given]:
    """Return the codes with their keys and parents; parents that have no row of their own come first among theirs."""
    if any(one.code.key for one in given):
        return _with_own_keys(given, faults)
    return _with_made_keys(given, faults)


def _with_own_keys(given: Sequence[Given], faults: Faults) -> list[Given]:
    found = []
    for one in given:
        key = one.code.key
        if not key:
            faults.refuse(one.row, "the row has no code", "write PARENT-CODE, or leave the whole column out")
            continue
        parent = one.code.parent or (parent_of(key) if "-" in key else "")
        found.append(Given(one.row, replace(one.code, parent=parent)))
    there = {one.code.key for one in found}
    wanted = dict.fromkeys(one.code.parent for one in found if one.code.parent and is_key(one.code.key))
    heads = [Given(0, BookCode(key=parent, texts={"name": {"en": parent}})) for parent in wanted if parent not in there]
    return [*found, *heads]


def _with_made_keys(given: Sequence[Given], faults: Faults) -> list[Given]:
    """Give every code that stands under nothing a parent's key, and every other one a key under the first above it."""
    by_name = {name.casefold(): one for one in reversed(given) for name in one.code.texts.get("name", {}).values()}
    parents = {one.code.parent.casefold() for one in given if one.code.parent}
    heads: dict[str, list[tuple[Given, tuple[str, ...]]]] = {}
    tops: dict[str, Given] = {}
    for one in given:
        way = _way(one, by_name)
        if way is None:
            faults.refuse(one.row, "the code stands under itself", "mend the column of parents")
            continue
        names = {name.casefold() for name in one.code.texts.get("name", {}).values()}
        if not way and names & parents:
            top = min(names & parents)
            tops[top] = one
            heads.setdefault(top, [])
            continue
        top = way[0].casefold() if way else ""
        heads.setdefault(top, []).append((one, way[1:]))
        tops.setdefault(top, _head(way[0] if way else SINGLE))
    return [made for number, top in enumerate(heads, 1) for made in _branch(letters(number), tops[top], heads[top])]


def _head(name: str) -> Given:
    return Given(0, BookCode(key="", texts={"name": {"en": name}}))


def _way(one: Given, by_name: dict[str, Given]) -> tuple[str, ...] | None:
    """Return the names above a code, the highest first; None where they lead back to it."""
    way: list[str] = []
    parent = one.code.parent
    while parent:
        way.insert(0, parent)
        if len(way) > _DEEPEST:
            return None
        above = by_name.get(parent.casefold())
        parent = above.code.parent if above else ""
    return tuple(way)


def _branch(head: str, top: Given, members: list[tuple[Given, tuple[str, ...]]]) -> list[Given]:
    made = [Given(top.row, replace(top.code, key=head, parent=""))]
    for at, (one, between) in enumerate(members, 1):
        texts = dict(one.code.texts)
        if between:
            texts["name"] = {tag: " / ".join([*between, name]) for tag, name in texts.get("name", {}).items()}
        made.append(Given(one.row, replace(one.code, key=f"{head}-{letters(at)}", parent=head, texts=texts)))
    return made
