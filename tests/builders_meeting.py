"""A joint meeting in a small world: four member organisations, staff and a guest, one session of every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.meeting.operations.agenda import add_session, arrive, open_meeting, plan_meeting, register_delegation
from consult.meeting.operations.talking import take_down
from consult.meeting.rules.kinds import Attribution, Group, Medium, SessionKind
from tests.builders import World, world

FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2026, 9, 2)
ANNOUNCED = date(2026, 8, 10)
MORNING = datetime(2026, 9, 1, 9, tzinfo=UTC)
AGENDA = (
    ("welcome", FIRST_DAY, "09:00", "09:30", SessionKind.WELCOME, "Welcome to all"),
    ("findings", FIRST_DAY, "09:30", "10:30", SessionKind.PRESENTATION, "What A found"),
    ("writing", FIRST_DAY, "11:00", "11:20", SessionKind.SILENT_WRITING, "First thoughts in silence"),
    ("plenary", FIRST_DAY, "11:30", "12:30", SessionKind.PLENARY, "What we make of it"),
    ("ideas", LAST_DAY, "09:00", "10:00", SessionKind.IDEAS, "How to go on"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A meeting with its sessions and delegations by name, and the room codes."""

    world: World
    meeting_id: str
    sessions: Mapping[str, str]
    delegations: Mapping[str, str]
    codes: Mapping[str, str]

    @property
    def consultation_id(self) -> str:
        return self.world.consultation_id


def released_world(session: Session, **changed: Any) -> World:
    """A world whose two strands have released their findings."""
    made = world(session, opened=False, **changed)
    for strand_id in made.strands.values():
        strand = session.get_one(Strand, strand_id)
        strand.state = StrandState.RELEASED
        strand.opened_at = strand.closed_at = strand.frozen_at = strand.released_at = MORNING
    session.flush()
    return made


def plan(session: Session, consultation_id: str, **changed: Any) -> str:
    """A meeting of two days, announced three weeks before."""
    values: dict[str, Any] = {
        "title": {"en": "Joint meeting", "ar": "الاجتماع المشترك"},
        "place": "Sallowmere Hall",
        "begins_on": FIRST_DAY,
        "ends_on": LAST_DAY,
        "languages": ["en", "fr", "ar"],
        "announced_on": ANNOUNCED,
    }
    return plan_meeting(session, consultation_id, **{**values, **changed})


def room(session: Session, *, opened: bool = True, arrived: bool = True) -> Room:
    """A meeting everybody has come to; the room speaks unless told otherwise."""
    made = released_world(session)
    meeting_id = plan(session, made.consultation_id)
    sessions = {
        key: add_session(
            session, meeting_id, held_on=day, begins=begins, ends=ends, kind=kind, title={"en": title}
        )
        for key, day, begins, ends, kind, title in AGENDA
    }  # fmt: skip
    new = {
        key: register_delegation(session, meeting_id, organisation_id=organisation_id, language=language)
        for (key, organisation_id), language in zip(made.organisations.items(), ("en", "fr", "ar", "en"), strict=True)
    }
    new["staff"] = register_delegation(
        session, meeting_id, name="Secretariat of A", group=Group.STAFF, language="en"
    )  # fmt: skip
    new["guest"] = register_delegation(session, meeting_id, name="A visiting body", group=Group.GUEST, language="fr")
    if arrived:
        for one in new.values():
            arrive(session, one.id, MORNING)
    if opened:
        open_meeting(session, meeting_id, MORNING)
    return Room(
        world=made,
        meeting_id=meeting_id,
        sessions=sessions,
        delegations={key: one.id for key, one in new.items()},
        codes={key: one.code for key, one in new.items()},
    )


def say(session: Session, made: Room, who: str | None, text: str, **changed: Any) -> str:
    """Have a delegation say something in the plenary."""
    values: dict[str, Any] = {
        "delegation_id": made.delegations[who] if who else None,
        "language": "en",
        "attribution": Attribution.GROUP,
        "medium": Medium.SPOKEN,
        "moment": MORNING,
    }
    in_session = changed.pop("held", "plenary")
    return take_down(session, made.sessions[in_session], text=text, **{**values, **changed})


def write(session: Session, made: Room, who: str, text: str, **changed: Any) -> str:
    """Have a delegation write in silence, on paper."""
    return say(session, made, who, text, held="writing", silent=True, **{"medium": Medium.PAPER, **changed})
