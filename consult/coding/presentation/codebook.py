"""The codebook's page: its tree, what is retired, what was done to it in sentences, and what is to be read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.coding.presentation.tree import Leaf, Tree, tree_of
from consult.coding.queries import CodeView
from consult.coding.queries.codebook_history import EventView, LateCode
from consult.coding.rules.events import EventKind


@dataclass(frozen=True, slots=True)
class Happened:
    """An event and what it did, in a sentence."""

    event: EventView
    sentence: str


@dataclass(frozen=True, slots=True)
class ToReadAgain:
    """A late code, and in a sentence what was read before it."""

    late: LateCode
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything the codebook's page shows."""

    tree: Tree
    retired: tuple[Leaf, ...]
    late: tuple[ToReadAgain, ...]
    history: tuple[Happened, ...]
    count: int


def shown_codebook(
    codes: Sequence[CodeView], given: Mapping[str, int], late: Sequence[LateCode], events: Sequence[EventView]
) -> Shown:
    """Return the page of a codebook, `given` being how often each code was given where its reader may look."""
    return Shown(
        tree=tree_of(codes, given, given),
        retired=tuple(
            Leaf(one, given.get(one.key, 0), given.get(one.key, 0), False) for one in codes if one.retired_on
        ),
        late=read_before(late),
        history=tuple(Happened(one, _sentence(one)) for one in events),
        count=sum(bool(one.parent) and one.retired_on is None for one in codes),
    )


def read_before(late: Sequence[LateCode]) -> tuple[ToReadAgain, ...]:
    """Return the late codes before which something was read, and how much."""
    return tuple(ToReadAgain(one, _read_before(one)) for one in late)


def _read_before(late: LateCode) -> str:
    finished, begun = len(late.finished), len(late.begun)
    if finished:
        return str(
            ngettext(
                "One reading was finished before this code was added.",
                "%(num)s readings were finished before this code was added.",
                finished,
            )
        )
    return str(
        ngettext(
            "One reading had begun before this code was added.",
            "%(num)s readings had begun before this code was added.",
            begun,
        )
    )


def _sentence(one: EventView) -> str:
    values = {"code": one.code_key, "others": ", ".join(one.others), "number": one.undoes or ""}
    match one.kind:
        case EventKind.ADD:
            words = _("%(code)s was added.", **values)
        case EventKind.MERGE:
            words = _("%(code)s was merged into %(others)s.", **values)
        case EventKind.SPLIT:
            words = _("%(code)s was split: %(others)s came out of it.", **values)
        case EventKind.MOVE | EventKind.RENAME if one.others:
            words = _("%(code)s is called %(others)s from here on.", **values)
        case EventKind.MOVE:
            words = _("%(code)s was moved.", **values)
        case EventKind.RENAME:
            words = _("%(code)s was worded anew.", **values)
        case EventKind.RETIRE:
            words = _("%(code)s was retired: it is given no more.", **values)
        case _:
            words = _("No. %(number)s (%(code)s) was taken back.", **values)
    return str(words)
