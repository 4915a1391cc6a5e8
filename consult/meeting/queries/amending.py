"""Reads of amendments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.meeting.queries.agenda import Texts
from consult.meeting.records import Amendment
from consult.meeting.rules.kinds import AmendmentState, Group


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A change moved in the room, and what became of it."""

    id: str
    meeting_id: str
    number: int
    group: Group
    language: str
    text: str
    translations: Texts
    state: AmendmentState
    moved_at: datetime
    settled_at: datetime | None

    @property
    def is_settled(self) -> bool:
        """Tell whether something became of it."""
        return self.state is not AmendmentState.MOVED


def amendments_of(session: Session, meeting_id: str) -> tuple[AmendmentView, ...]:
    """Return the amendments of a meeting in their order."""
    records = session.scalars(select(Amendment).where(Amendment.meeting_id == meeting_id).order_by(Amendment.number))
    return tuple(_view(record) for record in records)


def amendment(session: Session, amendment_id: str) -> AmendmentView | None:
    """Return one amendment, or None."""
    record = session.get(Amendment, amendment_id)
    return _view(record) if record else None


def _view(record: Amendment) -> AmendmentView:
    return AmendmentView(
        id=record.id,
        meeting_id=record.meeting_id,
        number=record.number,
        group=record.group,
        language=record.language,
        text=record.text,
        translations=record.translations,
        state=record.state,
        moved_at=record.moved_at,
        settled_at=record.settled_at,
    )
