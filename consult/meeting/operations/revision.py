"""The number that tells the room's pages whether anything has changed."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.meeting.records import Meeting
from consult.meeting.rules.kinds import MeetingState
from consult.shared.errors import N_, NotAllowedNow, NotFound


def bump(session: Session, meeting_id: str) -> None:
    """Raise the meeting's revision by one, in the transaction of what changed."""
    session.flush()
    raised = update(Meeting).where(Meeting.id == meeting_id).values(revision=Meeting.revision + 1)
    session.execute(raised.execution_options(synchronize_session="fetch"))


def changing(session: Session, meeting_id: str) -> Meeting:
    """Return the meeting about to be changed, with its revision raised and its state as it stands.

    Raising first locks its row: numbers counted up after it, and the state read after it, are nobody else's.
    """
    bump(session, meeting_id)
    meeting = session.get(Meeting, meeting_id, populate_existing=True)
    if meeting is None:
        raise NotFound("meeting")
    return meeting


def changing_open(session: Session, meeting_id: str) -> Meeting:
    """Return the same for a meeting that is open; raise `NotAllowedNow` if it is not."""
    meeting = changing(session, meeting_id)
    if meeting.state is not MeetingState.OPEN:
        raise NotAllowedNow(N_("The meeting is not open."))
    return meeting
