"""What the meeting says at G7."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import Outcomes, Subject
from consult.consultation.rules import Outcome
from consult.meeting.records import Meeting, Poll, Reaction
from consult.meeting.rules.kinds import MeetingState, PollState
from consult.shared.errors import N_


def meeting_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether a meeting is closed, somebody reacted, and a graded poll was closed (G7), in one statement."""
    own = select(Meeting.id).where(Meeting.consultation_id == subject.consultation.id)
    closed = select(func.count(Meeting.id)).where(
        Meeting.consultation_id == subject.consultation.id, Meeting.state == MeetingState.CLOSED
    )
    reactions = select(func.count(Reaction.id)).where(Reaction.meeting_id.in_(own), Reaction.withdrawn_at.is_(None))
    polls = select(func.count(Poll.id)).where(Poll.meeting_id.in_(own), Poll.state == PollState.CLOSED)
    meetings, reacted, polled = session.execute(
        select(closed.scalar_subquery(), reactions.scalar_subquery(), polls.scalar_subquery())
    ).one()
    return {
        "meeting_closed": {
            "": Outcome(True, N_("The meeting is closed."))
            if meetings
            else Outcome(False, N_("No meeting was held and closed yet."))
        },
        "reaction_recorded": {
            "": Outcome(reacted > 0, N_("Reactions to the findings on record: %(count)s."), {"count": reacted})
        },
        "poll_closed": {"": Outcome(polled > 0, N_("Graded polls closed: %(count)s."), {"count": polled})},
    }
