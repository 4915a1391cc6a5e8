"""Writes of the briefing: release, freeze, publish. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.briefing.records import Edition
from consult.briefing.rules import content_hash
from consult.consultation import operations as strands
from consult.consultation.queries import strand, strands_of
from consult.findings.queries import strand_findings
from consult.findings.rules.published import to_document
from consult.shared.errors import NotFound

FORMAT = 2


def release_strand(session: Session, strand_id: str, moment: datetime) -> str | None:
    """Release a strand's findings; return the id of the edition if that was the last strand to do so.

    The edition is frozen in the same transaction, so both boards can open it in the same moment.
    """
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    everybody = strands.release(session, strand_id, moment)
    return freeze_edition(session, view.consultation_id, moment) if everybody else None


def freeze_edition(session: Session, consultation_id: str, moment: datetime) -> str:
    """Freeze both strands' gated findings under one hash; return the edition's id."""
    views = strands_of(session, consultation_id)
    content = {
        "format": FORMAT,
        "consultation": consultation_id,
        "strands": [to_document(strand_findings(session, view.id)) for view in views],
    }
    number = session.scalar(select(func.max(Edition.number)).where(Edition.consultation_id == consultation_id))
    record = Edition(
        consultation_id=consultation_id,
        number=(number or 0) + 1,
        content=content,
        content_hash=content_hash(content),
        frozen_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def publish_joint(session: Session, consultation_id: str, moment: datetime) -> None:
    """Open the edition to the members of both coalitions at once (G7)."""
    strands.publish(session, consultation_id, moment)
