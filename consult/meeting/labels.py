"""The words people read for what happens at a meeting, and how a speaker is described outside the room."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.meeting.rules.kinds import (
    AmendmentState,
    Attribution,
    Group,
    Level,
    Medium,
    MeetingState,
    PollState,
    SessionKind,
    Stance,
)

MEETING_STATES: Mapping[MeetingState, LazyString] = {
    MeetingState.PREPARED: _l("in preparation"),
    MeetingState.OPEN: _l("open"),
    MeetingState.CLOSED: _l("closed"),
}
SESSION_KINDS: Mapping[SessionKind, LazyString] = {
    SessionKind.WELCOME: _l("Welcome"),
    SessionKind.PRESENTATION: _l("Presentation"),
    SessionKind.SILENT_WRITING: _l("Silent writing"),
    SessionKind.PLENARY: _l("Plenary"),
    SessionKind.IDEAS: _l("Idea cards"),
    SessionKind.POLL: _l("Poll"),
    SessionKind.BREAK: _l("Break"),
    SessionKind.CLOSING: _l("Closing"),
}
GROUPS: Mapping[Group, LazyString] = {
    Group.A: _l("members of A"),
    Group.B: _l("members of B"),
    Group.BOTH: _l("members of both coalitions"),
    Group.STAFF: _l("staff"),
    Group.GUEST: _l("guests"),
}
SPEAKERS: Mapping[Group, LazyString] = {
    Group.A: _l("a member of A"),
    Group.B: _l("a member of B"),
    Group.BOTH: _l("a member of both coalitions"),
    Group.STAFF: _l("a member of staff"),
    Group.GUEST: _l("a guest"),
}
MEDIA: Mapping[Medium, LazyString] = {
    Medium.SPOKEN: _l("spoken"),
    Medium.PHONE: _l("by phone"),
    Medium.PAPER: _l("on paper"),
}
ATTRIBUTIONS: Mapping[Attribution, LazyString] = {
    Attribution.NONE: _l("The words stay in the room"),
    Attribution.GROUP: _l("As a member of the group, without a name"),
    Attribution.DELEGATION: _l("With the name of the organisation"),
}
LEVELS: Mapping[Level, LazyString] = {
    Level.SUPPORT: _l("Support"),
    Level.UNSURE: _l("Unsure"),
    Level.OPPOSE: _l("Oppose"),
}
STANCES: Mapping[Stance, LazyString] = {
    Stance.CONFIRMS: _l("confirms"),
    Stance.QUESTIONS: _l("questions"),
    Stance.OBJECTS: _l("objects"),
    Stance.ADDS: _l("adds"),
}
POLL_STATES: Mapping[PollState, LazyString] = {
    PollState.OPEN: _l("open: nobody sees numbers yet"),
    PollState.CLOSED: _l("closed"),
}
AMENDMENT_STATES: Mapping[AmendmentState, LazyString] = {
    AmendmentState.MOVED: _l("moved"),
    AmendmentState.ADOPTED: _l("adopted"),
    AmendmentState.REJECTED: _l("rejected"),
    AmendmentState.WITHDRAWN: _l("withdrawn"),
}
IN_THE_ROOM = _l("stays in the room")


def described(attribution: Attribution, group: Group, name: str) -> str:
    """Return who spoke as far as they agreed to be described outside the room: by name, by group, or not at all."""
    if attribution is Attribution.NONE:
        return str(IN_THE_ROOM)
    if attribution is Attribution.DELEGATION and name:
        return name
    return str(SPEAKERS[group])
