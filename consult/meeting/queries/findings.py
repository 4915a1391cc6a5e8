"""The findings of the newest edition, which the room answers to."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import Target, targets
from consult.briefing.queries import newest_edition
from consult.briefing.records import Edition

_AT_MOST = 60
_known: OrderedDict[tuple[str, str, str], tuple[Target, ...]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Findings:
    """An edition and its findings, named in one language; there are none where its seal does not hold."""

    edition_id: str
    targets: tuple[Target, ...]


def findings_of(session: Session, consultation_id: str, tag: str) -> Findings | None:
    """Return the findings of the newest edition, or None before there is one.

    They are read once for each edition and language: the database refuses to change an edition.
    """
    newest = select(Edition.id, Edition.content_hash).where(Edition.consultation_id == consultation_id)
    row = session.execute(newest.order_by(Edition.number.desc()).limit(1)).first()
    if row is None:
        return None
    key = (row.id, row.content_hash, tag)
    if key not in _known:
        edition = newest_edition(session, consultation_id)
        _known[key] = targets(session, edition, tag) if edition else ()
        while len(_known) > _AT_MOST:
            _known.popitem(last=False)
    return Findings(row.id, _known[key])
