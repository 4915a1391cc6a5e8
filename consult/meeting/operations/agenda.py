"""Planning a meeting, its agenda and its delegations; opening and closing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from consult.consultation.queries import strands_of
from consult.consultation.rules import StrandState
from consult.meeting.operations.revision import changing, changing_open
from consult.meeting.records import (
    Delegation,
    IdeaCard,
    IdeaCluster,
    Intervention,
    Meeting,
    MeetingSession,
    Poll,
    PollVoter,
    Reaction,
)
from consult.meeting.rules.agenda import check_days, check_hours, check_within, group_of
from consult.meeting.rules.kinds import POLLED, Group, MeetingState, PollState, SessionKind
from consult.membership.records import Membership, Organisation
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, readable_code
from consult.shared.text import clean_line


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """A delegation just registered; its room code is known in this moment only."""

    id: str
    number: int
    code: str


def plan_meeting(
    session: Session,
    consultation_id: str,
    *,
    title: Mapping[str, str],
    place: str,
    begins_on: date,
    ends_on: date,
    languages: Sequence[str],
    announced_on: date | None = None,
) -> str:
    """Plan the one meeting of a consultation whose strands have both released; return its id."""
    strands = strands_of(session, consultation_id)
    if not strands or not all(strand.has(StrandState.RELEASED) for strand in strands):
        raise NotAllowedNow(N_("A joint meeting is planned once both strands have released their findings."))
    if session.scalar(select(exists().where(Meeting.consultation_id == consultation_id))):
        raise NotAllowedNow(N_("This consultation has its meeting already."))
    check_days(begins_on, ends_on, announced_on)
    made = Meeting(
        consultation_id=consultation_id,
        title=_texts(title),
        place=clean_line(place),
        begins_on=begins_on,
        ends_on=ends_on,
        languages=list(languages),
        announced_on=announced_on,
    )
    session.add(made)
    session.flush()
    return made.id


def change_meeting(
    session: Session,
    meeting_id: str,
    *,
    title: Mapping[str, str],
    place: str,
    begins_on: date,
    ends_on: date,
    languages: Sequence[str],
    announced_on: date | None = None,
) -> None:
    """Change what is announced of a meeting that is not closed; its sessions must still lie within its days."""
    meeting = _changeable(session, meeting_id)
    check_days(begins_on, ends_on, announced_on)
    for held_on in session.scalars(select(MeetingSession.held_on).where(MeetingSession.meeting_id == meeting_id)):
        check_within(held_on, begins_on, ends_on)
    meeting.title, meeting.place = _texts(title), clean_line(place)
    meeting.begins_on, meeting.ends_on = begins_on, ends_on
    meeting.languages, meeting.announced_on = list(languages), announced_on
    session.flush()


def _texts(typed: Mapping[str, str]) -> dict[str, Any]:
    return {tag: text for tag, words in typed.items() if (text := clean_line(words))}


def _changeable(session: Session, meeting_id: str) -> Meeting:
    meeting = changing(session, meeting_id)
    if meeting.state is MeetingState.CLOSED:
        raise NotAllowedNow(N_("The meeting is closed; its record is final."))
    return meeting


def add_session(
    session: Session,
    meeting_id: str,
    *,
    held_on: date,
    begins: str,
    ends: str,
    kind: SessionKind,
    title: Mapping[str, str],
) -> str:
    """Put a session on the agenda; return its id."""
    meeting = _changeable(session, meeting_id)
    begins, ends = _checked(meeting, held_on, begins, ends)
    last = session.scalar(select(func.max(MeetingSession.number)).where(MeetingSession.meeting_id == meeting_id))
    made = MeetingSession(
        meeting_id=meeting_id,
        number=(last or 0) + 1,
        held_on=held_on,
        begins=begins,
        ends=ends,
        kind=kind,
        title=_texts(title),
    )
    session.add(made)
    session.flush()
    return made.id


def _checked(meeting: Meeting, held_on: date, begins: str, ends: str) -> tuple[str, str]:
    check_within(held_on, meeting.begins_on, meeting.ends_on)
    return check_hours(begins, ends)


def move_session(
    session: Session,
    session_id: str,
    *,
    held_on: date,
    begins: str,
    ends: str,
    kind: SessionKind,
    title: Mapping[str, str],
) -> None:
    """Change when a session is held and what it is, while nothing was said in it."""
    meeting, found = _unused(session, session_id)
    found.begins, found.ends = _checked(meeting, held_on, begins, ends)
    found.held_on, found.kind, found.title = held_on, kind, _texts(title)
    session.flush()


def remove_session(session: Session, session_id: str) -> None:
    """Take a session off the agenda, while nothing was said in it."""
    _meeting, found = _unused(session, session_id)
    session.delete(found)
    session.flush()


def _unused(session: Session, session_id: str) -> tuple[Meeting, MeetingSession]:
    found = _session(session, session_id)
    meeting = _changeable(session, found.meeting_id)
    used = select(
        exists().where(Intervention.session_id == session_id)
        | exists().where(IdeaCard.session_id == session_id)
        | exists().where(IdeaCluster.session_id == session_id)
    )
    if session.scalar(used):
        raise NotAllowedNow(N_("Something was said in this session; it stays on the agenda as it is."))
    return meeting, found


def _session(session: Session, session_id: str) -> MeetingSession:
    found = session.get(MeetingSession, session_id)
    if found is None:
        raise NotFound("session")
    return found


def register_delegation(
    session: Session,
    meeting_id: str,
    *,
    organisation_id: str | None = None,
    name: str = "",
    group: Group | None = None,
    region: str = "",
    language: str,
) -> NewDelegation:
    """Register who sits in the room, and return the room code that lets them in.

    Of a member organisation name, region and group are the register's; anybody else is staff or a guest.
    """
    meeting = _changeable(session, meeting_id)
    if organisation_id is not None:
        name, group, region = "", *_as_registered(session, meeting, organisation_id)
    else:
        name = clean_line(name)
        if group is None or group in POLLED:
            raise NotAllowedNow(N_("Only an organisation of the register sits in the room as a member."))
        if not name:
            raise NotAllowedNow(N_("Write the name of the body that staff or guests come from."))
    last = session.scalar(select(func.max(Delegation.number)).where(Delegation.meeting_id == meeting_id))
    code = readable_code(3)
    made = Delegation(
        meeting_id=meeting_id,
        number=(last or 0) + 1,
        organisation_id=organisation_id,
        name=name,
        group=group,
        region=region,
        language=language,
        code_hash=digest(code),
    )
    session.add(made)
    session.flush()
    return NewDelegation(made.id, made.number, code)


def _as_registered(session: Session, meeting: Meeting, organisation_id: str) -> tuple[Group, str]:
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("organisation")
    asked = [strand.coalition_id for strand in strands_of(session, meeting.consultation_id)]
    held = select(Membership.coalition_id).where(Membership.organisation_id == organisation_id)
    group = group_of(session.scalars(held).all(), asked)
    if group is None:
        raise NotAllowedNow(N_("This organisation is a member of neither coalition; register it as a guest."))
    there = exists().where(Delegation.meeting_id == meeting.id, Delegation.organisation_id == organisation_id)
    if session.scalar(select(there)):
        raise NotAllowedNow(N_("This organisation has its delegation already."))
    return group, organisation.region.value


def new_code(session: Session, delegation_id: str) -> str:
    """Replace a room code that was lost; the old one opens nothing any more."""
    found = _delegation(session, delegation_id)
    _changeable(session, found.meeting_id)
    code = readable_code(3)
    found.code_hash = digest(code)
    session.flush()
    return code


def arrive(session: Session, delegation_id: str, moment: datetime) -> None:
    """Note that a delegation is in the room; the first moment stays."""
    found = _delegation(session, delegation_id)
    if found.arrived_at is None:
        _changeable(session, found.meeting_id)
        found.arrived_at = moment
        session.flush()


def take_back_arrival(session: Session, delegation_id: str) -> None:
    """Note that a delegation is not in the room after all, unless it has taken part already."""
    found = _delegation(session, delegation_id)
    _changeable(session, found.meeting_id)
    took_part = select(
        exists().where(Intervention.delegation_id == delegation_id)
        | exists().where(Reaction.delegation_id == delegation_id)
        | exists().where(PollVoter.delegation_id == delegation_id)
    )
    if session.scalar(took_part):
        raise NotAllowedNow(N_("This delegation has taken part; it was in the room."))
    found.arrived_at = None
    session.flush()


def _delegation(session: Session, delegation_id: str) -> Delegation:
    found = session.get(Delegation, delegation_id)
    if found is None:
        raise NotFound("delegation")
    return found


def open_meeting(session: Session, meeting_id: str, moment: datetime) -> None:
    """Open a prepared meeting: from now on the room speaks."""
    meeting = changing(session, meeting_id)
    if meeting.state is not MeetingState.PREPARED:
        raise NotAllowedNow(N_("A meeting is opened once."))
    meeting.state, meeting.opened_at = MeetingState.OPEN, moment
    session.flush()


def close_meeting(session: Session, meeting_id: str, moment: datetime) -> None:
    """Close the meeting and the session that is on: the record is final."""
    meeting = changing_open(session, meeting_id)
    if session.scalar(select(exists().where(Poll.meeting_id == meeting_id, Poll.state == PollState.OPEN))):
        raise NotAllowedNow(N_("A poll is open; close it before the meeting."))
    _end_sessions(session, meeting_id, moment)
    meeting.state, meeting.closed_at = MeetingState.CLOSED, moment
    session.flush()


def open_session(session: Session, session_id: str, moment: datetime) -> None:
    """Have this session on, and no other."""
    found = _session(session, session_id)
    changing_open(session, found.meeting_id)
    _end_sessions(session, found.meeting_id, moment)
    found.opened_at, found.closed_at = found.opened_at or moment, None
    session.flush()


def close_session(session: Session, session_id: str, moment: datetime) -> None:
    """End a session that is on."""
    found = _session(session, session_id)
    changing_open(session, found.meeting_id)
    if found.opened_at is None or found.closed_at is not None:
        raise NotAllowedNow(N_("This session is not on."))
    found.closed_at = moment
    session.flush()


def _end_sessions(session: Session, meeting_id: str, moment: datetime) -> None:
    on = select(MeetingSession).where(
        MeetingSession.meeting_id == meeting_id,
        MeetingSession.opened_at.is_not(None),
        MeetingSession.closed_at.is_(None),
    )
    for other in session.scalars(on):
        other.closed_at = moment
