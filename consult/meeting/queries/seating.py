"""Who sits at a phone: a delegation with its meeting, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import Texts
from consult.meeting.records import Delegation, Meeting
from consult.meeting.rules.kinds import POLLED, Group, MeetingState
from consult.membership.records import Organisation


@dataclass(frozen=True, slots=True)
class Seat:
    """A delegation in its room."""

    delegation_id: str
    name: str
    group: Group
    meeting_id: str
    consultation_id: str
    title: Texts
    languages: tuple[str, ...]
    state: MeetingState

    @property
    def is_open(self) -> bool:
        """Tell whether the room speaks."""
        return self.state is MeetingState.OPEN

    @property
    def is_polled(self) -> bool:
        """Tell whether polls ask this delegation."""
        return self.group in POLLED


def seat(session: Session, delegation_id: str) -> Seat | None:
    """Return the seat of a delegation, or None if there is no such delegation any more."""
    row = session.execute(
        select(Delegation, Organisation.name, Meeting)
        .join(Meeting, Meeting.id == Delegation.meeting_id)
        .outerjoin(Organisation, Organisation.id == Delegation.organisation_id)
        .where(Delegation.id == delegation_id)
    ).first()
    if row is None:
        return None
    delegation, organisation, meeting = row
    return Seat(
        delegation_id=delegation.id,
        name=organisation or delegation.name,
        group=delegation.group,
        meeting_id=meeting.id,
        consultation_id=meeting.consultation_id,
        title=meeting.title,
        languages=tuple(meeting.languages),
        state=meeting.state,
    )
