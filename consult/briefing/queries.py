"""Reads of editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.findings.queries import strand_findings
from consult.findings.rules.published import StrandFindings, from_document
from consult.shared.errors import NotAllowedNow


@dataclass(frozen=True, slots=True)
class EditionView:
    """A frozen edition: both strands' findings, A before B. `intact` says that its hash still holds.

    One that is not intact has no findings: nobody is to read what was changed.
    """

    id: str
    consultation_id: str
    number: int
    content_hash: str
    frozen_at: datetime
    intact: bool
    strands: tuple[StrandFindings, ...]


def newest_edition(session: Session, consultation_id: str) -> EditionView | None:
    """Return the newest edition of a consultation, or None before both strands released."""
    record = session.scalars(
        select(Edition).where(Edition.consultation_id == consultation_id).order_by(Edition.number.desc()).limit(1)
    ).first()
    if record is None:
        return None
    intact = content_hash(record.content) == record.content_hash
    return EditionView(
        id=record.id,
        consultation_id=record.consultation_id,
        number=record.number,
        content_hash=record.content_hash,
        frozen_at=record.frozen_at,
        intact=intact,
        strands=tuple(from_document(found) for found in record.content["strands"]) if intact else (),
    )


def has_changed_since(session: Session, edition: EditionView) -> bool:
    """Tell whether the findings are no longer those of an intact edition: words or an answer were withdrawn since.

    Once records were destroyed as promised nothing can be counted again: the edition is the last.
    """
    try:
        return any(strand_findings(session, found.strand_id) != found for found in edition.strands)
    except NotAllowedNow:
        return False
