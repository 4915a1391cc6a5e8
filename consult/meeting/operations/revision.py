"""The number that tells the room's pages whether anything has changed."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.meeting.records import Meeting


def bump(session: Session, meeting_id: str) -> None:
    """Raise the meeting's revision by one, in the transaction of what changed."""
    session.flush()
    raised = update(Meeting).where(Meeting.id == meeting_id).values(revision=Meeting.revision + 1)
    session.execute(raised.execution_options(synchronize_session="fetch"))
