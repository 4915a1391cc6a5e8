"""A room that answers: an edition that opened to both boards, a meeting on it, delegations, polls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.meeting.operations.agenda import add_session, arrive, open_meeting, register_delegation
from consult.meeting.operations.polling import cast, close_poll, open_poll
from consult.meeting.operations.reacting import react
from consult.meeting.records import Delegation
from consult.meeting.rules.kinds import Attribution, Group, Level, Medium, Stance
from tests.builders import World
from tests.builders_findings import released_world
from tests.builders_meeting import AGENDA, MORNING, Room, plan

QUESTION = {"en": "Can your delegation live with this?", "ar": "هل يمكن لوفدكم القبول بهذا؟"}
FIRST = {Level.SUPPORT: 31, Level.UNSURE: 15, Level.OPPOSE: 12}
SECOND = {Level.SUPPORT: 46, Level.UNSURE: 7, Level.OPPOSE: 5}
EVENING = MORNING + timedelta(hours=8)


def answering_room(session: Session, *, opened: bool = True) -> Room:
    """A meeting on a real edition: four member organisations, staff and a guest, everybody arrived."""
    return meeting_on(session, released_world(session), opened=opened)


def meeting_on(session: Session, made: World, *, opened: bool = True) -> Room:
    """A meeting on the newest edition of a world."""
    meeting_id = plan(session, made.consultation_id)
    sessions = {
        key: add_session(session, meeting_id, held_on=day, begins=begins, ends=ends, kind=kind, title={"en": title})
        for key, day, begins, ends, kind, title in AGENDA
    }
    new = {
        key: register_delegation(session, meeting_id, organisation_id=organisation_id, language=language)
        for (key, organisation_id), language in zip(made.organisations.items(), ("en", "fr", "ar", "en"), strict=True)
    }
    new["staff"] = register_delegation(session, meeting_id, name="Secretariat of A", group=Group.STAFF, language="en")
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


def answer(session: Session, made: Room, who: str | None, text: str, **changed: Any) -> str:
    """Have a delegation answer the sentence about the common ground."""
    values: dict[str, Any] = {
        "kind": TargetKind.SENTENCE,
        "key": "common",
        "delegation_id": made.delegations[who] if who else None,
        "stance": Stance.ADDS,
        "language": "en",
        "attribution": Attribution.GROUP,
        "medium": Medium.PHONE,
        "moment": MORNING,
    }
    return react(session, made.meeting_id, text=text, **{**values, **changed})


def crowd(session: Session, made: Room, count: int = 58) -> list[str]:
    """As many more delegations of members, all in the room; those of the builder leave it."""
    for key in ("a1", "a2", "b1", "both"):
        session.get_one(Delegation, made.delegations[key]).arrived_at = None
    new = [
        Delegation(
            meeting_id=made.meeting_id,
            number=100 + at,
            name=f"Body {chr(97 + at // 26)}{chr(97 + at % 26)}",
            group=group,
            arrived_at=MORNING,
        )
        for at, group in zip(range(count), [Group.A, Group.B, Group.BOTH] * count, strict=False)
    ]
    session.add_all(new)
    session.flush()
    return [one.id for one in new]


def polled(
    session: Session,
    made: Room,
    delegations: list[str],
    counts: Mapping[Level, int],
    *,
    follows_id: str | None = None,
    close: bool = True,
) -> str:
    """A poll that these delegations answered so."""
    poll_id = open_poll(session, made.meeting_id, question=QUESTION, moment=MORNING, follows_id=follows_id)
    levels = [level for level, count in counts.items() for _ in range(count)]
    for delegation_id, level in zip(delegations, levels, strict=False):
        cast(session, poll_id, delegation_id=delegation_id, level=level)
    if close:
        close_poll(session, poll_id, EVENING)
    return poll_id
