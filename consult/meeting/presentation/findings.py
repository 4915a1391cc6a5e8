"""The findings of the newest edition as the room names them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import Target, targets
from consult.briefing.queries import newest_edition
from consult.briefing.records import Edition
from consult.briefing.rules import TargetKind

_ROOM = 60
_known: OrderedDict[tuple[str, str, str], tuple[Target, ...]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Named:
    """A finding's name; `anchor` is where it stands on the joint page, empty where it is not of the newest edition."""

    label: str
    anchor: str = ""


def findings(session: Session, consultation_id: str, tag: str) -> tuple[Target, ...]:
    """Return the findings of the newest edition; named once for each edition and language, since it never changes."""
    newest = select(Edition.id, Edition.content_hash).where(Edition.consultation_id == consultation_id)
    row = session.execute(newest.order_by(Edition.number.desc()).limit(1)).first()
    if row is None:
        return ()
    key = (row.id, row.content_hash, tag)
    if key not in _known:
        edition = newest_edition(session, consultation_id)
        _known[key] = targets(session, edition, tag) if edition else ()
        while len(_known) > _ROOM:
            _known.popitem(last=False)
    return _known[key]


def by_place(found: Iterable[Target]) -> list[tuple[str, list[Target]]]:
    """Return the findings under the parts of the joint page."""
    return [(place, list(own)) for place, own in groupby(found, key=lambda one: one.place)]


def names(found: Iterable[Target]) -> Mapping[tuple[TargetKind, str], Named]:
    """Return every finding's name and place."""
    return {(one.kind, one.key): Named(one.label, one.anchor) for one in found}


def unnamed(kind: TargetKind) -> Named:
    """Return what a finding is called whose name is not this reader's to read, or is none of the newest edition."""
    words = {
        TargetKind.FIGURE: str(gettext("A figure of the findings")),
        TargetKind.SENTENCE: str(gettext("A sentence of the findings")),
        TargetKind.THEME: str(gettext("A theme of the findings")),
    }
    return Named(words[kind])
