"""Reads of reactions, and of the findings they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.meeting.queries.agenda import Texts
from consult.meeting.records import Delegation, Meeting, Reaction
from consult.meeting.rules.kinds import Attribution, Group, Medium, Stance
from consult.meeting.rules.reacting import leaves_the_room
from consult.membership.records import Organisation

Named = tuple[TargetKind, str]


@dataclass(frozen=True, slots=True)
class ReactionView:
    """What somebody answered to a finding. `name` is that of the delegation: shown only as `attribution` allows;
    words that were taken back are empty."""

    id: str
    meeting_id: str
    edition_id: str
    number: int
    target_kind: TargetKind
    target_key: str
    delegation_id: str | None
    name: str
    group: Group
    stance: Stance
    language: str
    text: str
    translations: Texts
    attribution: Attribution
    medium: Medium
    recorded_at: datetime
    withdrawn_at: datetime | None

    @property
    def target(self) -> Named:
        """Return what names the finding."""
        return self.target_kind, self.target_key

    @property
    def is_shown(self) -> bool:
        """Tell whether the words may be shown outside the room."""
        return leaves_the_room(self.attribution, self.withdrawn_at)


def reactions_of(session: Session, meeting_id: str) -> tuple[ReactionView, ...]:
    """Return every reaction of a meeting in its order, in one statement."""
    return _views(session, _reactions().where(Reaction.meeting_id == meeting_id))


def reactions_to(session: Session, consultation_id: str, kind: TargetKind, key: str) -> tuple[ReactionView, ...]:
    """Return every reaction to one finding of a consultation, in its order."""
    wanted = _reactions().join(Meeting, Meeting.id == Reaction.meeting_id)
    named = (Reaction.target_kind == kind, Reaction.target_key == key)
    return _views(session, wanted.where(Meeting.consultation_id == consultation_id, *named))


def reactions_by(session: Session, delegation_id: str) -> tuple[ReactionView, ...]:
    """Return what one delegation answered and has not taken back, in its order."""
    own = (Reaction.delegation_id == delegation_id, Reaction.withdrawn_at.is_(None))
    return _views(session, _reactions().where(*own))


def reaction(session: Session, reaction_id: str) -> ReactionView | None:
    """Return one reaction, or None."""
    found = _views(session, _reactions().where(Reaction.id == reaction_id))
    return found[0] if found else None


def reaction_counts(session: Session, consultation_id: str) -> Mapping[Named, int]:
    """Return how many reactions stand to each finding of a consultation; those taken back do not count."""
    rows = session.execute(
        select(Reaction.target_kind, Reaction.target_key, func.count())
        .join(Meeting, Meeting.id == Reaction.meeting_id)
        .where(Meeting.consultation_id == consultation_id, Reaction.withdrawn_at.is_(None))
        .group_by(Reaction.target_kind, Reaction.target_key)
    )
    return {(kind, key): count for kind, key, count in rows}


def answered_of(session: Session, consultation_id: str) -> tuple[str, Mapping[Named, int]]:
    """Return the meeting at which findings of a consultation were answered, with the same counts; "" if none were."""
    rows = session.execute(
        select(Meeting.id, Reaction.target_kind, Reaction.target_key, func.count())
        .join(Reaction, Reaction.meeting_id == Meeting.id)
        .where(Meeting.consultation_id == consultation_id, Reaction.withdrawn_at.is_(None))
        .group_by(Meeting.id, Reaction.target_kind, Reaction.target_key)
    ).all()
    return rows[0][0] if rows else "", {(kind, key): count for _meeting, kind, key, count in rows}


def _reactions() -> Select[Reaction, str, str]:
    found = select(Reaction, Delegation.name, Organisation.name)
    joined = found.outerjoin(Delegation, Delegation.id == Reaction.delegation_id)
    return joined.outerjoin(Organisation, Organisation.id == Delegation.organisation_id).order_by(Reaction.number)


def _views(session: Session, wanted: Select[Reaction, str, str]) -> tuple[ReactionView, ...]:
    rows = session.execute(wanted)
    return tuple(_view(record, organisation or name or "") for record, name, organisation in rows)


def _view(record: Reaction, name: str) -> ReactionView:
    return ReactionView(
        id=record.id,
        meeting_id=record.meeting_id,
        edition_id=record.edition_id,
        number=record.number,
        target_kind=record.target_kind,
        target_key=record.target_key,
        delegation_id=record.delegation_id,
        name=name,
        group=record.group,
        stance=record.stance,
        language=record.language,
        text=record.text,
        translations=record.translations,
        attribution=record.attribution,
        medium=record.medium,
        recorded_at=record.recorded_at,
        withdrawn_at=record.withdrawn_at,
    )
