"""Reads of a meeting, its sessions and its delegations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consult.meeting.records import Delegation, Meeting, MeetingSession
from consult.meeting.rules.agenda import group_of
from consult.meeting.rules.kinds import Group, MeetingState, SessionKind
from consult.membership.records import Membership, Organisation
from consult.membership.rules import Region
from consult.shared.text import sort_key

Texts = Mapping[str, Any]  # Any: a document column; {language tag: text}


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting. `revision` rises with everything that changes in it."""

    id: str
    consultation_id: str
    title: Texts
    place: str
    begins_on: date
    ends_on: date
    languages: tuple[str, ...]
    announced_on: date | None
    state: MeetingState
    opened_at: datetime | None
    closed_at: datetime | None
    revision: int

    @property
    def notice_days(self) -> int | None:
        """Return how many days before its first day the meeting was announced; None while it is not."""
        return (self.begins_on - self.announced_on).days if self.announced_on else None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One line of the agenda; `begins` and `ends` are "HH:MM" at the place of the meeting."""

    id: str
    meeting_id: str
    number: int
    held_on: date
    begins: str
    ends: str
    kind: SessionKind
    title: Texts
    opened_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether the session is on."""
        return self.opened_at is not None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A delegation under the name of its organisation, or of the body it comes from."""

    id: str
    meeting_id: str
    number: int
    organisation_id: str | None
    name: str
    group: Group
    region: str
    language: str
    has_code: bool
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comer:
    """A member organisation that has no delegation yet: its group, and the language it would be spoken to in."""

    organisation_id: str
    name: str
    group: Group
    region: Region
    language: str


def meeting(session: Session, meeting_id: str) -> MeetingView | None:
    """Return a meeting, or None."""
    record = session.get(Meeting, meeting_id)
    return _meeting(record) if record else None


def meeting_of(session: Session, consultation_id: str) -> MeetingView | None:
    """Return the meeting of a consultation, or None while none is planned."""
    found = select(Meeting).where(Meeting.consultation_id == consultation_id).order_by(Meeting.begins_on, Meeting.id)
    record = session.scalars(found).first()
    return _meeting(record) if record else None


def _meeting(record: Meeting) -> MeetingView:
    return MeetingView(
        id=record.id,
        consultation_id=record.consultation_id,
        title=record.title,
        place=record.place,
        begins_on=record.begins_on,
        ends_on=record.ends_on,
        languages=tuple(record.languages),
        announced_on=record.announced_on,
        state=record.state,
        opened_at=record.opened_at,
        closed_at=record.closed_at,
        revision=record.revision,
    )


def sessions(session: Session, meeting_id: str) -> tuple[SessionView, ...]:
    """Return the agenda in the order of day and hour."""
    found = select(MeetingSession).where(MeetingSession.meeting_id == meeting_id)
    ordered = found.order_by(MeetingSession.held_on, MeetingSession.begins, MeetingSession.number)
    return tuple(session_view(record) for record in session.scalars(ordered))


def meeting_session(session: Session, session_id: str) -> SessionView | None:
    """Return one session, or None."""
    record = session.get(MeetingSession, session_id)
    return session_view(record) if record else None


def session_view(record: MeetingSession) -> SessionView:
    """Return a session of the agenda as a plain value."""
    return SessionView(
        id=record.id,
        meeting_id=record.meeting_id,
        number=record.number,
        held_on=record.held_on,
        begins=record.begins,
        ends=record.ends,
        kind=record.kind,
        title=record.title,
        opened_at=record.opened_at,
        closed_at=record.closed_at,
    )


def delegations_of(session: Session, meeting_id: str) -> tuple[DelegationView, ...]:
    """Return the delegations by name, in one statement."""
    rows = session.execute(_delegations().where(Delegation.meeting_id == meeting_id))
    return tuple(sorted((_delegation(*row) for row in rows), key=lambda one: (sort_key(one.name), one.number)))


def delegation(session: Session, delegation_id: str) -> DelegationView | None:
    """Return one delegation, or None."""
    row = session.execute(_delegations().where(Delegation.id == delegation_id)).first()
    return _delegation(*row) if row else None


def delegation_by_code(session: Session, code_hash: str) -> DelegationView | None:
    """Return the delegation whose room code has this digest, or None."""
    row = session.execute(_delegations().where(Delegation.code_hash == code_hash)).first()
    return _delegation(*row) if row else None


def _delegations() -> Select[Delegation, str]:
    return select(Delegation, Organisation.name).outerjoin(Organisation, Organisation.id == Delegation.organisation_id)


def _delegation(record: Delegation, organisation: str | None) -> DelegationView:
    return DelegationView(
        id=record.id,
        meeting_id=record.meeting_id,
        number=record.number,
        organisation_id=record.organisation_id,
        name=organisation or record.name,
        group=record.group,
        region=record.region,
        language=record.language,
        has_code=record.code_hash is not None,
        arrived_at=record.arrived_at,
    )


def comers(session: Session, found: MeetingView, asked: Sequence[str]) -> tuple[Comer, ...]:
    """Return the members of the coalitions `asked` that have no delegation yet, by name, in two statements."""
    there = select(Delegation.organisation_id).where(
        Delegation.meeting_id == found.id, Delegation.organisation_id.is_not(None)
    )
    held: dict[str, list[str]] = {}
    for membership in session.execute(
        select(Membership.organisation_id, Membership.coalition_id).where(Membership.coalition_id.in_(asked))
    ):
        held.setdefault(membership.organisation_id, []).append(membership.coalition_id)
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.region, Organisation.languages).where(
            Organisation.id.not_in(there)
        )
    )
    made = (
        Comer(row.id, row.name, group, row.region, _spoken(row.languages, found.languages))
        for row in rows
        if (group := group_of(held.get(row.id, ()), asked))
    )
    return tuple(sorted(made, key=lambda one: sort_key(one.name)))


def _spoken(own: Sequence[str], offered: Sequence[str]) -> str:
    """Return the first of an organisation's languages that is spoken in the room, else the first of the room."""
    return next((tag for tag in own if tag in offered), offered[0] if offered else "en")
