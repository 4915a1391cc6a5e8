"""Pages of the meeting: the room, the record, the screen, the polls."""

from consult.meeting.web import (
    agenda,
    beside,
    brief,
    delegations,
    ideas,
    phone,
    polls,
    reacting,
    record,
    screen,
    talking,
)
from consult.meeting.web.blueprint import blueprint

__all__ = [
    "agenda",
    "beside",
    "blueprint",
    "brief",
    "delegations",
    "ideas",
    "phone",
    "polls",
    "reacting",
    "record",
    "screen",
    "talking",
]
