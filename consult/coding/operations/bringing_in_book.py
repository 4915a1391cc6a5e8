"""Bringing in a codebook from a table, as a consultation of its own. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from consult.coding.operations.bringing_in import Bringing, new_strand
from consult.coding.records import Code, Codebook, Exchanged
from consult.coding.rules.book import BookCode
from consult.coding.rules.codebook import PLACES, TEXTS
from consult.coding.rules.exchanged import Node, as_json
from consult.shared.identifiers import random_id

ORIGIN = "table"
"""Says of a codebook that it came in as CSV or XLSX."""


def bring_in_book(session: Session, codes: Sequence[BookCode], dropped: Collection[str], how: Bringing) -> str:
    """Write a codebook and return the id of the strand that is made for it; `dropped` is what could not be kept."""
    consultation_id, strand_id = new_strand(session, how.name, how)
    session.add(Codebook(consultation_id=consultation_id, origin=ORIGIN))
    session.flush()
    session.add_all(_codes(consultation_id, codes))
    kept = {"project": as_json(Node("Project")), "dropped": list(dropped), "codes": {}, "heads": {}, "users": {}}
    session.add(Exchanged(strand_id=strand_id, document=kept, brought_in_at=how.moment))
    session.flush()
    return strand_id


def _codes(consultation_id: str, codes: Sequence[BookCode]) -> list[Code]:
    position, found = 0, []
    for one in codes:
        position = position + 1 if one.parent else (position // PLACES + 1) * PLACES
        found.append(
            Code(
                id=random_id(),
                consultation_id=consultation_id,
                key=one.key,
                parent=one.parent,
                position=position,
                shortcut=one.shortcut,
                colour=one.colour,
                added_on=one.added_on,
                added_by=None,
                merged_into=None,
                reason=one.reason,
                retired_on=one.retired_on,
                **{name: dict(one.texts.get(name, {})) for name in TEXTS},
            )
        )
    return found
