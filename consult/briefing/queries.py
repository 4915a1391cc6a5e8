"""Reads of editions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import Outcome, StrandState
from consult.findings.queries import strand_findings
from consult.findings.rules.published import StrandFindings, from_document
from consult.shared.errors import N_, NotAllowedNow


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
    return _edition(session, consultation_id, Edition.consultation_id == consultation_id)


def numbered_edition(session: Session, consultation_id: str, number: int) -> EditionView | None:
    """Return one edition of a consultation by its number, or None."""
    return _edition(session, consultation_id, Edition.number == number)


def _edition(session: Session, consultation_id: str, wanted: ColumnElement[bool]) -> EditionView | None:
    row = session.execute(
        select(
            Edition.id,
            Edition.number,
            Edition.content_hash,
            Edition.frozen_at,
            cast(Edition.content, Text),  # as it stands in the database: reading it takes longer than finding it
        )
        .where(Edition.consultation_id == consultation_id, wanted)
        .order_by(Edition.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    edition_id, number, sealed_with, frozen_at, content = row
    strands = _read(content, sealed_with)
    return EditionView(
        id=edition_id,
        consultation_id=consultation_id,
        number=number,
        content_hash=sealed_with,
        frozen_at=frozen_at,
        intact=strands is not None,
        strands=strands or (),
    )


@lru_cache(maxsize=4)
def _read(content: str, sealed_with: str) -> tuple[StrandFindings, ...] | None:
    """Return both strands' findings, None where the hash does not hold; the same text is read once."""
    document = json.loads(content)
    if content_hash(document) != sealed_with:
        return None
    return tuple(from_document(found) for found in document["strands"])


def has_changed_since(session: Session, edition: EditionView) -> bool:
    """Tell whether the findings are no longer those of an intact edition: words or an answer were withdrawn since.

    Once records were destroyed as promised nothing can be counted again: the edition is the last.
    """
    try:
        return any(strand_findings(session, found.strand_id) != found for found in edition.strands)
    except NotAllowedNow:
        return False


def release_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every strand has released, and whether the edition both read is the one that was frozen (G6)."""
    waiting = [one.mark for one in subject.consultation.strands if not one.has(StrandState.RELEASED)]
    edition = newest_edition(session, subject.consultation.id) if not waiting else None
    released = (
        Outcome(False, N_("Not released yet: %(marks)s."), {"marks": ", ".join(waiting)})
        if waiting
        else Outcome(True, N_("Every strand has released."))
    )
    if edition is None:
        intact = Outcome(False, N_("There is no edition before the last strand releases."))
    elif edition.intact:
        intact = Outcome(True, N_("Edition %(number)s is as it was frozen."), {"number": edition.number})
    else:
        intact = Outcome(False, N_("The seal of the edition does not hold."))
    return {"both_released": {"": released}, "edition_intact": {"": intact}}
