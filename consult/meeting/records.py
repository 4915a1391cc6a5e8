"""Tables of the meeting. Who polled and what was polled lie apart; an idea card has no author."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.briefing.rules import TargetKind
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
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Meeting(Record):
    """One joint campaign meeting of a consultation. Texts are {language tag: text}."""

    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id", ondelete="RESTRICT"), index=True)
    title: Mapped[dict[str, Any]] = mapped_column(Document)
    place: Mapped[str] = mapped_column(default="")
    begins_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date] = mapped_column()
    languages: Mapped[list[str]] = mapped_column(Document)
    announced_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[MeetingState] = mapped_column(one_of(MeetingState), default=MeetingState.PREPARED)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(default=0)


class MeetingSession(Record):
    """One line of the agenda. `begins` and `ends` are "HH:MM" at the place of the meeting."""

    __tablename__ = "meeting_session"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    held_on: Mapped[date] = mapped_column()
    begins: Mapped[str] = mapped_column()
    ends: Mapped[str] = mapped_column()
    kind: Mapped[SessionKind] = mapped_column(one_of(SessionKind))
    title: Mapped[dict[str, Any]] = mapped_column(Document)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class Delegation(Record):
    """Who sits in the room for one organisation; its people are not stored. The room code is kept as a hash only."""

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), UniqueConstraint("meeting_id", "organisation_id"))

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    organisation_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), index=True, default=None
    )
    name: Mapped[str] = mapped_column(default="")
    group: Mapped[Group] = mapped_column("for_group", one_of(Group))
    region: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    code_hash: Mapped[str | None] = mapped_column(unique=True, default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)


class Intervention(Record):
    """What a delegation said, or wrote in silence, in one session."""

    __tablename__ = "intervention"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    session_id: Mapped[str] = mapped_column(ForeignKey("meeting_session.id", ondelete="CASCADE"), index=True)
    delegation_id: Mapped[str | None] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True, default=None
    )
    group: Mapped[Group] = mapped_column("for_group", one_of(Group))
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    attribution: Mapped[Attribution] = mapped_column(one_of(Attribution), default=Attribution.GROUP)
    medium: Mapped[Medium] = mapped_column(one_of(Medium), default=Medium.SPOKEN)
    silent: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime] = mapped_column()
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class Reaction(Record):
    """What somebody answers to one figure, sentence or theme of an edition."""

    __tablename__ = "reaction"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int] = mapped_column()
    target_kind: Mapped[TargetKind] = mapped_column(one_of(TargetKind))
    target_key: Mapped[str] = mapped_column()
    delegation_id: Mapped[str | None] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True, default=None
    )
    group: Mapped[Group] = mapped_column("for_group", one_of(Group))
    stance: Mapped[Stance] = mapped_column(one_of(Stance))
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    attribution: Mapped[Attribution] = mapped_column(one_of(Attribution), default=Attribution.GROUP)
    medium: Mapped[Medium] = mapped_column(one_of(Medium), default=Medium.PHONE)
    recorded_at: Mapped[datetime] = mapped_column()
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class IdeaCluster(Record):
    """Cards that say the same, under a name the room gave them."""

    __tablename__ = "idea_cluster"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("meeting_session.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column(default="en")
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)


class IdeaCard(Record):
    """An idea nobody signed."""

    __tablename__ = "idea_card"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("meeting_session.id", ondelete="CASCADE"), index=True)
    cluster_id: Mapped[str | None] = mapped_column(ForeignKey("idea_cluster.id", ondelete="SET NULL"), default=None)
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    medium: Mapped[Medium] = mapped_column(one_of(Medium), default=Medium.PHONE)


class Amendment(Record):
    """A change moved in the room to what is to be proposed. Texts are {language tag: text}."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    group: Mapped[Group] = mapped_column("for_group", one_of(Group))
    language: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    translations: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    state: Mapped[AmendmentState] = mapped_column(one_of(AmendmentState), default=AmendmentState.MOVED)
    moved_at: Mapped[datetime] = mapped_column()
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


class Poll(Record):
    """A graded poll of the delegations; `follows_id` is the poll it repeats after amendments."""

    __tablename__ = "poll"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    question: Mapped[dict[str, Any]] = mapped_column(Document)
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("poll.id", ondelete="RESTRICT"), default=None)
    state: Mapped[PollState] = mapped_column(one_of(PollState), default=PollState.OPEN)
    opened_at: Mapped[datetime] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class PollVoter(Record):
    """A delegation that has answered a poll; what it answered is not here."""

    __tablename__ = "poll_voter"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[str] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), primary_key=True)
    medium: Mapped[Medium] = mapped_column(one_of(Medium), default=Medium.PHONE)


class PollSlip(Record):
    """One answer to a poll; whose is not here."""

    __tablename__ = "poll_slip"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    poll_id: Mapped[str] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    level: Mapped[Level] = mapped_column(one_of(Level))
