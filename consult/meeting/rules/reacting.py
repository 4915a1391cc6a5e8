"""What may be shown of words said in the room."""

from __future__ import annotations

from datetime import datetime

from consult.meeting.rules.kinds import Attribution, MeetingState


def leaves_the_room(attribution: Attribution, withdrawn_at: datetime | None) -> bool:
    """Tell whether words may be shown outside the room: their speaker agreed, and has not taken them back."""
    return attribution is not Attribution.NONE and withdrawn_at is None


def is_shut(attribution: Attribution, state: MeetingState) -> bool:
    """Tell whether words stayed in the room and the room is empty: nobody reads them any more, whoever ran it."""
    return attribution is Attribution.NONE and state is MeetingState.CLOSED
