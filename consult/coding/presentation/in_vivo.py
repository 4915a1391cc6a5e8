"""Codes named with somebody's words, as a branch of the codebook beside what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from consult.coding.queries import CodeView
from consult.coding.queries.in_vivo import InVivoView
from consult.coding.rules.codebook import parent_of


def with_in_vivo(codes: Sequence[CodeView], views: Sequence[InVivoView]) -> tuple[CodeView, ...]:
    """Return a codebook with a strand's codes in somebody's words as its last branch.

    What must not be known yet is given no more: its reader may have it on something of their own.
    """
    if not views:
        return tuple(codes)
    head = parent_of(views[0].key)
    named_ = [_named(one, head) for one in views]
    if all(one.is_hidden for one in views):
        return (*codes, *named_)
    return (*codes, _code(views[0].position - 1, head, "", str(_("In their own words"))), *named_)


def _named(one: InVivoView, head: str) -> CodeView:
    bare = _code(one.position, one.key, head, named(one))
    return replace(bare, id=one.code_id, language=one.language, retired_on=one.added_on if one.is_hidden else None)


def _code(position: int, key: str, parent: str, name: str) -> CodeView:
    texts = dict.fromkeys(("shortcut", "use_when", "not_when", "example", "definition", "counter_example"), "")
    rest = dict.fromkeys(("colour", "reason", "added_by", "language"), "")
    return CodeView(
        id="", key=key, parent=parent, position=position, name=name, retired_on=None, added_on=None, **texts, **rest
    )


def named(one: InVivoView) -> str:
    """Return the words, or that they are not to be seen."""
    return one.words or str(_("words not shown"))
