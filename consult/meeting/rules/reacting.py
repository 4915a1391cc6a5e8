"""What may be shown of words said in the room."""

from __future__ import annotations

from datetime import datetime

from consult.meeting.rules.kinds import Attribution


def leaves_the_room(attribution: Attribution, withdrawn_at: datetime | None) -> bool:
    """Tell whether words may be shown outside the room: their speaker agreed, and has not taken them back."""
    return attribution is not Attribution.NONE and withdrawn_at is None
