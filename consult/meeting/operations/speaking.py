"""Who speaks for a delegation. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.meeting.records import Delegation
from consult.shared.errors import NotFound


def speaking(session: Session, meeting_id: str, delegation_id: str | None, moment: datetime) -> Delegation | None:
    """Return the delegation that speaks, which is in the room from then on; raise `NotFound` for another meeting's."""
    if delegation_id is None:
        return None
    found = session.get(Delegation, delegation_id)
    if found is None or found.meeting_id != meeting_id:
        raise NotFound("delegation")
    found.arrived_at = found.arrived_at or moment
    return found
