"""The codebook as a tree: parents with their codes, and how often each was given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consult.coding.queries import CodeView
from consult.coding.rules.in_vivo import HEAD


@dataclass(frozen=True, slots=True)
class Leaf:
    """One code: given so often `here` and in `all`; `is_on` says that it stands on the words that are shown."""

    code: CodeView
    here: int
    all: int
    is_on: bool

    @property
    def short(self) -> str:
        """Return the key without its parent's half."""
        return self.code.key.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Branch:
    """A parent, which is never applied itself."""

    parent: CodeView
    leaves: tuple[Leaf, ...]

    @property
    def hue(self) -> str:
        """Return the class of its colour."""
        return hue(self.parent.key)

    @property
    def here(self) -> int:
        """Return how often its codes were given here."""
        return sum(leaf.here for leaf in self.leaves)

    @property
    def all(self) -> int:
        """Return how often its codes were given in all."""
        return sum(leaf.all for leaf in self.leaves)


Tree = tuple[Branch, ...]


def hue(key: str) -> str:
    """Return the last part of the class names of a code's colour, its parent's."""
    parent = key.partition("-")[0]
    return HEAD.lower() if parent.startswith(HEAD) else parent.lower()


def tree_of(
    codes: Collection[CodeView],
    here: Mapping[str, int] | None = None,
    everywhere: Mapping[str, int] | None = None,
    on: Collection[str] = (),
) -> Tree:
    """Return the codebook as a tree; codes that are retired are not on it."""
    here, everywhere = here or {}, everywhere or {}
    return tuple(
        Branch(
            parent,
            tuple(
                Leaf(code, here.get(code.key, 0), everywhere.get(code.key, 0), code.key in on)
                for code in codes
                if code.parent == parent.key and code.retired_on is None
            ),
        )
        for parent in codes
        if not parent.parent
    )
