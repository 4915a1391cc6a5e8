"""Pages of the meeting: the room, the record, the screen, the polls."""

from consult.meeting.web.blueprint import blueprint

__all__ = ["blueprint"]
